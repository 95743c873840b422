"""The addresses of all boards, each told by its board."""

from django.urls import path

from dashboards import search
from dashboards.audit.views import audit
from dashboards.boards import (
    agencies,
    agency,
    agency_commitments,
    excluded,
    indicator,
    indicators,
    promises,
    province,
    rows,
    year,
)  # fmt: skip
from dashboards.boards.bottlenecks import view as bottlenecks
from dashboards.boards.changes import view as changes
from dashboards.boards.commitment import view as commitment
from dashboards.boards.commitments import view as commitments
from dashboards.boards.country import view as country
from dashboards.boards.dossier import view as dossier
from dashboards.boards.freshness import view as freshness
from dashboards.boards.item import view as item
from dashboards.boards.matrix import view as matrix
from dashboards.boards.peers import view as peers
from dashboards.prepared import views as prepared

PAGES = (
    province, agencies, agency, year, dossier, item, indicators, indicator, rows, freshness, promises, commitments,
    agency_commitments, commitment, excluded, search, bottlenecks, matrix, changes, peers,
    country,
)  # fmt: skip

app_name = "dashboards"
urlpatterns = [
    *(address for page in PAGES for address in page.urlpatterns),
    *prepared.urlpatterns,
    path("audit/", audit, name="audit"),
]
