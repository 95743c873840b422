"""Where a thing is shown: the pages of upper floors, handed down to the models that lower floors hold.

Django gives each of these models its `get_absolute_url` (settings.ABSOLUTE_URL_OVERRIDES): so a page of the month
leads to a board without naming the floor above it.
"""

from typing import Any

from django.urls import reverse


def agency(row: Any) -> str:
    return reverse("dashboards:agency", args=[row.code])


def item(row: Any) -> str:
    return reverse("dashboards:item", args=[row.pk])


def indicator(row: Any) -> str:
    return reverse("dashboards:indicator", args=[row.code])


def commitment(row: Any) -> str:
    return reverse("dashboards:commitment", args=[row.pk])


def signing_event(row: Any) -> str:
    """The board of commitments, on which events stand."""
    return reverse("dashboards:commitments")


def period(row: Any) -> str:
    """Who has reported the month, and who is silent."""
    return f"{reverse('dashboards:freshness')}?year={row.plan.year}&month={row.month}"


def conclusion(row: Any) -> str:
    return reverse("steering:conclusion", args=[row.pk])


PAGES = {
    "agencies.agency": agency,
    "kpis.assignment": item,
    "kpis.indicator": indicator,
    "kpis.period": period,
    "commitments.commitment": commitment,
    "commitments.signingevent": signing_event,
    "steering.conclusion": conclusion,
}
