"""Every door of the administration, found in it and written through: the trail tells all, standings follow."""

from datetime import date
from functools import partial

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import path, reverse

from agencies.models import Agency, AuditEvent, Membership, PeerGroup, User
from agencies.tree.actions import add_alias
from kpis.catalogue.actions import set_milestones
from kpis.models import Bottleneck, DayOff, Indicator, Milestone, Phrase, Plan
from kpis.standings import actions as standings
from tests import factories
from tests.doors import another, doors, sent_back, stored, untold

PASSWORD = "mot-mat-khau-dai-2022"
FREE = {"add", "change", "delete"}
WRITTEN = {  # who writes what in the administration; whatever else opens is not known and fails
    "agencies.agency": {"change"},
    "agencies.agencyalias": {"add", "delete"},
    "agencies.peergroup": FREE,
    "agencies.user": {"add", "change"},
    "agencies.user agencies.membership": {"add", "change"},
    "kpis.plan": {"add", "change"},
    "kpis.plan kpis.milestone": FREE,
    "kpis.assignment": {"change"},
    "kpis.indicator": FREE,
    "kpis.pillar": FREE,
    "kpis.cause": FREE,
    "kpis.document": FREE,
    "kpis.phrase": FREE,
    "kpis.dayoff": FREE,
}
KNOWN = {f"{name} {way}" for name, ways in WRITTEN.items() for way in ways}
PAGES = [model for model in admin.site._registry if model._meta.label_lower in WRITTEN]
LOOKED_AT = [model for model in admin.site._registry if model._meta.label_lower not in WRITTEN]
# Fields that make sense only with another beside them.
TOGETHER = {
    "kind": {"numerator_label": "đạt", "denominator_label": "tổng số"},
    "new_name": {"named_from": "01/03/2025"},
    "new_password": {"new_password": PASSWORD},
    "remover": {"kind": "subjective"},
}
NOT_ALONE = {"reason", "named_from", "new_short_name"}
HOSTILE = [
    "NaN", "1e400", "-1", "9" * 5_000, "\x00", "\x0b\uffff", "' OR 1=1 --", "<script>", "a" * 5_000, "²", "[[[[1]]]]",
    "2022-13-45", "99999999999999999999", "\u0301" * 3_000, "",
]  # fmt: skip
SHARED = ("world", "administrator")


