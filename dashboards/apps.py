from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Boards")

    def ready(self):
        from agencies.databases.beforehand import askers
        from dashboards.beforehand import ask_of_month

        askers.append(ask_of_month)
