"""Where everything hangs."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from dxtracker import views
from dxtracker.gallery import gallery

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", include("agencies.urls")),
    path("", include("dashboards.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery, name="gallery"))
