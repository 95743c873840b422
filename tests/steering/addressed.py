"""Who gets which answer at the addresses of meetings, and what they are of, for tests/test_addresses.py."""

from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from steering.conclusions.actions import report_done
from steering.following.actions import stop_token
from steering.models import AgendaPoint, Conclusion, Follow, Meeting, Question
from tests.closed.world import PNG

STEERING = {  # as ANSWERS there
    "302 404 404 200 404 / 405": "steering:meeting steering:show steering:announcement-docx steering:announcement-pdf",
    "302 404 200 200 404 / 405": "steering:meetings",
    "302 404 404 200 200 / 405": "steering:conclusion steering:outcome-file",
    "302 404 200 200 200 / 405": "steering:conclusions",
    "302 404 403 403 404 / 302 404 403 403 404": "steering:meeting-new",
    "302 / 302 404 404 403 403": "steering:conclusion-remove steering:conclusion-decide",
    "302 404 404 403 403 / 302 404 404 403 403": "steering:conclusion-edit",
    "302 404 404 403 404 / 302 404 404 403 404": """
        steering:meeting-edit steering:meeting-announce steering:point-new steering:point-edit steering:conclusion-new
    """,
    "302 / 302 404 404 403 404": """
        steering:meeting-cancel steering:meeting-held steering:agenda-propose steering:point-move steering:point-remove
    """,
}
STEERING |= {
    "302 404 404 200 200 / 302 404 404 422 403": "steering:item",
    "302 / 302 404 404 403 422": "steering:conclusion-report steering:question-answer",
    "302 200 200 200 200 / 405": "steering:following",
    "302 404 404 200 200 / 302 404 404 302 302": "steering:follow",
    "302 / 302 404 404 404 404": "steering:follow-remove",
    "302 / 302": "steering:letter",
    "200 200 200 200 200 / 200 200 200 200 200": "steering:letter-stop",
}
STEERED = (
    "show", "announcement-docx", "announcement-pdf", "meeting-edit", "meeting-announce", "meeting-cancel",
    "meeting-held", "agenda-propose", "point-new", "conclusion-new",
)  # fmt: skip


def steered(months, item, head_a):
    """Address → arguments, of a meeting that gave agency A two tasks, and of one that is prepared."""
    agency_a, province = item.agency, item.plan.province
    said = {"province": province, "period": months[9], "chair": "A", "planned_at": timezone.now()}
    planned = Meeting.objects.create(held_on=date(2022, 10, 20), **said)
    announced = Meeting.objects.create(
        held_on=date(2022, 9, 20), state="announced", number="1/TB", announced_on=date(2022, 9, 20), **said
    )
    point = AgendaPoint.objects.create(meeting=planned, order=1, text="Việc")
    given = {"agency": agency_a, "due_on": date(2022, 12, 1), "written_at": timezone.now()}
    rows = [Conclusion.objects.create(meeting=announced, order=n, text="Việc", **given) for n in (1, 2)]
    told = report_done(rows[1], text="Xong", file=ContentFile(PNG, name="a.png"), by=head_a)
    found = {f"steering:{name}": [planned.pk] for name in STEERED}
    found |= {f"steering:point-{act}": [point.pk] for act in ("edit", "move", "remove")}
    found |= {f"steering:conclusion{act}": [rows[0].pk] for act in ("", "-edit", "-remove", "-report", "-decide")}
    asked = Question.objects.create(item=item, period=months[9], text="Vì sao?", asked_at=timezone.now())
    followed = Follow.objects.create(user=head_a, item=item, since=timezone.now())
    found |= {"steering:item": [item.pk], "steering:question-answer": [asked.pk]}
    found |= {"steering:follow": ["item", item.pk], "steering:follow-remove": [followed.pk]}
    found |= {"steering:letter-stop": [stop_token(head_a)]}
    return found | {"steering:outcome-file": [told.pk], "steering:meeting": [announced.pk]}
