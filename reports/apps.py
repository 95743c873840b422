from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Official reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from reports import frozen  # noqa: F401  -- closed months keep the wording
