"""Import a workbook as the pages do: read, preview, confirm. docs/imports.md explains it to administrators."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency, User
from agencies.pages.counted import Counted, written
from agencies.rights.access import can, provinces
from agencies.work.carrying import heard_by
from kpis.errors import CannotChange
from kpis.models import Period, Plan
from workbooks.enums import OF_THE_TREE, ImportKind
from workbooks.kinds import registry as kinds
from workbooks.kinds.labels import missing_sentence
from workbooks.kinds.preview import Outcome, message, problems
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions as run
from workbooks.runs.rights import NEEDS
from workbooks.words import words

REFUSED, UNREADABLE = 1, 2
REFUSED_WORDS = Counted(
    "%(n)s row or column is refused: nothing was imported.", "%(n)s rows or columns are refused: nothing was imported."
)
STATED_WORDS = Counted(
    "The sheet states %(stated)s row; found: %(found)s", "The sheet states %(stated)s rows; found: %(found)s"
)


class Command(BaseCommand):
    help = (
        "Reads a workbook of items, agencies, people, figures or committed items and says what it would change. "
        "Without --dry-run and --confirm the import waits in the browser. Exit status: 0 clean or confirmed, 1 rows "
        "are refused or questions hold --confirm, 2 the file cannot be read or may not be imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the workbook: .xlsx, .xlsm, .xls or .csv")
        parser.add_argument("--kind", required=True, choices=ImportKind.values, help="what the workbook holds")
        parser.add_argument("--user", required=True, help="in whose name; rights are those of the pages")
        parser.add_argument("--plan", type=int, metavar="YEAR", help="the year of the plan")
        parser.add_argument("--province", metavar="CODE", help="needed where the user has a role in several")
        parser.add_argument("--agency", metavar="CODE", help="figures, commitments, people: whose they are")
        parser.add_argument("--month", type=int, choices=range(1, 13), metavar="N", help="figures: of which month")
        parser.add_argument("--event", type=int, metavar="KEY", help="commitments: the signing event")
        parser.add_argument("--read-hidden", action="append", default=[], metavar="SHEET", help="read a hidden sheet")
        parser.add_argument("--dry-run", action="store_true", help="store nothing at all")
        parser.add_argument("--confirm", action="store_true", help="carry it out, unless a row is refused")
        parser.add_argument("--keep-good", action="store_true", help="with --confirm: leave refused rows aside")
        parser.add_argument("--as-written", action="store_true", help="with --confirm: what is asked stays as written")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, format: str, **options: Any) -> None:
        try:
            asked = _asked(options)
            with heard_by(self) if options["verbosity"] > 1 else nullcontext():
                held, outcome = _carry_out(asked, options)
        except CannotRead as error:
            place = f"{error.place}: " if error.place else ""
            self._give_up(place + words(error.problem), format)
        except (CannotChange, CommandError) as error:
            self._give_up(str(error), format)
        told = report(held, outcome)
        self.stdout.write(
            json.dumps(told, ensure_ascii=False, indent=1) if format == "json" else summary(told, ImportKind(held.kind))
        )
        if told["refused"] and told["state"] != "done":
            said = REFUSED_WORDS.of(told["counts"]["refused"])
            raise CommandError(said, returncode=REFUSED)
        if outcome.questions and options["confirm"] and told["state"] != "done":
            raise CommandError(run.questions_words(outcome), returncode=REFUSED)

    def _give_up(self, said: str, format: str) -> NoReturn:
        if format == "json":
            self.stdout.write(json.dumps({"error": said}, ensure_ascii=False))
        raise CommandError(said, returncode=UNREADABLE)

    def tell(self, stage: str, done: int, total: int) -> None:
        self.stderr.write(f"{stage} {done}/{total}")

    def take(self, key: int | None) -> None:
        """Nothing: the command is no worker, and has no Work in hand."""


def report(held: ImportRun, outcome: Outcome) -> dict[str, Any]:
    """The one JSON object: docs/imports.md lists its keys. Messages are in the active language."""
    stated = [total.stated for total in outcome.totals]
    return {
        "run": held.pk,
        "state": str(held.state) if held.pk else "dry-run",
        "layout": outcome.layout,
        "counts": outcome.counts,
        "items": {status: outcome.items.get(status, 0) for status in ("new", "changed", "unchanged")},
        "missing": outcome.missing["count"],
        "rows": kinds.KINDS[ImportKind(held.kind)].describe(outcome),
        "refused": [
            {
                "sheet": problem["sheet"],
                "row": problem["row"] or None,
                "column": problem["column"] or None,
                "cell": problem["cell"] or None,
                "message": message(problem),
                "proposal": next(iter(problem["proposals"]), None),
            }
            for problem in problems(outcome.refusals)
        ],
        "notices": [
            {
                "sheet": notice["sheet"],
                "row": notice["row"] or None,
                "column": notice["column"] or None,
                "cell": notice["cell"] or None,
                "message": message(notice),
            }
            for notice in problems(outcome.notices)
        ],
        "totals": {
            "stated": sum(stated) if stated else None,
            "found": sum(total.found for total in outcome.totals) if stated else None,
        },
    }


def summary(told: dict[str, Any], kind: ImportKind) -> str:
    """The same for a person at a terminal: the counts, every refusal at its place, what to do next."""
    counts, totals = told["counts"], told["totals"]
    lines = [
        _("Rows: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused") % counts,
    ]
    if kind == ImportKind.ASSIGNMENTS:
        lines.append(_("Items: %(new)s new, %(changed)s changed, %(unchanged)s unchanged") % told["items"])
    if totals["stated"] is not None:
        said = {name: written(totals[name]) for name in ("stated", "found")}
        lines.append(STATED_WORDS.of(totals["stated"], **said))
    for notice in told["notices"]:
        place = "!".join(filter(None, (notice["sheet"], notice["cell"])))
        lines.append(f"  {place}: {notice['message']}")
    if told["missing"]:
        lines.append(missing_sentence(kind, told["missing"]))
    for refusal in told["refused"]:
        place = "!".join(filter(None, (refusal["sheet"], refusal["cell"])))
        proposed = " " + _("Proposed: %(texts)s") % {"texts": refusal["proposal"]} if refusal["proposal"] else ""
        lines.append(f"  {place}: {refusal['message']}{proposed}")
    if told["state"] == "done":
        lines.append(_("Imported as number %(run)s.") % told)
    elif told["state"] == "dry-run":
        lines.append(_("Nothing was stored."))
    else:
        lines.append(_("Import number %(run)s waits in the browser to be confirmed.") % told)
    return "\n".join(lines)


def _carry_out(asked: dict[str, Any], options: dict[str, Any]) -> tuple[ImportRun, Outcome]:
    """(run, outcome). Nothing is stored by a dry run, nor by a --confirm that refused rows forbid."""
    data, by = asked.pop("data"), asked.pop("by")
    path = Path(options["file"])
    shown = {f"{sheet}!0": "show" for sheet in options["read_hidden"]}
    held = run.draft(data, path.name, **asked)
    held.uploaded_by, held.choices = by, {"decisions": shown} if shown else {}
    outcome = run.understand(held, data)
    refuses = outcome.counts["refused"] and not (options["keep_good"] and outcome.writes)
    asks = outcome.questions and not options["as_written"]
    if options["dry_run"] or (options["confirm"] and (refuses or asks)):
        return held, outcome
    held = run.store(data, path.name, by=by, **asked)
    if shown:
        held.choices |= {"decisions": shown}
        held.save(update_fields=["choices"])
    seen = run.read(held)
    if seen is None:
        raise CannotRead(held.problem["code"], held.problem["place"], **held.problem["details"])
    if not options["confirm"]:
        return held, seen
    said = {name: options[name] for name in ("keep_good", "as_written")}
    return held, run.confirm(held, by=by, **said)


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """The options as rows of the database and the file's bytes; raises CommandError, in words, for what is not so."""
    if options["confirm"] and options["dry_run"]:
        raise CommandError(_("--dry-run stores nothing and --confirm imports: give one of them."))
    for name in ("keep_good", "as_written"):
        if options[name] and not options["confirm"]:
            said = {"option": f"--{name.replace('_', '-')}"}
            raise CommandError(_("%(option)s says how to --confirm: give both.") % said)
    kind = ImportKind(options["kind"])
    by = User.objects.filter(username=options["user"]).first()
    if by is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": options["user"]})
    province = _province(by, options["province"])
    use = _use(kind, province, options)
    if not can(by, NEEDS[kind], use.get("agency") or province):
        raise CommandError(_("%(name)s may not import this.") % {"name": by.username})
    return use | {"kind": kind, "province": province, "data": _data(options["file"]), "by": by}


