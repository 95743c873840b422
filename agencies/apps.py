from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Agencies and people")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from agencies import guards

        pre_migrate.connect(guards.lift, sender=self)
        post_migrate.connect(guards.install, sender=self)
