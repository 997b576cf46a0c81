"""组织生活: addresses."""

from django.urls import path

from .cycle import urls as cycle_urls
from .meeting import views as meeting_views
from .plan import urls as plan_urls
from .rules import views as rules_views
from .sign_in_reading import views as sign_in_views
from .topics import urls as topics_urls
from .votes import views as votes_views

app_name = "meetings"

urlpatterns = [
    path("", meeting_views.meeting_list, name="meeting_list"),
    path("new/", meeting_views.meeting_create, name="meeting_create"),
    path("new/roll/", meeting_views.roll_partial, name="roll_partial"),
    path("<int:pk>/", meeting_views.meeting_detail, name="meeting_detail"),
    path("<int:pk>/edit/", meeting_views.meeting_update, name="meeting_update"),
    path("<int:pk>/sign-in/photo/", sign_in_views.sign_in_photo, name="sign_in_photo"),
    path("calendar.ics", meeting_views.calendar_file, name="calendar_file"),
    path("<int:pk>/calendar.ics", meeting_views.meeting_calendar, name="meeting_calendar"),
    path("<int:pk>/confirm/", meeting_views.meeting_confirm, name="meeting_confirm"),
    path("<int:pk>/advice/", meeting_views.meeting_advice, name="meeting_advice"),
    path("<int:pk>/correct/", meeting_views.meeting_correct, name="meeting_correct"),
    path("decisions/<int:pk>/done/", meeting_views.decision_done, name="decision_done"),
    path("decisions/<int:pk>/drop/", meeting_views.decision_drop, name="decision_drop"),
    path("roll/<int:pk>/make-up/", meeting_views.roll_make_up, name="roll_make_up"),
    path("agenda/<int:pk>/vote/", votes_views.vote_create, name="vote_create"),
    path("votes/<int:pk>/", votes_views.vote_detail, name="vote_detail"),
    path("votes/<int:pk>/edit/", votes_views.vote_update, name="vote_update"),
    path("explanations/", rules_views.explanation_list, name="explanation_list"),
    path("explanations/new/", rules_views.explanation_create, name="explanation_create"),
    path("explanations/<int:pk>/", rules_views.explanation_detail, name="explanation_detail"),
    path("explanations/<int:pk>/edit/", rules_views.explanation_update, name="explanation_update"),
    *cycle_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *topics_urls.urlpatterns,
]
