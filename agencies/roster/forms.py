"""Forms about people: who somebody is, which role from when until when, why somebody leaves."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.enums import Level, Role
from agencies.models import Agency, Membership, User
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from agencies.people.rules import USERNAME, proposed_username
from agencies.rights.access import can_appoint
from agencies.rights.roles import ABOVE, HELD_AT, roles_at
from agencies.roster.queries import listed, still

STATES = {
    "": _("All"),
    "uninvited": _("Not invited yet"),
    "invited": _("Invited, not in yet"),
    "in": _("In use"),
    "off": _("Switched off"),
}
INDENT = "\u2003"
IN_A_PROVINCE = [(code, label) for code, label in Role.choices if code not in ABOVE]


class PeopleFilter(forms.Form):
    """What narrows the list; anything that is not offered counts as nothing."""

    q = forms.CharField(label=_("Name, user name or e-mail"), max_length=120, required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *IN_A_PROVINCE])
    state = forms.ChoiceField(label=_("Account"), required=False, choices=list(STATES.items()))
    province = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("All")), *((agency.code, spelled(agency)) for agency in agencies)]
        cast(forms.ChoiceField, self.fields["agency"]).choices = offered

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def spelled(agency: Agency) -> str:
    return (INDENT if agency.level == Level.DIVISION else "") + agency.name


class PersonForm(StoredForm):
    """Who somebody is. The user name is proposed where it is left empty, and does not change afterwards."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), required=False,
        help_text=_("Invitations and forgotten passwords go there. Without one, the invitation is printed."),
    )  # fmt: skip
    username = forms.CharField(
        label=_("User name"), max_length=150, required=False, help_text=_("Left empty, it is made from the name.")
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies, self.person = agencies, person
        if person is not None:
            del self.fields["username"]

    def clean_email(self) -> str:
        """Nobody shares an address with somebody of the same place: it is where a new password is sent."""
        email: str = self.cleaned_data["email"]
        others = listed(self.agencies).exclude(pk=self.person.pk if self.person else 0)
        if email and (other := others.filter(email__iexact=email).first()):
            raise forms.ValidationError(_("This is the address of %(username)s.") % {"username": other.username})
        return email

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip().lower()
        if name and not USERNAME.fullmatch(name):
            raise forms.ValidationError(_("Letters, digits, dots, dashes and @, without spaces."))
        if name and User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody else has this user name."))
        return name

    def said(self) -> dict[str, Any]:
        """The fields of the person; a user name that nobody has where none was typed."""
        said = {name: self.cleaned_data[name] for name in self.fields if name in ("full_name", "email", "username")}
        if "username" in self.fields and not said["username"]:
            taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
            said["username"] = proposed_username(said["full_name"], taken)
        return said


class DaysForm(StoredForm):
    """The post of a role, its days, and by which decision somebody acts in it."""

    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    is_acting = forms.BooleanField(
        label=_("Acting, or signing while the head is away, by a decision with a last day"), required=False
    )
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False, help_text=_("Kept in the trail."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        if said.get("is_acting"):
            if not said.get("decision_number"):
                self.add_error("decision_number", _("Acting rests on a decision: write its number."))
            if not until and "until" not in self.errors:
                self.add_error("until", _("Acting ends: write the last day."))
        return said

    def days(self) -> dict[str, Any]:
        """The fields of the membership."""
        return {name: self.cleaned_data[name] for name in ("post", "since", "until", "is_acting", "decision_number")}


class RoleForm(DaysForm):
    """A role at an agency; only what `giver` may give is offered."""

    agency = forms.ChoiceField(label=_("Agency"))
    role = forms.ChoiceField(label=_("Role"))
    takes_over = forms.BooleanField(
        label=_("Takes over: whoever holds the role now holds it until the day before"), required=False
    )
    field_order = ["agency", "role", "post", "since", "until", "takes_over", "is_acting", "decision_number", "reason"]

    def __init__(self, *args: Any, giver: User, agencies: list[Agency], person: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.giver, self.person = giver, person
        self.places = {agency.code: agency for agency in agencies}
        self.fields["since"].required = True
        self.initial.setdefault("since", today())
        offered = [("", _("Choose")), *((code, spelled(agency)) for code, agency in self.places.items())]
        cast(forms.ChoiceField, self.fields["agency"]).choices = offered
        levels = {agency.level for agency in agencies}
        given = [role for role in Role if HELD_AT[role] & levels and self._gives(role, agencies)]
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            ("", _("Choose")),
            *((role.value, str(role.label)) for role in given),
        ]

    def _gives(self, role: Role, agencies: list[Agency]) -> bool:
        return any(can_appoint(self.giver, role, agency) for agency in agencies if agency.level in HELD_AT[role])

    def stored(self) -> None:
        """Nothing yet."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        agency, role = self.places.get(said.get("agency", "")), said.get("role")
        if agency is None or not role:
            return said
        known = roles_at(agency.level)
        if role not in known:
            labels = ", ".join(str(one.label) for one in known)
            self.add_error("role", _("At %(agency)s there are: %(roles)s.") % {"agency": agency.name, "roles": labels})
        elif not can_appoint(self.giver, role, agency):
            self.add_error("role", _("This role is above your own."))
        elif agency.active_to and agency.active_to < (said.get("since") or today()):
            day = {"agency": agency.name, "day": f"{agency.active_to:%d/%m/%Y}"}
            self.add_error("agency", _("%(agency)s ended on %(day)s: nobody takes up a role there.") % day)
        elif self.person is not None and self._holds(self.person, agency, role):
            self.add_error("role", _("The person holds this role there already."))
        if said.get("takes_over") and said.get("is_acting"):
            self.add_error("takes_over", _("Who acts takes nothing over: the head's role goes on."))
        return said | {"place": agency}

    def _holds(self, person: User, agency: Agency, role: str) -> bool:
        return Membership.objects.filter(still(), user=person, agency=agency, role=role).exists()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("Kept in the trail."))
