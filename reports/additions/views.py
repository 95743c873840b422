"""Words are added to a section."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agencies.pages.private import private_post
from reports.additions.actions import add_text
from reports.additions.forms import TextForm
from reports.scope import asked_of


@private_post
def text(request: HttpRequest) -> HttpResponse:
    """Back to the report either way; a text that is refused is said why (it can only be too long)."""
    asked = asked_of(request)
    if not asked.may_add:
        raise PermissionDenied
    form = TextForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        add_text(
            asked.node, asked.scope.period, kind=asked.kind, section=said["section"], text=said["text"], by=request.user
        )
        messages.success(request, _("The text is kept with the draft."))
    else:
        messages.error(request, " ".join(f"{form[name].label}: {why[0]}" for name, why in form.errors.items()))
    return redirect(asked.url("report"))
