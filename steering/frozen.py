"""What closed months keep of meetings: what was concluded by then, so that its counts stay as they were."""

from kpis.frozen.tables import keep

keep("steering.Meeting", province="province")
keep("steering.Conclusion", province="meeting__province")
