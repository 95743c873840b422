"""What closed months keep for their reports: the wording, so that a closed month's report stays as it was."""

from kpis.frozen.tables import keep

keep("reports.Wording", province="province")
