"""The words of the trail: what was done, what was touched, what its fields are called and what stands in them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.pages.counted import tongue
from commitments.enums import Aspect
from dxtracker.lib import numbers
from kpis.enums import Operator, TargetRule
from kpis.grammar.milestones import shares_of, written

FIGURES = "kpis.entry"  # what moves of entries are about
SHORT = 12  # letters shown of a checksum
HASHES = ("checksum", "sha256")
CHOICES: dict[str, Any] = {"target_rule": TargetRule.choices, "aspect": Aspect.choices, "operator": Operator.choices}
SPEAKS_OF = {"kpis.assignment": ("kpis.target",)}  # events of an item say its target too

# Kind of change → its words, the models that it is about.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "figures": (gettext_lazy("Figures and reports"), (FIGURES, "kpis.report", "kpis.evidence")),
    "items": (gettext_lazy("Items and targets"), ("kpis.assignment", "kpis.target", "kpis.coordination", "kpis.goal")),
    "causes": (
        gettext_lazy("Causes and promises"),
        ("kpis.cause", "kpis.causeclaim", "kpis.promise", "kpis.bottleneck"),
    ),
    "year": (
        gettext_lazy("Plans and reporting months"),
        ("kpis.plan", "kpis.planrules", "kpis.period", "kpis.milestone", "kpis.dayoff", "kpis.document"),
    ),
    "commitments": (
        gettext_lazy("Commitments"),
        (
            "commitments.commitment", "commitments.commitmentitem", "commitments.signingevent",
            "commitments.signedfile", "commitments.fulfilment", "commitments.amendment", "commitments.trustroot",
        ),
    ),
    "meetings": (
        gettext_lazy("Meetings and conclusions"),
        ("steering.meeting", "steering.agendapoint", "steering.conclusion", "steering.outcome", "steering.question"),
    ),
    "papers": (
        gettext_lazy("Issued reports and their wording"),
        ("reports.issuedreport", "reports.signedreport", "reports.addition", "reports.wording"),
    ),
    "imports": (gettext_lazy("Excel imports"), ("workbooks.importrun", "workbooks.headingalias")),
    "tree": (
        gettext_lazy("Agencies"),
        (
            "agencies.agency", "agencies.agencyalias", "agencies.phrasealias", "agencies.succession",
            "agencies.peergroup", "agencies.reorganisation",
        ),
    ),
    "people": (gettext_lazy("People and roles"), ("agencies.user", "agencies.membership", "machines.token")),
    "catalogue": (gettext_lazy("Indicators"), ("kpis.indicator", "kpis.pillar", "kpis.phrase")),
}  # fmt: skip

ACTIONS: dict[str, Any] = {
    "agency-added": gettext_lazy("Agency added"),
    "agency-edited": gettext_lazy("Agency changed"),
    "agency-renamed": gettext_lazy("Agency renamed"),
    "agency-merge": gettext_lazy("Agency merged into another"),
    "agency-split": gettext_lazy("Agency divided, or a part of it passed on"),
    "agency-end": gettext_lazy("Agency ended"),
    "agencies-reorganised": gettext_lazy("Agencies merged, split or ended"),
    "reorganisation-taken-back": gettext_lazy("Change of agencies taken back"),
    "alias-added": gettext_lazy("Another name of an agency remembered"),
    "alias-removed": gettext_lazy("Another name of an agency forgotten"),
    "peergroup-added": gettext_lazy("Peer group made"),
    "peergroup-changed": gettext_lazy("Peer group renamed"),
    "peergroup-removed": gettext_lazy("Peer group removed"),
    "phrase-explained": gettext_lazy("What a phrase means remembered"),
    "heading-explained": gettext_lazy("What a heading means remembered"),
    "person-added": gettext_lazy("Account added"),
    "person-changed": gettext_lazy("Account changed"),
    "password-set": gettext_lazy("Password set by somebody else"),
    "password-changed": gettext_lazy("Own password changed"),
    "role-granted": gettext_lazy("Role given"),
    "role-changed": gettext_lazy("Role changed"),
    "deputy-named": gettext_lazy("Deputy named who signs for the head"),
    "deputy-called-back": gettext_lazy("Deputy called back"),
    "person-invited": gettext_lazy("Person invited"),
    "password-forgotten": gettext_lazy("Link for a forgotten password asked for"),
    "links-withdrawn": gettext_lazy("Links withdrawn"),
    "role-undone": gettext_lazy("Role taken back with its import"),
    "second-factor-set": gettext_lazy("Second factor set up"),
    "second-factor-removed": gettext_lazy("Second factor taken away"),
    "backup-code-used": gettext_lazy("Backup code used"),
    "sessions-ended": gettext_lazy("Own sessions ended"),
    "token-made": gettext_lazy("Token for a program made"),
    "token-revoked": gettext_lazy("Token of a program revoked"),
    "system-switched-off": gettext_lazy("System switched off"),
    "system-switched-on": gettext_lazy("System switched on again"),
    "item-assigned": gettext_lazy("Item given"),
    "item-changed": gettext_lazy("Item changed"),
    "item-withdrawn": gettext_lazy("Item withdrawn"),
    "item-reinstated": gettext_lazy("Withdrawal of an item taken back"),
    "item-handed-over": gettext_lazy("Item handed over to another agency"),
    "item-imported": gettext_lazy("Item given by an import"),
    "item-changed-by-import": gettext_lazy("Item changed by an import"),
    "item-carried-over": gettext_lazy("Item carried over from the year before"),
    "plan-added": gettext_lazy("Plan of a year begun"),
    "plan-changed": gettext_lazy("Rules of a year changed"),
    "item-removed": gettext_lazy("Item taken away"),
    "target-set": gettext_lazy("Target set"),
    "target-removed": gettext_lazy("Target taken away"),
    "goal-set": gettext_lazy("Goal of a later year set"),
    "goal-imported": gettext_lazy("Goal of a later year imported"),
    "goal-removed": gettext_lazy("Goal of a later year taken away"),
    "promise-made": gettext_lazy("Promise given"),
    "cause-claimed": gettext_lazy("Cause claimed"),
    "cause-decided": gettext_lazy("Cause decided"),
    "bottleneck-confirmed": gettext_lazy("Bottleneck confirmed"),
    "bottleneck-changed": gettext_lazy("Bottleneck changed"),
    "bottleneck-resolved": gettext_lazy("Bottleneck resolved"),
    "bottleneck-withdrawn": gettext_lazy("Confirmation of a bottleneck withdrawn"),
    "report-submitted": gettext_lazy("Month's report sent"),
    "entry-removed": gettext_lazy("Figures taken back"),
    "evidence-added": gettext_lazy("Evidence added"),
    "evidence-removed": gettext_lazy("Evidence removed"),
    "periods-planned": gettext_lazy("Months planned"),
    "period-opened": gettext_lazy("Month opened"),
    "period-closed": gettext_lazy("Month closed"),
    "period-reopened": gettext_lazy("Month reopened"),
    "period-due-moved": gettext_lazy("Due day moved"),
    "milestones-set": gettext_lazy("Milestones set"),
    "rules-set": gettext_lazy("Rules of a year changed from a month on"),
    "commitment-drafted": gettext_lazy("Commitment drafted"),
    "commitment-changed": gettext_lazy("Commitment changed"),
    "commitment-deleted": gettext_lazy("Draft of a commitment deleted"),
    "commitment-signed": gettext_lazy("Commitment recorded as signed"),
    "commitment-corrected": gettext_lazy("Commitment opened for correction"),
    "commitment-amended": gettext_lazy("Commitment amended"),
    "commitment-passed-on": gettext_lazy("Commitment passed to a successor"),
    "commitment-ended": gettext_lazy("Commitment ended with its agency"),
    "commitment-imported": gettext_lazy("Committed items imported"),
    "commitment-import-undone": gettext_lazy("Import of committed items undone"),
    "commitment-item-added": gettext_lazy("Committed item added"),
    "commitment-items-added": gettext_lazy("Committed items added"),
    "commitment-item-changed": gettext_lazy("Committed item changed"),
    "commitment-item-moved": gettext_lazy("Committed item moved"),
    "commitment-item-removed": gettext_lazy("Committed item removed"),
    "signing-event-added": gettext_lazy("Signing event added"),
    "signing-event-changed": gettext_lazy("Signing event changed"),
    "file-kept": gettext_lazy("Signed file kept"),
    "file-verified": gettext_lazy("Signatures of a file verified"),
    "file-attested": gettext_lazy("Scan attested"),
    "fulfilment-claimed": gettext_lazy("Fulfilment reported"),
    "fulfilment-decided": gettext_lazy("Fulfilment decided"),
    "fulfilment-revoked": gettext_lazy("Fulfilment revoked"),
    "trust-root-added": gettext_lazy("Root certificate added"),
    "trust-root-retired": gettext_lazy("Root certificate retired"),
    "meeting-planned": gettext_lazy("Meeting planned"),
    "meeting-changed": gettext_lazy("Meeting changed"),
    "meeting-cancelled": gettext_lazy("Meeting cancelled"),
    "meeting-held": gettext_lazy("Meeting held"),
    "meeting-announced": gettext_lazy("Conclusions announced"),
    "agenda-proposed": gettext_lazy("Agenda proposed"),
    "agenda-point-added": gettext_lazy("Point of the agenda added"),
    "agenda-point-changed": gettext_lazy("Point of the agenda changed"),
    "agenda-point-moved": gettext_lazy("Point of the agenda moved"),
    "agenda-point-removed": gettext_lazy("Point of the agenda removed"),
    "conclusion-written": gettext_lazy("Conclusion written"),
    "conclusion-changed": gettext_lazy("Conclusion changed"),
    "conclusion-removed": gettext_lazy("Conclusion taken back"),
    "conclusion-reported": gettext_lazy("Conclusion reported as done"),
    "conclusion-accepted": gettext_lazy("Conclusion accepted as done"),
    "conclusion-returned": gettext_lazy("Conclusion returned"),
    "question-asked": gettext_lazy("Question asked"),
    "question-answered": gettext_lazy("Question answered"),
    "report-issued": gettext_lazy("Report issued"),
    "publication-proposed": gettext_lazy("Publication proposed"),
    "publication-confirmed": gettext_lazy("Month published"),
    "publication-withdrawn": gettext_lazy("Publication withdrawn"),
    "signed-report-kept": gettext_lazy("Signed report kept"),
    "report-text-added": gettext_lazy("Own text of a report"),
    "wording-set": gettext_lazy("Wording of reports changed"),
    "setup-code-issued": gettext_lazy("Set-up code issued"),
    "setup-code-used": gettext_lazy("Set-up code used"),
    "import-stored": gettext_lazy("Workbook handed in for import"),
    "import-corrected": gettext_lazy("Import answered or corrected"),
    "import-done": gettext_lazy("Import carried out"),
    "import-undone": gettext_lazy("Import undone"),
}  # fmt: skip

MOVES: dict[str, Any] = {
    "type": gettext_lazy("Figures typed"),
    "submit": gettext_lazy("Figures sent"),
    "approve": gettext_lazy("Figures recorded"),
    "return": gettext_lazy("Figures returned"),
    "reopen": gettext_lazy("Recorded figures opened again"),
    "verify": gettext_lazy("Figures corrected by the reviewer"),
}

# What events say beside the fields of their model.
FIELDS: dict[str, Any] = {
    "periods": gettext_lazy("months"),
    "milestones": gettext_lazy("milestones"),
    "items": gettext_lazy("items"),
    "changes": gettext_lazy("changes"),
    "in_force_from": gettext_lazy("in force from"),
    "valid_from": gettext_lazy("valid from"),
    "user": gettext_lazy("person"),
    "agency": gettext_lazy("agency"),
    "indicator": gettext_lazy("indicator"),
    "means": gettext_lazy("means"),
    "signatory_post": gettext_lazy("post of who signs"),
    "devices": gettext_lazy("devices"),
    "backup_codes": gettext_lazy("backup codes left"),
    "has_password": gettext_lazy("has a password"),
    "checksum": gettext_lazy("checksum"),
    "sha256": gettext_lazy("checksum of the file"),
    "until": gettext_lazy("until"),
    "entries": gettext_lazy("figures"),
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "refused": gettext_lazy("refused"),
    "target_rule": gettext_lazy("rule of the target"),
    "links": gettext_lazy("assigned items"),
    "from": gettext_lazy("agency before"),
    "to": gettext_lazy("agency after"),
    "effective_on": gettext_lazy("effective on"),
    "points": gettext_lazy("points of the agenda"),
    "was_shown": gettext_lazy("was shown to the public"),
    "aspect": gettext_lazy("what was changed"),
    "value": gettext_lazy("value"),
    "operator": gettext_lazy("operator"),
    "low": gettext_lazy("low"),
    "high": gettext_lazy("high"),
    "baseline": gettext_lazy("baseline"),
    "unit": gettext_lazy("unit"),
    "raw": gettext_lazy("as written"),
    "text": gettext_lazy("text"),
    "agency_name": gettext_lazy("agency"),
    "person_name": gettext_lazy("accountable person"),
}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of change for a filter."""
    return [(kind, str(words)) for kind, (words, _models) in KINDS.items()]


