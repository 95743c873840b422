"""Reference data of the tree and people. Every change made here leaves its audit event."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice
from import_export.admin import ImportExportModelAdmin

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, AgencyAlias, AgencyName, AuditEvent, Membership, PeerGroup, Succession, User

# Their pages would show secrets and delete without a trail; `second_factor_reset` is the way.
admin.site.unregister([StaticDevice, TOTPDevice])


admin.site.unregister(Group)  # roles are memberships at an agency, not groups


class AuditedAdmin(admin.ModelAdmin):
    """Records who changed which fields, old and new; `agency_of` names the agency whose trail it is."""

    def save_model(self, request, obj, form, change):
        before = type(obj).objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        names = [name for name in form.changed_data if name in {f.name for f in obj._meta.concrete_fields}]
        secret = {"password"}
        old = {name: getattr(before, name) for name in names if name not in secret} if before else {}
        new = {name: getattr(obj, name) for name in names if name not in secret}
        action = "changed-in-admin" if change else "added-in-admin"
        record(obj, action, by=request.user, at=now(), agency=self.agency_of(obj), old=old, new=new)

    def delete_model(self, request, obj):
        old = {f.name: getattr(obj, f.attname) for f in obj._meta.concrete_fields if f.name != "password"}
        record(obj, "deleted-in-admin", by=request.user, at=now(), agency=self.agency_of(obj), old=old)
        super().delete_model(request, obj)

    def agency_of(self, obj):
        return getattr(obj, "agency", None) or getattr(obj, "province", None)

    def get_actions(self, request):
        """Bulk deletion would leave no trail: rows go one by one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class ReferenceAdmin(AuditedAdmin, ImportExportModelAdmin):
    """Reference data that may come and go as a file."""

    show_change_form_export = False


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, not to touch."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AgencyNameInline(admin.TabularInline):
    model = AgencyName
    extra = 0


class AgencyAliasInline(admin.TabularInline):
    model = AgencyAlias
    fk_name = "agency"
    fields = ["province", "alias"]
    raw_id_fields = ["province"]
    extra = 0


@admin.register(Agency)
class AgencyAdmin(AuditedAdmin):
    """Agencies are added and renamed by actions; here their order, group and validity are kept."""

    list_display = ["name", "code", "level", "peer_group", "sort_order", "active_from", "active_to"]
    list_filter = ["level", "peer_group"]
    search_fields = ["search_text", "name", "code"]
    list_select_related = ["peer_group"]
    raw_id_fields = ["parent", "province"]
    readonly_fields = ["path", "level", "code", "parent", "province", "name"]
    inlines = [AgencyNameInline, AgencyAliasInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def agency_of(self, obj):
        return obj


@admin.register(PeerGroup)
class PeerGroupAdmin(ReferenceAdmin):
    list_display = ["name", "code", "sort_order"]


@admin.register(Succession)
class SuccessionAdmin(ReferenceAdmin):
    list_display = ["predecessor", "kind", "successor", "effective_on", "legal_basis"]
    raw_id_fields = ["predecessor", "successor"]
    list_select_related = ["predecessor", "successor"]


class MembershipInline(admin.TabularInline):
    model = Membership
    raw_id_fields = ["agency"]
    extra = 0


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "full_name", "email"]


@admin.register(User)
class PersonAdmin(AuditedAdmin, UserAdmin):
    add_form = PersonCreationForm
    list_display = ["username", "full_name", "email", "is_active", "last_login"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "must_change_password"]}),
        (_("Person"), {"fields": ["full_name", "email", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "full_name", "email", "password1", "password2"]})
    ]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "action", "object_type", "object_id", "agency", "reason"]
    list_filter = ["action", "object_type"]
    list_select_related = ["by", "agency"]
    date_hierarchy = "at"
