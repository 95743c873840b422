"""Drafts of commitments: begun, written, recorded as signed, corrected, deleted."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form, private_post
from agencies.rights.access import person_of, visible_agencies
from agencies.rights.roles import Permission
from commitments.models import Commitment, SigningEvent
from commitments.scope import commitment_or_404, crumbs_of, desk_of, event_or_404, signed_already
from commitments.signing.actions import change_parties, correct, create_draft, delete_draft, draft_all, sign
from commitments.signing.drafting import agencies_of
from commitments.signing.forms import NewDraftForm, PartiesForm, ReasonForm
from commitments.signing.page import desk, parties_form
from commitments.signing.rules import missing_in, paper_of, passed_deadlines, shown_in, wanting
from kpis.errors import CannotChange, Overtaken
from kpis.refusals import refusals


@private_form
def commitment_new(request: HttpRequest) -> HttpResponse:
    """?event= says where is promised, ?agency= whose is proposed."""
    event = _event_or_404(request)
    form = NewDraftForm(
        posted(request), agencies=_candidates(request, event), initial={"agency": request.GET.get("agency", "")}
    )
    if form.is_valid():
        given = form.cleaned_data
        agency = form.agencies[given["agency"]]
        with refusals(form):
            made = create_draft(event, agency, by=person_of(request), number=given["number"])
            return done(request, _("The draft is begun. Check the parties, then add the items."), desk_of(made))
    title = _("Draft a commitment")
    notes = [] if form.agencies else [_("Everybody who may commit at this event has a commitment there.")]
    board = FormPage(title, crumbs_of(title), _("Begin the draft"), event.get_absolute_url(), event.name, notes)
    return form_page(request, board, form if form.agencies else None)


def _event_or_404(request: HttpRequest) -> SigningEvent:
    key = request.GET.get("event", "")
    rows = SigningEvent.objects.select_related("agency", "plan")
    event = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None
    if event is None:
        raise Http404
    return event


def _candidates(request: HttpRequest, event: SigningEvent) -> list[Agency]:
    """Who is still without a commitment and may be drafted for; 404 for strangers, 403 for readers."""
    person, below = person_of(request), Agency.objects.filter(parent=event.agency_id)
    if not (below & visible_agencies(person, Permission.COMMIT)).exists():
        raise PermissionDenied if (below & visible_agencies(person)).exists() else Http404
    return list(agencies_of(event) & visible_agencies(person, Permission.COMMIT))


@private_post
def commitment_drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft for everybody right below the event's agency who has none there."""
    event = event_or_404(request, pk)
    made = draft_all(event, by=person_of(request))
    words = _("Drafts begun: %(n)s. Check the parties and add the items of each.") % {"n": len(made)}
    return done(request, words, reverse("commitments:event-edit", args=[event.pk]))


@private_form
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    if request.method != "POST" and commitment.is_signed:
        return signed_already(request, commitment)
    form = parties_form(commitment, posted(request))
    if form.is_valid():
        with refusals(form):
            change_parties(commitment, by=person_of(request), **form.said())
            return done(request, _("The parties are saved."), commitment.get_absolute_url())
    return _desk(request, commitment, form)


def _desk(request: HttpRequest, commitment: Commitment, form: PartiesForm) -> HttpResponse:
    return form_page(request, desk(commitment), form, "commitments/signing/draft.html")


@private_form
def commitment_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing; where nothing is, the button that records the draft as signed."""
    commitment = commitment_or_404(request, pk)
    title = _("Record as signed")
    overtaken = ""
    if request.method == "POST":
        try:
            sign(commitment, by=person_of(request), seen=request.POST.get("seen", ""))
            return done(request, _("The commitment is recorded as signed."), commitment.get_absolute_url())
        except Overtaken as error:
            overtaken = str(error)
        except CannotChange as error:
            if commitment.is_signed or not wanting(commitment):  # then somebody else was first
                return not_done(request, error, commitment.get_absolute_url())
    paper = paper_of(commitment)
    missing = missing_in(paper)
    board = {"commitment": commitment, "title": title, "crumbs": crumbs_of(title, commitment), "missing": missing,
             "overtaken": overtaken, "passed": passed_deadlines(paper), "seen": shown_in(paper),
             "items": [item for item, _links in paper.items],
             "desk": desk_of(commitment), "page": commitment.get_absolute_url()}  # fmt: skip
    return form_page(request, board, None, "commitments/signing/sign.html", 409 if request.method == "POST" else 200)


@private_form
def commitment_correct(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals(form):
            correct(commitment, by=person_of(request), reason=form.cleaned_data["reason"])
            return done(request, _("The commitment is a draft again."), desk_of(commitment))
    title = _("Correct what was recorded")
    notes = [_("For what was recorded wrongly. What the parties changed is written as an amendment.")]
    way = crumbs_of(title, commitment)
    board = FormPage(
        title, way, _("Make it a draft again"), commitment.get_absolute_url(), commitment.agency.name, notes
    )
    return form_page(request, board, form)


@private_form
def commitment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    if request.method == "POST":
        try:
            delete_draft(commitment, by=person_of(request))
            return done(request, _("The draft is deleted."), commitment.event.get_absolute_url())
        except CannotChange as error:
            return not_done(request, error, commitment.get_absolute_url())
    title = _("Delete the draft")
    notes = [_("The draft goes with its items. Nothing of what is signed is touched.")]
    way, about = crumbs_of(title, commitment), f"{commitment.agency.name} · {commitment.event.name}"
    board = FormPage(title, way, _("Delete the draft"), desk_of(commitment), about, notes, is_final=True)
    return form_page(request, board, None)
