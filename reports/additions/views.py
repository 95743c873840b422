"""Words are added to a section."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.additions.actions import add_text
from reports.additions.forms import TextForm
from reports.scope import asked_of


@require_POST
@login_required
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
