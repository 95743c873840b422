"""Questions at an item: asked, answered."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import done, status_of
from agencies.pages.private import private_form, private_post
from agencies.rights.access import person_of, require
from agencies.rights.roles import Permission
from kpis.refusals import refusals
from steering.models import Question
from steering.questions.actions import answer, ask
from steering.questions.forms import AnswerForm, QuestionForm
from steering.questions.page import ItemPage, item_or_404, may_ask, months_of, page_of


@private_form
def item(request: HttpRequest, pk: int) -> HttpResponse:
    found = item_or_404(person_of(request), pk)
    if request.method != "POST":
        return shown(request, page_of(found, person_of(request)))
    if not may_ask(person_of(request), found):
        raise PermissionDenied
    form = QuestionForm(request.POST, periods=months_of(found))
    if form.is_valid():
        with refusals(form):
            ask(found, form.cleaned_data["period"], text=form.cleaned_data["text"], by=person_of(request))
            return done(request, _("The question is asked; the agency is told."), request.path)
    return shown(request, page_of(found, person_of(request), form), status_of(form))


@private_post
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Question, pk=pk)
    found = item_or_404(person_of(request), row.item_id)
    require(person_of(request), Permission.ENTER, found.agency)
    form = AnswerForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        with refusals(form):
            answer(row, text=form.cleaned_data["text"], by=person_of(request))
            return done(request, _("The question is answered."), reverse("steering:item", args=[found.pk]))
    return shown(request, page_of(found, person_of(request), answers={pk: form}), status_of(form))


def shown(request: HttpRequest, board: ItemPage, status: int = 200) -> HttpResponse:
    """The page of an item's questions."""
    return render(request, "steering/questions/item.html", {"board": board}, status=status)
