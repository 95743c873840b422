"""Writes an import of people through their actions, and takes it back while nobody has come to use it."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.audit import plain, record
from agencies.clock import now, today
from agencies.models import AuditEvent, Membership, User
from agencies.people.actions import add_person, edit_person, edit_role, grant_role
from dxtracker.lib.batches import batched
from kpis.errors import CannotChange
from workbooks.kinds.people.cells import PersonRow
from workbooks.kinds.undo import changed_again, refuse_dependents, remove, restore
from workbooks.models import ImportRun

BEGUN = {User: "person-added", Membership: "role-granted"}  # all that an import says of what it made


class PeopleWriter:
    """One import's writing, row by row; `changes` is what undoing needs."""

    def __init__(self, run: ImportRun, *, by: User | None):
        self.by, self.reason = by, f"import {run.pk} {run.sha256}"
        self.made: dict[str, User] = {}
        self.changes: dict[str, Any] = {
            "people": [], "memberships": [], "changed_people": {}, "changed_memberships": {},
        }  # fmt: skip

    def write(self, row: PersonRow) -> None:
        """Add or change the person of a row, give or change the role."""
        person = row.person or self.made.get(row.username) or self._add(row)
        telling: dict[str, Any] = {"by": self.by, "reason": self.reason}
        if row.changed:
            before = {name: getattr(person, name) for name in row.changed}
            edit_person(person, **telling, **row.changed)
            self._remember("changed_people", person.pk, before, row.changed)
        if row.membership is None:
            assert row.agency is not None  # noqa: S101 - a good row has one
            telling |= {"post": row.post, "since": row.since or today()}
            made = grant_role(user=person, agency=row.agency, role=row.role, **telling)
            self.changes["memberships"].append(made.pk)
        elif row.role_changed:
            before = {name: getattr(row.membership, name) for name in row.role_changed}
            edit_role(row.membership, **telling, **row.role_changed)
            self._remember("changed_memberships", row.membership.pk, before, row.role_changed)

    def _add(self, row: PersonRow) -> User:
        person = add_person(
            username=row.username, full_name=row.full_name, email=row.email, by=self.by, reason=self.reason
        )
        self.made[row.username] = person
        self.changes["people"].append(person.pk)
        return person

    def _remember(self, name: str, key: int, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Old and new of a row; of a person in two rows the first old and the last new."""
        kept = self.changes[name].setdefault(str(key), {"old": {}, "new": {}})
        kept["old"] = plain(before) | kept["old"]
        kept["new"] |= plain(after)


def take_back(run: ImportRun, *, by: User | None) -> None:
    """Undo an import of people in the caller's transaction: new ones go, changed fields return.

    Raises CannotChange where somebody was invited, entered or did anything, or a role was changed since.
    """
    changes = run.changes
    made, roles = changes.get("people", []), changes.get("memberships", [])
    for keys in batched(made):
        strangers = Membership.objects.filter(user__in=keys).exclude(pk__in=roles)
        if strangers.exists() or User.objects.filter(pk__in=keys).exclude(last_login=None).exists():
            raise CannotChange(_("Somebody of this import works here by now; it can no longer be undone."))
    for model, keys in ((User, made), (Membership, roles)):
        _refuse_touched(model, keys)
    refuse_dependents(User, made, {Membership})
    refuse_dependents(Membership, roles, set())
    restore(Membership, changes.get("changed_memberships", {}))
    restore(User, changes.get("changed_people", {}))
    reason = f"import {run.pk} {run.sha256}"
    for keys in batched(roles):
        for role in Membership.objects.filter(pk__in=keys).select_related("user", "agency").order_by("pk"):
            old = {"user": role.user.username, "agency": role.place.code, "role": role.role}
            record(role, "role-undone", by=by, at=now(), agency=role.agency_id, old=old, reason=reason)
    remove(Membership, roles)
    remove(User, made)


def _refuse_touched(model: type[User] | type[Membership], keys: list[int]) -> None:
    """The trail says whether anything was done to the rows since they were made."""
    for some in batched(keys):
        told = AuditEvent.objects.filter(object_type=model._meta.label_lower, object_id__in=some)
        if told.exclude(action=BEGUN[model]).exists():
            raise changed_again()
