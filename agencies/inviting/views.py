"""Invite many: look at who has no login yet, choose, send and print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies.enums import LinkKind
from agencies.inviting.actions import invite_many
from agencies.inviting.page import chosen_of, invite_page, invited_page
from agencies.inviting.queries import invitable
from agencies.links.letters import address_of, letter, letters_leave, send_all
from agencies.roster.queries import place_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the one time the links on paper are shown."""
    province = place_or_404(request.user, request.GET.get("province", ""))
    people = {one.pk: one for one in invitable(request.user, province)} if request.method == "POST" else {}
    chosen = chosen_of(request.POST.getlist("person"), people.values())
    if not chosen:
        if request.method == "POST":
            messages.warning(request, _("Nobody is chosen."))
        board, status = invite_page(request.user, province), 422 if request.method == "POST" else 200
        return render(request, "agencies/inviting/invite.html", {"board": board}, status=status)
    made = [(one, address_of(request, token)) for one, token in invite_many(chosen, by=request.user)]
    mailed = [(one, address) for one, address in made if one.email and letters_leave()]
    left = send_all([letter(one, LinkKind.INVITATION, address) for one, address in mailed])
    sent = {one.pk: one for (one, _address), has_left in zip(mailed, left, strict=True) if has_left}
    printed = [(people[one.pk], address) for one, address in made if one.pk not in sent]
    failed = len(mailed) - len(sent)
    done = invited_page(request.user, province, list(sent.values()), printed, len(chosen), failed)
    return render(request, "agencies/inviting/invited.html", {"board": done})
