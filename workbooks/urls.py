"""The pages of Excel in and out: what is handed in, what becomes of it, what may be downloaded."""

from django.urls import path

from workbooks.committed_items import views as committed_items
from workbooks.export import views as exports
from workbooks.figures import views as figures
from workbooks.mending import views as mending
from workbooks.runs import views as imports

app_name = "workbooks"

urlpatterns = [
    path("imports/", imports.import_list, name="imports"),
    path("imports/upload/", imports.import_upload, name="import-upload"),
    path("imports/assignments.xlsx", exports.assignments_export, name="assignments-export"),
    path("imports/people.xlsx", exports.people_export, name="people-export"),
    path("imports/figures/<str:code>/<int:year>-<int:month>.xlsx", figures.figures_template, name="figures-template"),
    path("imports/template/<slug:kind>.xlsx", imports.import_template, name="import-template"),
    path("imports/<int:pk>/", imports.import_run, name="import-run"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/file", imports.import_file, name="import-file"),
    path("imports/<int:pk>/annotated.xlsx", imports.import_annotated, name="import-annotated"),
    path("imports/<int:pk>/mend/", mending.import_mend, name="import-mend"),
    path("imports/<int:pk>/agency/", mending.import_agency, name="import-agency"),
    path("imports/<int:pk>/columns/", mending.import_columns, name="import-columns"),
    path("imports/<int:pk>/decide/", mending.import_decide, name="import-decide"),
    path("imports/<int:pk>/merge/", figures.import_merge, name="import-merge"),
    path("imports/<int:pk>/reread/", mending.import_reread, name="import-reread"),
    path("imports/<int:pk>/confirm/", mending.import_confirm, name="import-confirm"),
    path("imports/<int:pk>/undo/", mending.import_undo, name="import-undo"),
    path("imports/<int:pk>/continue/", mending.import_continue, name="import-continue"),
    path("commitments/events/<int:event>/import/", committed_items.items_import, name="items-import"),
]