def types_of(kind: str) -> tuple[str, ...]:
    """The models that a kind of change is about."""
    return KINDS[kind][1]


def action_words(action: str, object_type: str) -> str:
    """What was done: "Target set"; of reference data "Added: pillar"."""
    if words := ACTIONS.get(action):
        return str(words)
    what, _mark, done = action.rpartition("-")
    said = {"added": _("Added: %(what)s"), "changed": _("Changed: %(what)s"), "removed": _("Removed: %(what)s")}
    name = model_words(object_type) or what
    return said[done] % {"what": name} if done in said else f"{capfirst(name)}: {action}"


def model_words(object_type: str) -> str:
    """What a model is called; empty where it is no longer known."""
    found = model_of(object_type)
    return str(found._meta.verbose_name) if found else ""


def model_of(object_type: str) -> type[models.Model] | None:
    """The model of that label ("kpis.target"), None for one that is no longer there."""
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def field_of(object_type: str, name: str) -> models.Field | None:
    """The stored field that a key of an event stands for; None for what the event says in words of its own."""
    for label in (object_type, *SPEAKS_OF.get(object_type, ())):
        if found := model_of(label):
            with suppress(FieldDoesNotExist):
                field = found._meta.get_field(name)
                return field if isinstance(field, models.Field) else None
    return None


