"""Which report is asked for: of whom, of which month, over what stretch; and who may write in it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.databases.reading import live
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.rights.access import can, visible_agencies
from agencies.rights.roles import Permission
from dashboards.scope import Scope, scope_that_knows
from kpis.models import Period
from reports.enums import ReportKind


class AskedForm(forms.Form):
    """What the query string says beside the scope."""

    agency = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Stretch"), required=False, choices=ReportKind)


@dataclass(frozen=True)
class Asked:
    """The report of `agency`, or of the whole province, over `kind` up to the scope's month."""

    scope: Scope
    agency: Agency | None
    kind: str

    @property
    def node(self) -> Agency:
        return self.agency or self.scope.province

    @property
    def may_add(self) -> bool:
        """Whether the reader may add words to a section."""
        return can(self.scope.reader, Permission.ENTER if self.agency else Permission.STEER, self.node)

    @property
    def may_issue(self) -> bool:
        return may_issue(self.scope.reader, self.node)

    def url(self, name: str) -> str:
        """A page of this report."""
        return reverse(f"reports:{name}") + self.query

    @property
    def query(self) -> str:
        more = {"agency": self.agency.code} if self.agency else {}
        if self.kind != ReportKind.MONTH:
            more["kind"] = self.kind
        return self.scope.query + (f"&{urlencode(more)}" if more else "")

    def living_period(self) -> Period:
        """The month as it stands today, for what writes."""
        with live():
            return Period.objects.select_related("plan__province").get(pk=self.scope.period.pk)


def may_issue(user: User, node: Agency) -> bool:
    """Whether somebody may issue reports of an agency, or of a whole province."""
    return can(user, Permission.STEER if node.level == Level.PROVINCE else Permission.SIGN, node)


def asked_of(request: HttpRequest) -> Asked:
    """The report that is asked for; who does not read the whole province gets that of the own agency.

    Raises Http404 for what is not there or not theirs to read.
    """
    form = AskedForm(request.GET)
    if not form.is_valid():
        raise Http404
    code, kind = form.cleaned_data["agency"], form.cleaned_data["kind"] or ReportKind.MONTH
    return Asked(*scope_that_knows(request, lambda scope: _agency(scope, code)), kind)


def _agency(scope: Scope, code: str) -> Agency | None:
    """The agency of that code or the reader's own; None for the whole province. Raises Http404."""
    if not code and not can(scope.reader, Permission.READ, scope.province):
        own = visible_agencies(scope.reader).filter(province=scope.province, level=Level.AGENCY)
        code = own.order_by("sort_order", "path").values_list("code", flat=True).first() or ""
        if not code:
            raise Http404
    if not code:
        return None
    agency = scope.agency_or_404(code)
    if agency.level != Level.AGENCY:
        raise Http404
    return agency


def may_word(scope: Scope) -> bool:
    """Whether the reader may change the wording of the province's reports."""
    return can(scope.reader, Permission.ADMINISTER, scope.province)


def may_publish(scope: Scope) -> bool:
    """Whether the reader proposes or confirms what the public reads."""
    return can(scope.reader, Permission.STEER, scope.province)
