"""The tree of agencies and the decisions that change it."""

from django.urls import path

from agencies.groups import views as groups
from agencies.reorganising import views as reorganising
from agencies.tree import views as tree

app_name = "tree"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("new/", tree.agency_new, name="agency-new"),
    path("decision/", reorganising.decision, name="decision"),
    path("decision/<int:pk>/", reorganising.decided, name="decided"),
    path("decision/<int:pk>/undo/", reorganising.decision_undo, name="decision-undo"),
    path("<int:pk>/", tree.agency, name="agency"),
    path("<int:pk>/rename/", tree.agency_rename, name="agency-rename"),
    path("<int:pk>/edit/", tree.agency_edit, name="agency-edit"),
    path("<int:pk>/alias/", tree.agency_alias, name="agency-alias"),
    path("<int:pk>/alias/<int:alias>/remove/", tree.agency_alias_remove, name="agency-alias-remove"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/rename/", groups.group_rename, name="group-rename"),
    path("groups/<int:pk>/fill/", groups.group_fill, name="group-fill"),
    path("groups/<int:pk>/remove/", groups.group_remove, name="group-remove"),
]
