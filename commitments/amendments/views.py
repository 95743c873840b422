"""Amendments of what was signed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form
from agencies.rights.access import person_of
from commitments.amendments.actions import amend
from commitments.amendments.changes import offered
from commitments.amendments.forms import AmendForm
from commitments.drift.terms import Terms
from commitments.models import Commitment
from commitments.scope import commitment_or_404, crumbs_of
from commitments.signing.drafting import assignable, terms_on
from kpis.refusals import refusals


@private_form
def commitment_amend(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    if not commitment.is_signed:
        return not_done(
            request, _("This commitment is not signed yet: write the draft anew."), commitment.get_absolute_url()
        )
    form = AmendForm(posted(request), amending=offered(commitment))
    if form.is_valid():
        with refusals(form):
            made = amend(commitment, by=person_of(request), **form.said(lambda keys: _live(commitment, keys)))
            words = _("Amendment %(number)s is recorded.") % {"number": made.number}
            return done(request, words, commitment.get_absolute_url())
    title = _("Amend the commitment")
    about = f"{commitment.agency.name} · {commitment.event.name}"
    board = FormPage(
        title, crumbs_of(title, commitment), _("Record the amendment"), commitment.get_absolute_url(), about
    )
    return form_page(request, board, form, "commitments/amendments/amend.html")


def _live(commitment: Commitment, keys: list[int]) -> Mapping[int, Terms]:
    return terms_on(assignable(commitment).filter(pk__in=keys))
