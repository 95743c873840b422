"""Invite many: look at who has no login yet, choose; letters leave by the worker, slips are shown at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.inviting.actions import invite_many
from agencies.inviting.background import start
from agencies.inviting.page import by_letter, chosen_of, invite_page, invited_page
from agencies.inviting.queries import invitable
from agencies.links.letters import address_of, site_of
from agencies.models import Agency
from agencies.pages.answers import how_far
from agencies.pages.private import private_form
from agencies.roster.queries import place_or_404

PAGE = "agencies/inviting/invite.html"


@private_form
def invite(request: HttpRequest) -> HttpResponse:
    """Who may be invited, and how far the last letters are; the part that tells it for htmx."""
    province = place_or_404(request.user, request.GET.get("province", ""))
    if request.method == "POST":
        return _invite(request, province)
    board = invite_page(request.user, province)
    if request.htmx:
        return how_far(request, board.letters.progress, board.letters.words, board.url)
    return render(request, PAGE, {"board": board})


def _invite(request: HttpRequest, province: Agency) -> HttpResponse:
    """The answer is the one time the links on paper are shown."""
    people = {one.pk: one for one in invitable(request.user, province)}
    chosen = chosen_of(request.POST.getlist("person"), people.values())
    if not chosen:
        messages.warning(request, _("Nobody is chosen."))
        return render(request, PAGE, {"board": invite_page(request.user, province)}, status=422)
    mailed = {} if "paper" in request.POST else by_letter(chosen, people)
    if mailed and not start(mailed, site=site_of(request), by=request.user):
        messages.warning(request, _("Letters are leaving just now. Invite further people when they have left."))
        return redirect(request.get_full_path())
    printed = {pk: link for pk, link in chosen.items() if pk not in mailed}
    made = [(people[one.pk], address_of(request, token)) for one, token in invite_many(printed, by=request.user)]
    if mailed and not printed:
        return redirect(request.get_full_path())
    board = invited_page(len(mailed), made, len(chosen))
    return render(request, "agencies/inviting/invited.html", {"board": board})
