"""The papers of organisation life: addresses below /reports/, where all papers have theirs."""

from django.urls import path

from .cycle.appraisal import views as appraisal_views
from .cycle.criticism.views import criticism_sheet
from .cycle.talks import views as talks_views
from .documents import views as documents_views
from .documents.views import meeting_statistics_file, sign_in_sheet
from .minutes_import import views as minutes_import_views

urlpatterns = [
    path("minutes/import/", minutes_import_views.minutes_import, name="minutes_import"),
    path("minutes/template/", minutes_import_views.minutes_template, name="minutes_template"),
    path(
        "meetings/<int:pk>/record/<str:file_format>/", documents_views.meeting_record, name="meeting_record"
    ),
    path(
        "meetings/<int:pk>/summary/<str:file_format>/",
        documents_views.meeting_summary,
        name="meeting_summary",
    ),
    path("meetings/book/<str:file_format>/", documents_views.meeting_book, name="meeting_book"),
    path("sign-in/<int:pk>/<str:file_format>/", sign_in_sheet, name="sign_in_sheet"),
    path(
        "meeting-statistics/<str:file_format>/",
        meeting_statistics_file,
        name="meeting_statistics",
    ),
    path("criticisms/<int:pk>/<str:file_format>/", criticism_sheet, name="criticism_sheet"),
    path("talks/<int:pk>/<str:file_format>/", talks_views.talk_form, name="talk_form"),
    path("talks/<str:file_format>/", talks_views.talk_overview, name="talk_overview"),
    path("ballot-papers/<int:pk>/<str:file_format>/", appraisal_views.ballot_paper, name="ballot_paper"),
    path(
        "appraisals/<int:pk>/<str:file_format>/", appraisal_views.appraisal_summary, name="appraisal_summary"
    ),
    path(
        "appraisals/<int:pk>/forms/<str:file_format>/",
        appraisal_views.appraisal_member_forms,
        name="appraisal_member_forms",
    ),
    path(
        "appraisal-forms/<int:pk>/<str:file_format>/",
        appraisal_views.appraisal_member_form,
        name="appraisal_member_form",
    ),
]
