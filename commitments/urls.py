"""The pages that write commitments, keep their files and say whom to trust; those that read them are boards."""

from django.urls import path

from commitments.amendments import views as amendments
from commitments.events import views as events
from commitments.files import views as files
from commitments.fulfilment import views as fulfilments
from commitments.items import views as items
from commitments.papers import views as papers
from commitments.signing import views as commitments
from commitments.trust import views as trust

app_name = "commitments"
urlpatterns = [
    # signing events
    path("commitments/events/new/", events.event_new, name="event-new"),
    path("commitments/events/<int:pk>/", events.event_edit, name="event-edit"),
    path("commitments/events/<int:pk>/drafts/", commitments.commitment_drafts, name="commitment-drafts"),
    # a commitment
    path("commitments/new/", commitments.commitment_new, name="commitment-new"),
    path("commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment-edit"),
    path("commitments/<int:pk>/delete/", commitments.commitment_delete, name="commitment-delete"),
    path("commitments/<int:pk>/sign/", commitments.commitment_sign, name="commitment-sign"),
    path("commitments/<int:pk>/correct/", commitments.commitment_correct, name="commitment-correct"),
    path("commitments/<int:pk>/amend/", amendments.commitment_amend, name="commitment-amend"),
    path("commitments/<int:pk>/paper.docx", papers.paper, {"form": "docx"}, name="paper"),
    path("commitments/<int:pk>/paper.pdf", papers.paper, {"form": "pdf"}, name="paper-pdf"),
    # its items
    path("commitments/<int:pk>/items/new/", items.item_new, name="item-new"),
    path("commitments/<int:pk>/items/all/", items.items_all, name="items-all"),
    path("commitments/items/<int:pk>/", items.item_edit, name="item-edit"),
    path("commitments/items/<int:pk>/remove/", items.item_remove, name="item-remove"),
    path("commitments/items/<int:pk>/move/", items.item_move, name="item-move"),
    # their fulfilment
    path("commitments/items/<int:pk>/fulfilled/", fulfilments.fulfilment_claim, name="fulfilment-claim"),
    path("commitments/fulfilments/<int:pk>/", fulfilments.fulfilment_decide, name="fulfilment-decide"),
    path("commitments/fulfilments/<int:pk>/revoke/", fulfilments.fulfilment_revoke, name="fulfilment-revoke"),
    # signed files
    path("commitments/<int:pk>/file/", files.file_keep, name="file-keep"),
    path("commitments/files/<int:pk>/", files.file, name="file"),
    path("commitments/files/<int:pk>/attest/", files.file_attest, name="file-attest"),
    path("commitments/files/<int:pk>/verify/", files.file_verify, name="file-verify"),
    # trusted certificates
    path("trust/", trust.trust, name="trust"),
    path("trust/add/", trust.trust_add, name="trust-add"),
    path("trust/<int:pk>/retire/", trust.trust_retire, name="trust-retire"),
]
