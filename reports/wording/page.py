"""What the page of wording shows: all phrases with their placeholders, and how the current month would read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from reports.models import Wording
from reports.queries import wording_of
from reports.sentences import rules
from reports.sentences.rules import Text
from reports.wording.forms import WordingForm
from reports.writing.queries import facts_of

MOST_VERSIONS = 30


@dataclass(frozen=True)
class WordingPage:
    """`own` counts the province's own phrases; `preview` is the month's text with what is in the form."""

    form: WordingForm
    preview: Text
    own: int
    versions: tuple[Wording, ...]
    url: str
    standard_url: str
    report_url: str
    crumbs: tuple[Crumb, ...]


def wording_page(scope: Scope, form: WordingForm | None = None) -> WordingPage:
    """The page; a form that was refused or asked to be previewed is shown with what it holds."""
    own = wording_of(scope.province)
    tried = _tried(form, own)
    with translation.override("vi"):
        preview = rules.written(facts_of(scope, "month"), tried)
    versions = Wording.objects.filter(province=scope.province.pk).select_related("by").order_by("-pk")
    report_url = reverse("reports:report") + scope.query
    return WordingPage(
        form=form or WordingForm(own=own),
        preview=preview,
        own=len(own),
        versions=tuple(versions[:MOST_VERSIONS]),
        url=reverse("reports:wording") + scope.query,
        standard_url=reverse("reports:wording-standard") + scope.query,
        report_url=report_url,
        crumbs=(Crumb(_("Reports"), report_url), Crumb(_("Wording"))),
    )


def _tried(form: WordingForm | None, own: Mapping[str, str]) -> Mapping[str, str]:
    """What the form says where it is right, else what stands; an empty phrase is the standard's."""
    if form is None or not form.is_bound:
        return own
    form.is_valid()
    return {key: text for key, text in {**own, **form.cleaned_data}.items() if text}
