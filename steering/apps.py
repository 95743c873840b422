from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SteeringConfig(AppConfig):
    name = "steering"
    verbose_name = _("Meetings and conclusions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from kpis.month import beside
        from steering import frozen  # noqa: F401  -- closed months keep what was concluded
        from steering.conclusions import handed

        beside.columns |= handed.columns()
        beside.sayings.append(handed.sayings)
