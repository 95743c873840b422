"""Addresses of meetings and of what they concluded."""

from django.urls import path

from steering.agenda import views as agenda
from steering.announcing import views as announcing
from steering.conclusions import views as conclusions
from steering.following import views as following
from steering.meetings import views as meetings
from steering.projector import views as projector
from steering.questions import views as questions

app_name = "steering"
urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/held/", meetings.meeting_held, name="meeting-held"),
    path("meetings/<int:pk>/announce/", meetings.meeting_announce, name="meeting-announce"),
    path("meetings/<int:pk>/propose/", agenda.agenda_propose, name="agenda-propose"),
    path("meetings/<int:pk>/points/new/", agenda.point_new, name="point-new"),
    path("meetings/points/<int:pk>/edit/", agenda.point_edit, name="point-edit"),
    path("meetings/points/<int:pk>/move/", agenda.point_move, name="point-move"),
    path("meetings/points/<int:pk>/remove/", agenda.point_remove, name="point-remove"),
    path("meetings/<int:pk>/show/", projector.show, name="show"),
    path("meetings/<int:pk>/conclusions/new/", conclusions.conclusion_new, name="conclusion-new"),
    path("meetings/<int:pk>/announcement.docx", announcing.announcement, {"form": "docx"}, name="announcement-docx"),
    path("meetings/<int:pk>/announcement.pdf", announcing.announcement, {"form": "pdf"}, name="announcement-pdf"),
    path("conclusions/", conclusions.conclusions, name="conclusions"),
    path("conclusions/<int:pk>/", conclusions.conclusion, name="conclusion"),
    path("conclusions/<int:pk>/edit/", conclusions.conclusion_edit, name="conclusion-edit"),
    path("conclusions/<int:pk>/remove/", conclusions.conclusion_remove, name="conclusion-remove"),
    path("conclusions/<int:pk>/report/", conclusions.conclusion_report, name="conclusion-report"),
    path("conclusions/<int:pk>/decide/", conclusions.conclusion_decide, name="conclusion-decide"),
    path("conclusions/outcomes/<int:pk>/", conclusions.outcome_file, name="outcome-file"),
    path("questions/item/<int:pk>/", questions.item, name="item"),
    path("questions/<int:pk>/answer/", questions.question_answer, name="question-answer"),
    path("following/", following.following, name="following"),
    path("following/letter/", following.letter, name="letter"),
    path("following/stop/<str:token>/", following.letter_stop, name="letter-stop"),
    path("following/add/<slug:kind>/<int:pk>/", following.follow_thing, name="follow"),
    path("following/<int:pk>/remove/", following.follow_remove, name="follow-remove"),
]
