"""Addresses of the pages that write commitments."""

from django.urls import path

from commitments.views import amendments, commitments, events, fulfilments, items

urlpatterns = [
    path("commitments/events/new/", events.event_new, name="event-new"),
    path("commitments/events/<int:pk>/", events.event_edit, name="event-edit"),
    path("commitments/events/<int:pk>/drafts/", commitments.commitment_drafts, name="commitment-drafts"),
    path("commitments/new/", commitments.commitment_new, name="commitment-new"),
    path("commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment-edit"),
    path("commitments/<int:pk>/delete/", commitments.commitment_delete, name="commitment-delete"),
    path("commitments/<int:pk>/sign/", commitments.commitment_sign, name="commitment-sign"),
    path("commitments/<int:pk>/correct/", commitments.commitment_correct, name="commitment-correct"),
    path("commitments/<int:pk>/amend/", amendments.commitment_amend, name="commitment-amend"),
    path("commitments/<int:pk>/items/new/", items.item_new, name="item-new"),
    path("commitments/<int:pk>/items/all/", items.items_all, name="items-all"),
    path("commitments/items/<int:pk>/", items.item_edit, name="item-edit"),
    path("commitments/items/<int:pk>/remove/", items.item_remove, name="item-remove"),
    path("commitments/items/<int:pk>/move/", items.item_move, name="item-move"),
    path("commitments/items/<int:pk>/fulfilled/", fulfilments.fulfilment_claim, name="fulfilment-claim"),
    path("commitments/fulfilments/<int:pk>/", fulfilments.fulfilment_decide, name="fulfilment-decide"),
    path("commitments/fulfilments/<int:pk>/revoke/", fulfilments.fulfilment_revoke, name="fulfilment-revoke"),
]
