"""The papers of organisation life: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .views import appraisal_forms, meeting_forms, meetings, minutes, talk_forms

urlpatterns = [
    path("minutes/import/", minutes.minutes_import, name="minutes_import"),
    path("meetings/<int:pk>/record/<str:file_format>/", meetings.meeting_record, name="meeting_record"),
    path("meetings/<int:pk>/summary/<str:file_format>/", meetings.meeting_summary, name="meeting_summary"),
    path("meetings/book/<str:file_format>/", meetings.meeting_book, name="meeting_book"),
    path("sign-in/<int:pk>/<str:file_format>/", meeting_forms.sign_in_sheet, name="sign_in_sheet"),
    path(
        "meeting-statistics/<str:file_format>/",
        meeting_forms.meeting_statistics_file,
        name="meeting_statistics",
    ),
    path("criticisms/<int:pk>/<str:file_format>/", meeting_forms.criticism_sheet, name="criticism_sheet"),
    path("talks/<int:pk>/<str:file_format>/", talk_forms.talk_form, name="talk_form"),
    path("talks/<str:file_format>/", talk_forms.talk_overview, name="talk_overview"),
    path("ballot-papers/<int:pk>/<str:file_format>/", appraisal_forms.ballot_paper, name="ballot_paper"),
    path(
        "appraisals/<int:pk>/<str:file_format>/", appraisal_forms.appraisal_summary, name="appraisal_summary"
    ),
    path(
        "appraisals/<int:pk>/forms/<str:file_format>/",
        appraisal_forms.appraisal_member_forms,
        name="appraisal_member_forms",
    ),
    path(
        "appraisal-forms/<int:pk>/<str:file_format>/",
        appraisal_forms.appraisal_member_form,
        name="appraisal_member_form",
    ),
]
