"""What is promised comes in from Excel."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.pages.private import private_form
from agencies.rights.access import require
from agencies.rights.roles import Permission
from commitments.models import SigningEvent
from workbooks.committed_items.page import UploadPage
from workbooks.enums import ImportKind
from workbooks.kinds.committed_items.kind import uses, whose
from workbooks.runs.forms import WorkbookForm
from workbooks.runs.handing_in import hand_in


@private_form
def items_import(request: HttpRequest, event: int) -> HttpResponse:
    """Hand in a sheet of committed items of an event, or (`?agency=CODE`) of one that promises there."""
    signing = get_object_or_404(SigningEvent.objects.select_related("agency", "plan__province"), pk=event)
    agency = whose(signing, request.GET.get("agency", ""))
    if agency is None:
        raise Http404
    require(request.user, Permission.COMMIT, agency)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file, use = form.cleaned_data["file"], uses(signing, agency)
        run, is_new = hand_in(
            file.read(), file.name, province=signing.plan.province, by=request.user, kind=ImportKind.COMMITMENTS, **use
        )
        if not is_new:
            messages.info(request, _("This file already waits for the same use: here it is."))
        return redirect("workbooks:import-run", run.pk)
    return render(
        request, "workbooks/committed_items/items_import.html", {"board": UploadPage(signing, agency), "form": form}
    )
