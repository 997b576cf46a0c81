"""组织生活: addresses."""

from django.urls import path

from . import urls_cycle, urls_plan
from .views import actions, calendar, explanations, meetings, votes

app_name = "meetings"

urlpatterns = [
    path("", meetings.meeting_list, name="meeting_list"),
    path("new/", meetings.meeting_create, name="meeting_create"),
    path("new/roll/", meetings.roll_partial, name="roll_partial"),
    path("<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<int:pk>/edit/", meetings.meeting_update, name="meeting_update"),
    path("calendar.ics", calendar.calendar_file, name="calendar_file"),
    path("<int:pk>/calendar.ics", calendar.meeting_calendar, name="meeting_calendar"),
    path("<int:pk>/confirm/", actions.meeting_confirm, name="meeting_confirm"),
    path("<int:pk>/correct/", actions.meeting_correct, name="meeting_correct"),
    path("decisions/<int:pk>/done/", actions.decision_done, name="decision_done"),
    path("roll/<int:pk>/make-up/", actions.roll_make_up, name="roll_make_up"),
    path("agenda/<int:pk>/vote/", votes.vote_create, name="vote_create"),
    path("votes/<int:pk>/", votes.vote_detail, name="vote_detail"),
    path("votes/<int:pk>/edit/", votes.vote_update, name="vote_update"),
    path("explanations/", explanations.explanation_list, name="explanation_list"),
    path("explanations/new/", explanations.explanation_create, name="explanation_create"),
    path("explanations/<int:pk>/", explanations.explanation_detail, name="explanation_detail"),
    path("explanations/<int:pk>/edit/", explanations.explanation_update, name="explanation_update"),
    *urls_cycle.urlpatterns,
    *urls_plan.urlpatterns,
]
