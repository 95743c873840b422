from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Agencies and people")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from agencies.databases import guards
        from agencies.versions import writing

        connection_created.connect(writing.watch, dispatch_uid="agencies.versions")
        pre_migrate.connect(writing.rest, sender=self)
        post_migrate.connect(writing.resume, sender=self)
        pre_migrate.connect(guards.lift, sender=self)
        post_migrate.connect(guards.install, sender=self)
