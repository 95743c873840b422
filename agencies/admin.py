"""The tree and its people in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import Group
from django.contrib.auth.password_validation import validate_password
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice
from django_tasks_db.admin import DBTaskResult

from agencies.country.actions import give_country_role
from agencies.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    AuditEvent,
    Membership,
    PeerGroup,
    PhraseAlias,
    Succession,
    TimerRun,
    User,
    Work,
    Worker,
)  # fmt: skip
from agencies.people.actions import add_person, edit_person, edit_role, grant_role, set_password
from agencies.reference.administration import ReadOnlyAdmin, ReadOnlyInline, ReasonForm, RowForm, TracedAdmin, told
from agencies.tree.actions import EDITED, add_alias, edit_agency, rename_agency

# Their pages would show secrets and delete without a trail; `second_factor_reset` is the way.
admin.site.unregister([StaticDevice, TOTPDevice])
admin.site.unregister(DBTaskResult)  # what waits and what ran is told as background work, in our words
admin.site.unregister(Group)  # roles are memberships at an agency, not groups
admin.site.disable_action("delete_selected")  # rows go one by one


class AgencyNameInline(ReadOnlyInline):
    model = AgencyName
    ordering = [F("valid_from").asc(nulls_first=True)]


class AgencyAliasInline(ReadOnlyInline):
    model = AgencyAlias
    fk_name = "agency"
    fields = ["alias"]


class AgencyForm(ReasonForm):
    """What is kept of an agency, and a new official name from a day on."""

    said_at = {"agency_ends_after_it_begins": ("active_to", _("The last day is before the first."))}
    new_name = forms.CharField(label=_("new name"), max_length=200, required=False)
    new_short_name = forms.CharField(label=_("new short name"), max_length=80, required=False)
    named_from = forms.DateField(label=_("official from"), required=False, widget=admin.widgets.AdminDateWidget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("new_name")) != bool(cleaned.get("named_from")):
            self.add_error("named_from", _("A new name has the day from which it is official."))
        return cleaned


@admin.register(Agency)
class AgencyAdmin(TracedAdmin):
    """Agencies come by import; here their order, group, names and validity are kept."""

    form = AgencyForm
    list_display = ["name", "code", "level", "peer_group", "sort_order", "active_from", "active_to"]
    list_filter = ["level", "peer_group"]
    search_fields = ["search_text", "name", "code"]
    list_select_related = ["peer_group"]
    readonly_fields = ["name", "code", "level", "parent", "province"]
    fieldsets = [
        (None, {"fields": ["name", "code", "level", "parent", "province", *sorted(EDITED), "reason"]}),
        (_("Renamed from a day on"), {"fields": ["new_name", "new_short_name", "named_from"]}),
    ]
    inlines = [AgencyNameInline, AgencyAliasInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        telling = told(request, form)
        agency = edit_agency(obj, **telling, **form.values(only_changed=True))
        if name := form.cleaned_data["new_name"]:
            short, day = form.cleaned_data["new_short_name"], form.cleaned_data["named_from"]
            rename_agency(agency, name=name, short_name=short, valid_from=day, **telling)


@admin.register(AgencyAlias)
class AgencyAliasAdmin(TracedAdmin):
    list_display = ["alias", "agency", "province"]
    list_select_related = ["agency", "province"]
    search_fields = ["alias", "agency__search_text"]
    fields = ["agency", "alias", "reason"]
    raw_id_fields = ["agency"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AgencyAlias, form: Any, change: bool) -> None:
        obj.pk = add_alias(obj.agency, obj.alias, **told(request, form)).pk


@admin.register(PhraseAlias)
class PhraseAliasAdmin(ReadOnlyAdmin):
    """What phrases for many bodies were said to mean; they come and go with imports."""

    list_display = ["phrase", "group", "province"]
    list_select_related = ["group", "province"]


@admin.register(PeerGroup)
class PeerGroupAdmin(TracedAdmin):
    list_display = ["name", "code", "sort_order"]


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    """What became of agencies. A row alone would move no item and nobody: merging is an act, not a row."""

    list_display = ["predecessor", "kind", "successor", "effective_on", "legal_basis"]
    list_select_related = ["predecessor", "successor"]


class RoleForm(RowForm):
    """A role is given at an agency, the one above provinces at none; given, only its post, days, decision change."""

    said_at = {
        "membership_ends_after_it_begins": ("until", _("The last day is before the first.")),
        "membership_acting_by_decision": ("decision_number", _("Acting rests on a decision: write its number.")),
        "membership_open_once": ("role", _("The person has this role here already.")),
        "membership_above_open_once": ("role", _("The person has this role here already.")),
        "membership_above_provinces_at_none": (
            "agency", _("Every role is held at an agency, but the one above provinces.")
        ),
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["agency"].disabled = self.fields["role"].disabled = True


class MembershipInline(admin.StackedInline):  # seven fields in one line are wider than the page
    model = Membership
    form = RoleForm
    raw_id_fields = ["agency"]
    extra = 0
    can_delete = False


class PersonForm(ReasonForm):
    new_password = forms.CharField(
        label=_("New password"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Another must be chosen at the first login with it."),
    )  # fmt: skip

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(User)
class PersonAdmin(TracedAdmin):
    form = PersonForm
    list_display = ["username", "full_name", "email", "is_active", "last_login"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    inlines = [MembershipInline]
    fieldsets = [
        (_("Person"), {"fields": ["username", "full_name", "email", "language"]}),
        (_("Access"), {"fields": ["new_password", "must_change_password", "is_active", "is_staff", "is_superuser"]}),
        (None, {"fields": ["reason"]}),
    ]

    @method_decorator(sensitive_post_parameters("new_password"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        telling = told(request, form)
        fields = form.values(only_changed=change)
        person = (
            edit_person(User.objects.get(pk=obj.pk), **telling, **fields) if change else add_person(**telling, **fields)
        )
        if password := form.cleaned_data["new_password"]:
            set_password(person, password, **telling)
        obj.pk = person.pk

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        telling = told(request, form)
        for role in formset.forms:
            given = {name: role.cleaned_data[name] for name in role.changed_data}
            if role in formset.initial_forms and given:
                edit_role(Membership.objects.get(pk=role.instance.pk), **telling, **given)
            elif given:
                _give(form.instance, **telling, **given)


def _give(person: User, *, role: str, agency: Agency | None = None, **given: Any) -> None:
    if agency is not None:
        grant_role(user=person, agency=agency, role=role, **given)
    else:
        give_country_role(person, **given)


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    list_display = ["subject", "subject_id", "step", "by", "asked_at", "begun_at", "ended_at", "attempts"]
    list_filter = ["subject", "step"]
    list_select_related = ["by"]


@admin.register(Worker)
class WorkerAdmin(ReadOnlyAdmin):
    list_display = ["name", "started_at", "seen_at", "ended_at", "work", "stage"]
    list_select_related = ["work"]


@admin.register(TimerRun)
class TimerRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "ran_at", "is_ok", "words"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "action", "object_type", "object_id", "agency", "reason"]
    list_filter = ["action", "object_type"]
    list_select_related = ["by", "agency"]
    date_hierarchy = "at"
