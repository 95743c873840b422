"""One item for who assigns: given, its target and terms changed, withdrawn and asked again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.pages.answers import posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import NothingYet, asked_province, person_of, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.errors import CannotChange
from kpis.items import actions
from kpis.items.page import giving, item_or_404, page_of
from kpis.models import Assignment, Plan
from kpis.queries import plan_that_holds


@private_page
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, page_of(item_or_404(person_of(request), pk), person_of(request)))


@private_post
def item_target(request: HttpRequest, pk: int) -> HttpResponse:
    def change(found: Assignment, form: Any) -> str:
        month = found.plan.periods.get(month=form.cleaned_data["month"])
        actions.set_target(
            found, in_force_from=month, by=person_of(request), reason=form.cleaned_data["reason"],
            **form.fields_of_target(),
        )  # fmt: skip
        return _("The target is changed from %(month)s on.") % {"month": month.within}

    return _act(request, pk, "target", change)


@private_post
def item_terms(request: HttpRequest, pk: int) -> HttpResponse:
    def change(found: Assignment, form: Any) -> str:
        said = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        actions.edit_item(found, by=person_of(request), reason=form.cleaned_data["reason"], **said)
        return _("The item is changed.")

    return _act(request, pk, "terms", change)


@private_post
def item_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def change(found: Assignment, form: Any) -> str:
        said = form.cleaned_data
        month = found.plan.periods.get(month=said["month"])
        actions.withdraw(
            found, in_force_from=month, by=person_of(request), reason=said["reason"], document=said["document"]
        )  # fmt: skip
        return _("The item is withdrawn from %(month)s on.") % {"month": month.within}

    return _act(request, pk, "withdraw", change)


@private_post
def item_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    def change(found: Assignment, form: Any) -> str:
        actions.reinstate(found, by=person_of(request), reason=form.cleaned_data["reason"])
        return _("The item is asked again.")

    return _act(request, pk, "reinstate", change)


@private_form
def item_give(request: HttpRequest) -> HttpResponse:
    province = asked_province(request)
    require(person_of(request), Permission.ASSIGN, province)
    plan = plan_that_holds(Plan.objects.filter(province=province))
    if plan is None:
        raise NothingYet
    form = giving(plan, posted(request))
    status = 200 if request.method != "POST" or (form.is_valid() and not form.is_agreed) else 422
    if form.is_bound and form.is_valid() and form.is_agreed:
        try:
            return _given(request, plan, form)
        except CannotChange as error:
            form.add_error(None, str(error))
            status = 409
        except IntegrityError:  # somebody else gave it meanwhile
            form.add_error("chosen", _("This agency holds this item already."))
            status = 409
    board = {"plan": plan, "form": form, "lacks": form.lacks, "crumbs": [Crumb(_("Give an item"))]}
    return render(request, "kpis/items/give.html", {"board": board}, status=status)


def _given(request: HttpRequest, plan: Plan, form: Any) -> HttpResponse:
    said = form.cleaned_data
    made = actions.assign(
        plan=plan, agency=said["agency"], indicator=said["chosen"], by=person_of(request),
        in_force_from=plan.periods.get(month=said["month"]), target=form.fields_of_target(),
        deadline=said["deadline"], weight=said["weight"], accountable=said["accountable"], document=said["document"],
    )  # fmt: skip
    messages.success(request, _("The item is given to %(name)s.") % {"name": made.agency.name})
    return redirect("kpis:item", made.pk)


def _act(request: HttpRequest, pk: int, name: str, change: Callable[[Assignment, Any], str]) -> HttpResponse:
    """Do it and lead back to the page; a target is read back first, a refusal stands at its form."""
    found = item_or_404(person_of(request), pk)
    board = page_of(found, person_of(request), name, request.POST)
    form: Any = board.forms.get(name)
    if form is None:
        messages.warning(request, _("This can no longer be done; look at the item as it stands."))
        return _page(request, page_of(found, person_of(request)), 409)
    if not form.is_valid():
        return _page(request, board, 422)
    if name == "target" and not form.is_agreed:
        return _page(request, board)
    try:
        said = change(found, form)
    except (CannotChange, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, board, 409)
    messages.success(request, said)
    return redirect("kpis:item", pk)


def _page(request: HttpRequest, board: Any, status: int = 200) -> HttpResponse:
    return render(request, "kpis/items/item.html", {"board": board}, status=status)