def ours(model, way, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{way}", args=args)


@pytest.fixture
def world(province, plan, item, approved, cause, indicators, agency_b, clerk_a, division_1, close_until):
    """One row of everything that is written here, with figures that rest on it, and closed months behind it."""
    given = item(agency=agency_b, low=100)
    approved(given, 3, value=40)
    approved(given, 8, value=70)
    approved(item(kind="ratio", low=80), 7, numerator=30, denominator=40)
    close_until(6)
    PeerGroup.objects.create(code="trung-uong", name="Cơ quan Trung ương")
    factories.PillarFactory(code="kinh-te-so", name="Kinh tế số")
    factories.CauseFactory(province=province)
    factories.DocumentFactory(province=province)
    add_alias(agency_b, "Sở KHĐT", by=None)
    set_milestones(plan, {3: 0, 6: 0}, by=None)
    DayOff.objects.create(province=province, on=date(2022, 5, 2))
    Phrase.objects.create(province=province, text="Chưa đúng đơn vị tính")
    Bottleneck.objects.create(plan=plan, indicator=indicators.number, cause=cause, confirmed_on=date(2022, 6, 1))
    return plan


class Writer:
    """Writes as `superuser` and looks, each time, for what the trail does not tell and what standings do not know."""

    def __init__(self, client, superuser):
        self.client, self.superuser = client, superuser
        self.before = {}

    def write(self, url, change=lambda form: {}, **changes):
        """Send the form at `url` with `changes`, and with what `change` makes of the form; returns the events left."""
        page = self.client.get(url)
        data = sent_back(page) | changes | change(page.context["adminform"].form)
        return self.post(url, {name: value for name, value in data.items() if value != ""})

    def post(self, url, data):
        before = self.before or stored()
        last = AuditEvent.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        answer = self.client.post(url, data)
        if answer.status_code == 200 and (sets := answer.context["inline_admin_formsets"]):
            assert before == stored(), "what moves items was written unseen"
            answer = self.client.post(url, data | {"seen": sets[0].formset.stamp})
        assert answer.status_code == 302, answer.context["errors"]
        events = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
        self.before = stored()
        assert before != self.before, "nothing was written"
        assert events, "nothing was told"
        assert {event.by for event in events} == {self.superuser}
        assert untold(before, self.before, events) == []
        assert [found for plan in Plan.objects.all() for found in standings.check(plan)] == []
        return events


@pytest.fixture
def writer(client, superuser):
    return Writer(client, superuser)


def test_every_door_of_the_administration_is_known():
    assert set(doors(admin.site)) == KNOWN


def test_a_door_that_nobody_knows_is_found():
    class Aliases(admin.TabularInline):
        model = Membership

    class Wide(admin.ModelAdmin):
        inlines = [Aliases]
        list_display = ["username", "email"]
        list_editable = ["email"]
        actions = ["promote"]

        def promote(self, request, queryset):
            """Writes."""

        def get_urls(self):
            return [path("import/", self.changelist_view, name="agencies_user_import"), *super().get_urls()]

    site = admin.AdminSite()
    site.register(User, Wide)
    ways = {"add", "change", "delete", "action promote", "action delete_selected", "list", "page import"}
    inline = {f"agencies.membership {way}" for way in FREE}
    assert set(doors(site)) == {f"agencies.user {way}" for way in ways | inline}


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label_lower)
def test_every_write_here_is_told_with_old_and_new(world, writer, clerk_a, model):
    ways = WRITTEN[model._meta.label_lower]
    last = model.objects.order_by("pk").last()
    if "change" in ways:
        rests_on = {User: clerk_a, Indicator: world.assignments.first().indicator}
        change_each_field(writer, ours(model, "change", rests_on.get(model, last).pk))
    if "add" in ways:
        writer.write(ours(model, "add"), filled)
    if "delete" in ways:
        made = model.objects.get(pk__gt=last.pk)
        (event,) = writer.post(ours(model, "delete", made.pk), {"post": "yes"})
        assert (event.object_id, event.action) == (made.pk, f"{model._meta.model_name}-removed")


def change_each_field(writer, url):
    """One field after the other, each in a form that is read anew."""
    written = set(writer.client.get(url).context["adminform"].form.fields) - NOT_ALONE
    assert written
    for name in sorted(written):
        events = writer.write(url, partial(changed, name))
        assert PASSWORD not in str([(event.old, event.new) for event in events])


def changed(name, form):
    return {name: another(form.fields[name], form[name].initial)} | TOGETHER.get(name, {})


def filled(form):
    """Every field of a form that adds a row."""
    given = {name: another(field, form[name].initial) for name, field in form.fields.items()}
    return given | ({"new_password": PASSWORD} if "new_password" in given else {})


def test_all_else_is_looked_at_and_not_touched(world, superuser, client):
    before = stored()
    for model in LOOKED_AT:
        row = model.objects.first()
        urls = [ours(model, "add")] + ([ours(model, way, row.pk) for way in ("change", "delete")] if row else [])
        for url in urls:
            assert client.post(url, {"post": "yes", "name": "Khác", "text": "Khác"}).status_code == 403, url
        picked = {"action": "delete_selected", "_selected_action": [row.pk] if row else [1], "post": "yes"}
        assert client.post(ours(model, "changelist"), picked).status_code in (200, 302, 403)
    assert stored() == before


def test_a_role_is_given_changed_and_ended_in_the_trail(world, writer, clerk_a, agency_b):
    url, role = ours(User, "change", clerk_a.pk), "memberships-1-"
    (event,) = writer.write(url, **{
        "memberships-TOTAL_FORMS": "2", f"{role}agency": agency_b.pk, f"{role}role": "agency_head",
        f"{role}since": "01/06/2022", "reason": "QĐ 12",
    })  # fmt: skip
    assert (event.action, event.agency, event.reason) == ("role-granted", agency_b, "QĐ 12")
    assert event.new == {"user": "nhaplieu.a", "agency": "so-b", "role": "agency_head", "since": "2022-06-01"}
    place = [row.pk for row in clerk_a.memberships.all()].index(event.object_id)
    (event,) = writer.write(url, **{f"memberships-{place}-until": "31/12/2022"})
    assert (event.action, event.old, event.new) == ("role-changed", {"until": None}, {"until": "2022-12-31"})


