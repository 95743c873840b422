"""Where everything hangs."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from dxtracker import views
from dxtracker.gallery import gallery
from dxtracker.setup import views as setup
from dxtracker.watch import health, metrics

admin.site.site_header = admin.site.site_title = _("Digital transformation targets")
admin.site.index_title = _("Administration")

handler400 = "dxtracker.refusals.bad_request"
handler403 = "dxtracker.refusals.permission_denied"
handler404 = "dxtracker.refusals.page_not_found"
handler500 = "dxtracker.refusals.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("health/live", health.health_live, name="health-live"),
    path("health/ready", health.health_ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("waiting/", views.waiting, name="waiting"),
    path("setup/", setup.setup, name="setup"),
    path("setup/province/", setup.setup_province, name="setup-province"),
    path("setup/administrator/", setup.setup_administrator, name="setup-administrator"),
    path("start/", setup.start, name="start"),
    path("start/agencies.xlsx", setup.start_agencies, name="start-agencies"),
    path("start/year/", setup.start_year, name="start-year"),
    path("", include("kpis.urls")),  # one address after the other is tried: the month's rows are asked for most
    path("", include("machines.urls")),
    path("", include("agencies.urls")),
    path("agencies/", include("agencies.reorganising.urls")),
    path("", include("dashboards.urls")),
    path("", include("steering.urls")),
    path("", include("commitments.urls")),
    path("", include("workbooks.urls")),
    path("", include("reports.urls")),
    path("admin/login/", views.admin_login),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery, name="gallery"))
