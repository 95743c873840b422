"""The pages of the tree: added, renamed, merged with what is open chosen one by one, taken back."""

import re
from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Agency, Membership, Reorganisation
from kpis.models import Standing


@pytest.fixture
def chief(client, administrator, on_day):
    on_day(date(2022, 10, 17))
    client.force_login(administrator)
    return administrator


def decided(**fields):
    said = {"kind": "merge", "new_name": "Sở Khoa học và Công nghệ", "new_code": "so-moi", "effective_on": "01/07/2022"}
    return said | {"decision": "NQ 01/2022"} | fields


def test_the_tree_is_read_in_a_fixed_number_of_queries(
    client, chief, agency_a, agency_b, division_1, django_assert_num_queries
):
    with django_assert_num_queries(5):
        board = client.get(reverse("tree:tree")).context["board"]
    assert [(row.agency.code, row.depth) for row in board.rows] == [("so-a", 0), ("a-1", 1), ("so-b", 0)]
    found = client.get(reverse("tree:tree") + "?q=ke+hoach").context["board"]
    assert [row.agency.code for row in found.rows] == ["so-b"]


def test_an_agency_is_added_where_its_level_belongs(client, chief, province, agency_a):
    sent = {"name": "Phòng Mới", "code": "a-9", "parent": agency_a.pk, "level": "agency", "sort_order": "1"}
    refused = client.post(reverse("tree:agency-new"), sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["level"])
    twice = client.post(reverse("tree:agency-new"), sent | {"code": "SO-A", "level": "division"})
    assert list(twice.context["form"].errors) == ["code"]
    assert client.post(reverse("tree:agency-new"), sent | {"level": "division"}).status_code == 302
    assert Agency.objects.get(code="a-9").parent == agency_a


def test_an_agency_is_renamed_from_a_day_edited_and_called_otherwise(client, chief, agency_a):
    def post(act, **said):
        url = reverse(f"tree:agency-{act}", args=[agency_a.pk])
        return client.post(url, {f"{act}-{name}": value for name, value in said.items()})

    assert post("rename", name="Sở Mới").status_code == 422
    renamed = {"name": "Sở Mới", "short_name": "SM", "valid_from": "01/06/2022", "reason": "QĐ 5"}
    assert post("rename", **renamed).status_code == 302
    assert post("rename", **renamed).status_code == 409
    assert post("edit", short_name="SMM", sort_order="7").status_code == 302
    assert post("alias", alias="Sở mới lập").status_code == 302
    assert post("alias", alias="SỞ MỚI LẬP").status_code == 409
    agency_a.refresh_from_db()
    assert (agency_a.name, agency_a.short_name, agency_a.sort_order, agency_a.aliases.count()) == (
        "Sở Mới", "SMM", 7, 1
    )  # fmt: skip


def test_a_merger_shows_what_is_open_and_does_what_is_chosen(
    client, chief, item, agency_a, agency_b, head_a, head_b, clerk_a, division_1, standing
):
    given, task = item(low=100), item(kind="task")
    url = reverse("tree:decision")
    sent = decided(predecessors=[agency_a.pk, agency_b.pk])
    board = client.post(url, sent).context["board"]
    lines = {line.thing.key: line for group in board.groups for line in group.lines}
    assert len(lines) == 6
    assert [value for value, _word, is_chosen in lines[f"item-{given.pk}"].options if is_chosen] == ["moves"]
    assert not Reorganisation.objects.exists()

    role = Membership.objects.get(user=clerk_a)
    sure = sent | {"seen": board.seen, f"fate-item-{task.pk}": "ends", f"fate-role-{role.pk}": "ends"}
    assert client.post(url, sure).status_code == 302
    assert standing(given, 9).agency.code == "so-moi"
    assert (standing(task, 9).reason, standing(given, 6).agency) == ("withdrawn", agency_a)
    assert not Membership.objects.filter(user=clerk_a, agency__code="so-moi").exists()

    page = client.get(reverse("tree:tree"))
    ended = {row.agency.code: row.heirs for row in page.context["board"].rows if row.has_ended}
    assert ended == {"so-a": "Sở Khoa học và Công nghệ", "so-b": "Sở Khoa học và Công nghệ"}
    act = Reorganisation.objects.get()
    client.post(reverse("tree:decision-undo", args=[act.pk]))
    assert Agency.objects.filter(code="so-moi").exists()
    client.post(reverse("tree:decision-undo", args=[act.pk]), {"reason": "ghi nhầm"})
    assert not Agency.objects.filter(code="so-moi").exists()
    assert set(Standing.objects.filter(assignment=given).values_list("agency", flat=True)) == {agency_a.pk}