def test_a_role_given_moves_neither_to_another_place_nor_to_another_kind(world, superuser, client, clerk_a, agency_b):
    url = ours(User, "change", clerk_a.pk)
    data = sent_back(client.get(url)) | {"memberships-0-role": "administrator", "memberships-0-agency": agency_b.pk}
    assert client.post(url, data | {"memberships-0-DELETE": "on"}).status_code == 302
    kept = clerk_a.memberships.get()
    assert (kept.role, kept.agency.code) == ("agency_clerk", "so-a")


def test_a_system_is_given_no_other_role_and_none_in_another_province(world, superuser, client, clerk_a, agency_b):
    User.objects.filter(pk=clerk_a.pk).update(is_system=True)
    far, url = factories.AgencyFactory(code="so-kia"), ours(User, "change", clerk_a.pk)
    for agency, role in ((far, "agency_clerk"), (agency_b, "agency_head")):
        new = {"memberships-TOTAL_FORMS": "2", "memberships-1-agency": agency.pk, "memberships-1-role": role}
        page = client.post(url, sent_back(client.get(url)) | new, follow=True)
        assert ("Một hệ thống chỉ" in page.content.decode()) is (agency == far)
    assert clerk_a.memberships.get().agency.code == "so-a"


def test_milestones_are_set_as_a_whole_and_judged_at_once(world, writer, standing):
    given = world.assignments.get(agency__code="so-b")
    assert standing(given, 9).state == "on_track"
    url = ours(Plan, "change", world.pk)
    (event,) = writer.write(url, **{
        "milestones-TOTAL_FORMS": "3", "milestones-2-month": "9", "milestones-2-share": "90",
        "milestones-0-share": "10", "milestones-1-DELETE": "on",
    })  # fmt: skip
    assert event.action == "milestones-set"
    assert event.old == {"milestones": {"3": "0", "6": "0"}}
    assert event.new == {"milestones": {"3": "0.1", "9": "0.9"}}
    assert set(Milestone.objects.values_list("month", flat=True)) == {3, 9}
    assert standing(given, 9).state == "behind"


def test_renaming_without_ending_the_old_name_is_one_act(world, writer, client, agency_b):
    """The names themselves are looked at: a second one without an end answered with an error of the server."""
    url = ours(Agency, "change", agency_b.pk)
    fields = {"new_name": "Sở Tài chính", "new_short_name": "STC", "named_from": "01/03/2025", "reason": "QĐ 5"}
    (event,) = writer.write(url, **fields)
    assert (event.action, event.reason) == ("agency-renamed", "QĐ 5")
    assert list(agency_b.names.order_by("pk").values_list("name", "valid_from", "valid_to")) == [
        ("Sở Kế hoạch và Đầu tư", None, date(2025, 2, 28)), ("Sở Tài chính", date(2025, 3, 1), None),
    ]  # fmt: skip
    again = client.post(url, sent_back(client.get(url)) | fields, follow=True)
    assert again.status_code == 200
    assert "Tên mới có hiệu lực sau tên trước đó" in again.content.decode()
    assert agency_b.names.count() == 2


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label_lower)
def test_no_form_falls_over_whatever_is_posted(world, superuser, client, clerk_a, model):
    """All fields hostile at once, then each by itself beside what the form holds, and then nothing at all."""
    client.raise_request_exception = False
    last = clerk_a if model is User else model.objects.order_by("pk").last()
    ways = {"change": ours(model, "change", last.pk)} | ({"add": ours(model, "add")} if model is not Agency else {})
    for way in ways.keys() & WRITTEN[model._meta.label_lower]:
        page = client.get(ways[way])
        held = sent_back(page)
        sets = page.context["inline_admin_formsets"]
        names = [*page.context["adminform"].form.fields]
        names += [bound.html_name for one in sets for part in one.formset.forms for bound in part]
        names += [bound.html_name for one in sets for bound in one.formset.management_form]
        sent = [{}, *(dict.fromkeys(names, value) | {"seen": value} for value in HOSTILE)]
        sent += [held | {name: HOSTILE[at % len(HOSTILE)]} for at, name in enumerate(names)]
        for data in sent:
            with transaction.atomic():
                status = client.post(ways[way], data).status_code
                transaction.set_rollback(True)
            assert status < 500, (way, data)
