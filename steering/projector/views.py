"""A meeting on the wall."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.pages.private import private_page
from agencies.rights.access import person_of
from steering.projector.page import screen_of
from steering.scope import meeting_or_404

THEMES = [("dark", "dark"), ("light", "light")]


class ShowForm(forms.Form):
    """Which screen, and on which ground; what cannot be meant counts as nothing."""

    point = forms.IntegerField(required=False, min_value=0, max_value=1000)
    theme = forms.ChoiceField(required=False, choices=THEMES)


@private_page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk)
    asked = ShowForm(request.GET)
    asked.is_valid()
    place, theme = asked.cleaned_data.get("point") or 0, asked.cleaned_data.get("theme") or "dark"
    return render(request, "steering/show.html", {"screen": screen_of(row, person_of(request), place, theme)})
