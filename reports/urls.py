"""年度报告: list, editor, paragraphs and sentences, moves, files."""

from django.urls import path

from . import urls_forms
from .views import editing, files, importing, ledgers, meetings, minutes, reports, study_records

app_name = "reports"

urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("new/", reports.report_create, name="report_create"),
    path("import/", importing.report_import, name="report_import"),
    path("minutes/import/", minutes.minutes_import, name="minutes_import"),
    path("yearbook/<str:file_format>/", files.yearbook, name="yearbook"),
    path(
        "study-record/<int:pk>/<int:year>/<str:file_format>/", study_records.study_record, name="study_record"
    ),
    path("ledgers/items/<str:file_format>/", ledgers.item_ledger_file, name="item_ledger"),
    path("ledgers/problems/<str:file_format>/", ledgers.problem_ledger_file, name="problem_ledger"),
    path("closings/<int:pk>/<str:file_format>/", ledgers.closing_file, name="closing_sheet"),
    path("notices/<int:pk>/<str:file_format>/", ledgers.notice_file, name="notice_sheet"),
    path("meetings/<int:pk>/record/<str:file_format>/", meetings.meeting_record, name="meeting_record"),
    path("meetings/<int:pk>/summary/<str:file_format>/", meetings.meeting_summary, name="meeting_summary"),
    path("meetings/book/<str:file_format>/", meetings.meeting_book, name="meeting_book"),
    path("<int:pk>/", reports.report_detail, name="report_detail"),
    path("<int:pk>/edit/", reports.report_update, name="report_update"),
    path("<int:pk>/redraft/", reports.report_redraft, name="report_redraft"),
    path("<int:pk>/move/", reports.report_move, name="report_move"),
    path("<int:pk>/return/", reports.report_return, name="report_return"),
    path("<int:pk>/preview/", files.report_preview, name="report_preview"),
    path("<int:pk>/file/<str:file_format>/", files.report_file, name="report_file"),
    path("paragraphs/<int:pk>/edit/", editing.paragraph_update, name="paragraph_update"),
    path("paragraphs/<int:pk>/leave-out/", editing.paragraph_leave_out, name="paragraph_leave_out"),
    path("paragraphs/<int:pk>/bring-back/", editing.paragraph_bring_back, name="paragraph_bring_back"),
    path("sections/<int:pk>/add/", editing.paragraph_create, name="paragraph_create"),
    path("sentences/<int:pk>/keep/", editing.sentence_keep, name="sentence_keep"),
    path("sentences/<int:pk>/source/", editing.sentence_source, name="sentence_source"),
    *urls_forms.urlpatterns,
]