def _use(kind: ImportKind, province: Agency, options: dict[str, Any]) -> dict[str, Any]:
    """What the file is about: plan, agency, month, signing event, as far as the kind has them."""
    place = kinds.KINDS[kind].place
    if place is not None:
        if options["event"] is None:
            raise CommandError(_("Give --event, the key of a signing event."))
        return place(province, options["event"], options["agency"] or "")
    if options["event"] is not None:
        raise CommandError(_("--event belongs to commitments."))
    if kind == ImportKind.PEOPLE and options["agency"]:
        return {"agency": _agency(province, options["agency"])}
    plan = _plan(province, options["plan"], is_needed=kind not in (*OF_THE_TREE, ImportKind.PEOPLE))
    if kind == ImportKind.FIGURES and plan is not None:
        return {
            "plan": plan,
            "agency": _agency(province, options["agency"]),
            "period": _period(plan, options["month"]),
        }
    if options["agency"] or options["month"]:
        raise CommandError(_("--agency and --month belong to figures."))
    return {"plan": plan}


def _data(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError:
        raise CommandError(_("The file %(name)s cannot be opened.") % {"name": name}) from None


def _province(by: User, code: str | None) -> Agency:
    held = [place for place in provinces(by) if place.level == Level.PROVINCE and code in (None, place.code)]
    if not held:
        raise CommandError(_("%(name)s may not import this.") % {"name": by.username})
    if len(held) > 1:
        raise CommandError(_("Give --province: %(codes)s.") % {"codes": ", ".join(place.code for place in held)})
    return held[0]


def _plan(province: Agency, year: int | None, *, is_needed: bool) -> Plan | None:
    if year is None and not is_needed:
        return None
    plan = Plan.objects.filter(province=province, year=year).first() if year is not None else None
    if plan is None:
        years = Plan.objects.filter(province=province).order_by("year").values_list("year", flat=True)
        raise CommandError(_("Give --plan, one of: %(years)s.") % {"years": ", ".join(map(str, years))})
    return plan


def _agency(province: Agency, code: str | None) -> Agency:
    agency = Agency.objects.filter(province=province, code=code).first() if code else None
    if agency is None:
        raise CommandError(_("Give --agency, the code of an agency of the province."))
    return agency


def _period(plan: Plan, month: int | None) -> Period:
    period = plan.periods.filter(month=month).first() if month else None
    if period is None:
        raise CommandError(_("Give --month, a month of the plan."))
    return period
