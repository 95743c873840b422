from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from agencies.reorganising.parts import bring
        from agencies.roster.pending import ask
        from commitments import frozen  # noqa: F401  -- closed months keep commitments
        from commitments.leaving.queries import pending
        from commitments.naming import resting_on
        from commitments.passing.actions import Commitments
        from commitments.standings.writer import Follower
        from kpis.documents.page import also
        from kpis.standings.followers import follow

        ask(pending)
        bring(Commitments())
        follow(Follower())
        also.append(resting_on)