def test_of_a_split_each_thing_goes_to_the_successor_that_is_chosen_or_proposed(
    client, chief, item, agency_a, agency_b, head_a, clerk_a, division_1, standing
):
    given, task = item(low=100), item(kind="task")
    url = reverse("tree:decision")
    sent = decided(
        kind="split", predecessors=[agency_a.pk], successor=[agency_b.pk], lives_on="",
        further=f"Sở {given.indicator.name}; so-hai; S2",
    )  # fmt: skip
    board = client.post(url, sent).context["board"]
    lines = {line.thing.key: line for group in board.groups for line in group.lines}
    moves = [f"moves:{code}" for code in ("so-b", "so-moi", "so-hai")]
    for line in lines.values():
        offered = [value for value, _word, _chosen in line.options]
        assert offered[: len(moves)] == moves or offered[0] in ("ends", "stays"), line.thing.title
    proposed = {key: value for key, line in lines.items() for value, _word, is_chosen in line.options if is_chosen}
    assert proposed[f"item-{given.pk}"] == "moves:so-hai", "its name says what the item is about"

    head, clerk = (Membership.objects.get(user=who) for who in (head_a, clerk_a))
    sure = sent | {
        "seen": board.seen, f"fate-item-{task.pk}": "moves:so-moi", f"fate-role-{head.pk}": "moves:so-hai",
        f"fate-role-{clerk.pk}": "moves:so-moi", f"fate-division-{division_1.pk}": "moves:so-hai",
    }  # fmt: skip
    assert client.post(url, sure | {"successor": []}).status_code == 200, "who takes over has changed: looked at again"
    assert client.post(url, sure).status_code == 302
    assert (standing(given, 9).agency.code, standing(task, 9).agency.code) == ("so-hai", "so-moi")
    division_1.refresh_from_db()
    assert division_1.parent.code == "so-hai"
    now = {
        (row.user.username, row.agency.code)
        for row in Membership.objects.filter(until=None).select_related("agency", "user")
    }
    assert {(head_a.username, "so-hai"), (clerk_a.username, "so-moi")} <= now


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"effective_on": "01/12/2022"}, "__all__"),
        ({"new_code": ""}, "new_code"),
        ({"new_code": "so-b"}, "__all__"),
        ({"kind": "end"}, "successor"),
        ({"new_name": "", "new_code": ""}, "successor"),
        ({"decision": ""}, "decision"),
        ({"further": "Sở Hai"}, "further"),
        ({"further": "Sở Hai; so-hai"}, "successor"),
        ({"kind": "split", "further": "Sở Hai; SO-MOI"}, "__all__"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, chief, agency_a, agency_b, change, wrong):
    answer = client.post(reverse("tree:decision"), decided(predecessors=[agency_a.pk], **change))
    assert (answer.status_code, list(answer.context["board"].form.errors)) == (422, [wrong])


def test_agencies_of_a_decision_are_ticked_in_a_list_that_says_what_is_wrong_with_it(client, chief, agency_a, agency_b):
    page = client.get(f"{reverse('tree:decision')}?of={agency_a.pk}").content.decode()
    assert "multiple" not in page
    for name in ("predecessors", "successor"):
        assert re.findall(rf'<input type="checkbox" name="{name}" value="(\d+)"', page) == [
            str(agency_a.pk), str(agency_b.pk)
        ]  # fmt: skip
    assert re.findall(r'name="\w+" value="(\d+)"[^>]* checked', page) == [str(agency_a.pk)]
    refused = client.post(reverse("tree:decision"), decided(predecessors=[]))
    assert refused.status_code == 422
    assert '<a href="#id_predecessors">' in refused.content.decode()
    assert '<fieldset class="choices" id="id_predecessors" aria-describedby="id_predecessors_error"' in (
        refused.content.decode()
    )
