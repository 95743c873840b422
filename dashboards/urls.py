"""The table of contents of the business: one URL a board."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("boards/province/", views.province_board, name="province"),
    path("boards/agencies/", views.agency_list, name="agencies"),
    path("boards/agency/<str:code>/", views.agency_board, name="agency"),
    path("boards/agency/<str:code>/year/", views.year_board, name="year"),
    path("boards/agency/<str:code>/dossier/", views.dossier_board, name="dossier"),
    path("boards/agency/<str:code>/dossier.docx", views.dossier_letter, name="dossier-letter"),
    path("boards/item/<int:pk>/", views.item_board, name="item"),
    path("boards/indicators/", views.indicator_list, name="indicators"),
    path("boards/indicator/<str:code>/", views.indicator_board, name="indicator"),
    path("boards/rows/", views.row_list, name="rows"),
    path("boards/freshness/", views.freshness_board, name="freshness"),
    path("boards/freshness/letter.docx", views.freshness_letter, name="freshness-letter"),
    path("boards/promises/", views.promise_board, name="promises"),
    path("boards/commitments/", views.commitment_list, name="commitments"),
    path("boards/agency/<str:code>/commitments/", views.agency_commitments, name="agency-commitments"),
    path("boards/commitment/<int:pk>/", views.commitment_board, name="commitment"),
    path("boards/excluded/", views.excluded_board, name="excluded"),
    path("search/", views.search_page, name="search"),
]
