from datetime import date

from django.utils import timezone

from agencies.clock import now, today


def test_a_demonstration_lives_on_its_own_day(on_day):
    on_day(date(2022, 11, 10))
    assert today() == now().date() == date(2022, 11, 10)
    assert now().utcoffset().total_seconds() == 7 * 3600


def test_otherwise_it_is_today_in_viet_nam(settings):
    settings.DX_TODAY = None
    assert today() == timezone.localdate()
    assert abs((now() - timezone.now()).total_seconds()) < 5