def field_words(object_type: str, name: str) -> str:
    """What a field is called: its words on every form, else those of the event."""
    field = field_of(object_type, name)
    if field is not None:
        return str(field.verbose_name)
    return str(FIELDS.get(name, name.replace("_", " ")))


def points_to(object_type: str, name: str, value: Any) -> tuple[str, int] | None:
    """(model, key) of the row that a value of an event means; None where it is a value of its own."""
    field = field_of(object_type, name)
    if not isinstance(field, models.ForeignKey) or isinstance(value, bool) or not isinstance(value, int):
        return None
    if name in ("in_force_from", "withdrawn_from"):  # the number of the month, and not its key
        return None
    return field.remote_field.model._meta.label_lower, value


def value_words(object_type: str, name: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    """A value as people read it; `names` says the rows that values point to. Empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    if target := points_to(object_type, name, value):
        return names.get(target, str(value))
    field = field_of(object_type, name)
    if field is not None and field.choices and not isinstance(value, list | dict):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField) and isinstance(value, str):
        return _decimal_words(value)
    return _plain_words(name, value)


def _plain_words(name: str, value: Any) -> str:
    if choices := CHOICES.get(name):
        return str(dict(choices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_plain_words(name, one) for one in value)
    if name == "milestones" and isinstance(value, dict):
        return f"{written(shares_of(value))} %"
    if isinstance(value, dict):
        told = {key: one for key, one in value.items() if one not in (None, "", [], {}) and not _is_key(key, one)}
        return "; ".join(f"{FIELDS.get(key, key)}: {_plain_words(key, one)}" for key, one in told.items())
    if isinstance(value, int):
        return str(value) if name in ("year", "month") else numbers.number(value, tongue())
    text = str(value)
    return text[:SHORT] + "…" if name in HASHES and len(text) > SHORT else _moment_words(text)


def _is_key(name: str, value: Any) -> bool:
    """Whether it is the key of a row, which tells nobody anything: its name stands beside it."""
    return name in ("item", "link", "agency", "person") and isinstance(value, int)


def _decimal_words(text: str) -> str:
    try:
        return numbers.number(Decimal(text), tongue())
    except InvalidOperation:
        return text


def _moment_words(text: str) -> str:
    """A day or a moment as it is written here; other text as it stands."""
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return text
    try:
        if len(text) == 10:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{timezone.localtime(at) if timezone.is_aware(at) else at:%d/%m/%Y %H:%M}"
