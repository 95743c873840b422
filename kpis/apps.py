from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = _("Items and figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from agencies.reorganising.parts import bring
        from agencies.reorganising.sums import sum_by
        from agencies.roster.pending import ask
        from agencies.tree.actions import judges
        from kpis.frozen.migrating import keep_closed_months
        from kpis.items.across import across
        from kpis.items.passing import Items
        from kpis.leaving.queries import pending
        from kpis.standings.actions import refresh_agencies

        ask(pending)
        post_migrate.connect(keep_closed_months, sender=self)
        bring(Items())
        sum_by(across)
        judges.append(refresh_agencies)
