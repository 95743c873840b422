"""A question that is compiled once says what Django says when it composes it anew, whatever it is asked with."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from agencies.databases.compiled import _Question, compiled
from agencies.models import Agency, AgencyName, AuditEvent

pytestmark = pytest.mark.django_db


def of_province(province: int, codes: list[str], day: date | None):
    rows = Agency.objects.filter(province=province, code__in=codes)
    return rows.filter(Q(active_from=None) | Q(active_from__lte=day)) if day else rows


def names(agency: int, day: date):
    rows = AgencyName.objects.filter(agency=agency).filter(Q(valid_from=None) | Q(valid_from__lte=day))
    return rows.annotate(code=F("agency__code")).order_by("pk").values_list("name", "code", "valid_from")


def events(until: datetime):
    return AuditEvent.objects.filter(at__lte=until).order_by().values_list("object_type").annotate(n=Count("pk"))


def test_it_answers_each_value_as_the_question_composed_anew(agency_a, agency_b):
    ask = compiled(of_province)
    for values in (
        (agency_a.province_id, [agency_a.code], None),
        (agency_a.province_id, [agency_b.code], None),
        (agency_a.province_id, [agency_b.code, agency_a.code, "nowhere"], date(2022, 10, 1)),
        (agency_a.province_id, [agency_a.code, agency_b.code, "x", "y", "z"], date(1999, 1, 1)),
        (agency_a.province_id, [], None),
        (0, [agency_a.code], None),
        (agency_a.province_id, [agency_a.code, *map(str, range(300))], None),
    ):
        assert list(ask(*values)) == list(of_province(*values)), values


def test_it_tells_columns_moments_and_sums_alike(agency_a):
    for day in (date(2021, 1, 1), date(2022, 12, 31)):
        assert compiled(names)(agency_a.pk, day) == list(names(agency_a.pk, day))
    AuditEvent.objects.create(object_type="x.y", object_id="1", action="add", at=datetime(2022, 5, 1, 3, tzinfo=UTC))
    for until in (datetime(2022, 5, 1, 2, tzinfo=UTC), datetime(2022, 5, 1, 4, tzinfo=UTC)):
        assert sorted(compiled(events)(until)) == sorted(events(until))


def test_it_asks_each_time_and_sees_what_was_written_meanwhile(agency_a):
    ask = compiled(of_province)
    values = (agency_a.province_id, [agency_a.code], None)
    ask(*values)
    Agency.objects.filter(pk=agency_a.pk).update(short_name="Khác")
    with CaptureQueriesContext(connection) as asked:
        (found,) = ask(*values)
    assert (found.short_name, len(asked)) == ("Khác", 1)


def test_its_rows_are_those_that_django_makes_and_what_was_left_out_is_fetched(agency_a):
    def compose(key: int):
        rows = AgencyName.objects.filter(agency=key).select_related("agency__province", "agency__peer_group")
        return rows.only("name", "agency__code", "agency__province__name", "agency__peer_group__name").order_by("pk")

    def held(row) -> dict:
        return {name: value for name, value in vars(row).items() if name != "_state"}

    made, others = compiled(compose)(agency_a.pk), list(compose(agency_a.pk))
    assert made == others
    for mine, other in zip(made, others, strict=True):
        for one, two in ((mine, other), (mine.agency, other.agency), (mine.agency.province, other.agency.province)):
            assert held(one) == held(two)
            assert (one._state.db, one._state.adding) == (two._state.db, two._state.adding) == ("default", False)
            assert one.get_deferred_fields() == two.get_deferred_fields() != set()
        assert mine.agency.peer_group == other.agency.peer_group
    assert made[0].valid_from == others[0].valid_from


def test_a_model_that_is_listened_to_is_made_as_django_makes_it(agency_a):
    heard = []
    listener = lambda instance, **kwargs: heard.append(instance.pk)  # noqa: E731  -- kept, so that it is heard
    post_init.connect(listener, sender=Agency)
    try:
        compiled(lambda key: Agency.objects.filter(pk=key))(agency_a.pk)
    finally:
        post_init.disconnect(listener, sender=Agency)
    assert heard == [agency_a.pk]


def test_which_of_its_kinds_is_asked_is_a_question_of_its_own(agency_a, agency_b):
    ask = compiled(lambda province, *, most: Agency.objects.filter(province=province).order_by("code")[:most])
    province = agency_a.province_id
    assert [len(ask(province, most=most)) for most in (1, 2, 1)] == [1, 2, 1]


@pytest.mark.parametrize(
    "compose", [lambda key: Agency.objects.filter(pk=key + 1), lambda key: Agency.objects.filter(code=f"a{key}")]
)
def test_what_computes_with_its_values_is_refused(compose):
    with pytest.raises(ValueError, match="computes"):
        compiled(compose)(7)


def test_what_rests_on_more_than_its_values_is_refused():
    turns = iter("ab")
    ask = compiled(lambda key: Agency.objects.filter(pk=key).order_by("name" if next(turns) == "a" else "code"))
    with pytest.raises(ValueError, match="more than its values"):
        ask(7)


def test_threads_that_ask_first_compile_it_once_and_one_at_a_time(monkeypatch):
    """Compiling changes the question: two at once gave each other another text, and the page an error."""
    running, at_once = [], []

    def slowly(question, name):
        running.append(question)
        at_once.append(len(running))
        time.sleep(0.02)
        running.pop()
        return question, name

    monkeypatch.setattr(_Question, "_compiled", slowly)
    shape = (int, (str, 1), None)
    one, other = _Question(of_province, shape, False), _Question(of_province, shape, False)
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda question: question._first(("engine", "UTC"), "default"), [one, other] * 3))
    assert made == [(one, "default"), (other, "default")] * 3
    assert at_once == [1, 1]
