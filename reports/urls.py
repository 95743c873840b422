"""Addresses of reports."""

from django.urls import path

from reports.additions import views as additions
from reports.briefing import views as briefing
from reports.desk import views as desk
from reports.issuing import views as issuing
from reports.publication import views as publication
from reports.wording import views as wording

app_name = "reports"
urlpatterns = [
    path("reports/", desk.report, name="report"),
    path("reports/report.docx", desk.report_paper, {"form": "docx"}, name="report-docx"),
    path("reports/report.pdf", desk.report_paper, {"form": "pdf"}, name="report-pdf"),
    path("reports/briefing.pdf", briefing.briefing, name="briefing"),
    path("reports/text/", additions.text, name="text"),
    path("reports/issue/", issuing.issue, name="issue"),
    path("reports/issued/<int:pk>/", issuing.issued, name="issued"),
    path("reports/issued/<int:pk>/report.docx", issuing.issued_file, {"form": "docx"}, name="issued-docx"),
    path("reports/issued/<int:pk>/report.pdf", issuing.issued_file, {"form": "pdf"}, name="issued-pdf"),
    path("reports/issued/<int:pk>/sign/", issuing.signed_keep, name="signed-keep"),
    path("reports/signed/<int:pk>/", issuing.signed, name="signed"),
    path("reports/wording/", wording.wording, name="wording"),
    path("reports/wording/standard/", wording.wording_standard, name="wording-standard"),
    path("reports/publications/", publication.publications, name="publications"),
    path("reports/publications/propose/", publication.publication_propose, name="publication-propose"),
    path("reports/publications/<int:pk>/", publication.publication, name="publication"),
    path("reports/publications/<int:pk>/confirm/", publication.publication_confirm, name="publication-confirm"),
    path("reports/publications/<int:pk>/withdraw/", publication.publication_withdraw, name="publication-withdraw"),
    path("open/<str:code>/", publication.open_page, name="open"),
    path("open/<str:code>/<int:year>/<int:month>/", publication.open_page, name="open-month"),
    path("open/<str:code>/<int:year>/<int:month>/data.json", publication.open_json, name="open-json"),
    path("open/<str:code>/<int:year>/<int:month>/<str:table>.csv", publication.open_csv, name="open-csv"),
]
