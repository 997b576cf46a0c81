"""年度报告: list, editor, paragraphs and sentences, moves, files; study campaigns."""

from django.urls import path

from .campaigns import views as campaign_views
from .house_papers import views as house_views
from .importing import views
from .numbers import views as number_views
from .pane import views as pane_views
from .papers import views as paper_views
from .report.views import changes, editing, reports
from .report.views import reports as views_reports
from .report_templates import views as template_views
from .review.views import comments, moves, reviewing
from .round_trip import views as returned
from .rulings import views as ruling_views
from .studio import views as studio
from .versions import views as versions

urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("new/", reports.report_create, name="report_create"),
    path("import/", views.report_import, name="report_import"),
    path("yearbook/<str:file_format>/", views_reports.yearbook, name="yearbook"),
    path("templates/", template_views.template_list, name="template_list"),
    path("templates/new/", template_views.template_create, name="template_create"),
    path("templates/<int:pk>/", template_views.template_detail, name="template_detail"),
    path("templates/<int:pk>/edit/", template_views.template_update, name="template_update"),
    path("house/", house_views.house_list, name="house_list"),
    path("house/new/", house_views.house_create, name="house_create"),
    path("house/<int:pk>/", house_views.house_detail, name="house_detail"),
    path("house/<int:pk>/edit/", house_views.house_update, name="house_update"),
    path("house/<int:pk>/sample/<str:file_format>/", house_views.house_sample, name="house_sample"),
    path("<int:pk>/template/", template_views.report_template, name="report_template"),
    path("campaigns/", campaign_views.campaign_list, name="campaign_list"),
    path("campaigns/new/", campaign_views.campaign_create, name="campaign_create"),
    path("campaigns/branches/", campaign_views.campaign_branches, name="campaign_branches"),
    path("campaigns/<int:pk>/", campaign_views.campaign_detail, name="campaign_detail"),
    path("campaigns/<int:pk>/edit/", campaign_views.campaign_update, name="campaign_update"),
    path("campaigns/<int:pk>/plan/", campaign_views.campaign_plan, name="campaign_plan"),
    path(
        "campaigns/<int:pk>/summary/<str:file_format>/", campaign_views.campaign_paper, name="campaign_paper"
    ),
    path("campaigns/<int:pk>/summary/", campaign_views.campaign_summary, name="campaign_summary"),
    path("campaigns/rows/<int:pk>/done/", campaign_views.campaign_row_done, name="campaign_row_done"),
    path("papers/", paper_views.paper_list, name="paper_list"),
    path("papers/request/", paper_views.request_create, name="request_create"),
    path("papers/numbers/", number_views.number_list, name="number_list"),
    path("papers/numbers/new/", number_views.number_create, name="number_create"),
    path("papers/numbers/<int:pk>/", number_views.number_detail, name="number_detail"),
    path("papers/numbers/<int:pk>/edit/", number_views.number_update, name="number_update"),
    path("<int:pk>/ruling/", ruling_views.ruling_create, name="ruling_create"),
    path("<int:pk>/received/new/", ruling_views.received_create, name="received_create"),
    path("received/<int:pk>/", ruling_views.received_detail, name="received_detail"),
    path("received/<int:pk>/edit/", ruling_views.received_update, name="received_update"),
    path("papers/own/", paper_views.own_papers, name="own_papers"),
    path("papers/<str:code>/draft/", paper_views.paper_draft, name="paper_draft"),
    path("<int:pk>/", reports.report_detail, name="report_detail"),
    path("<int:pk>/edit/", reports.report_update, name="report_update"),
    path("<int:pk>/redraft/", reports.report_redraft, name="report_redraft"),
    path("<int:pk>/changes/", changes.report_changes, name="report_changes"),
    path("<int:pk>/changes/count/", changes.report_change_count, name="report_change_count"),
    path("<int:pk>/move/", moves.report_move, name="report_move"),
    path("<int:pk>/finalise/", moves.report_finalise, name="report_finalise"),
    path("<int:pk>/send/", moves.report_send, name="report_send"),
    path("<int:pk>/return/", moves.report_return, name="report_return"),
    path("<int:pk>/review/", reviewing.report_review, name="report_review"),
    path("<int:pk>/review/meeting/", reviewing.report_review_meeting, name="report_review_meeting"),
    path("<int:pk>/comments/", comments.report_comments, name="report_comments"),
    path("<int:pk>/comments/new/", comments.report_comment, name="report_comment"),
    path("<int:pk>/comments/marks/", comments.comment_marks, name="comment_marks"),
    path("comments/<int:pk>/reply/", comments.comment_reply, name="comment_reply"),
    path("comments/<int:pk>/withdraw/", comments.comment_withdraw, name="comment_withdraw"),
    path("<int:pk>/compare/", versions.report_compare, name="report_compare"),
    path("<int:pk>/read/", versions.report_read, name="report_read"),
    path("versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path("versions/<int:pk>/file/<str:file_format>/", versions.version_file, name="version_file"),
    path("<int:pk>/studio/save/", studio.studio_save, name="studio_save"),
    path("<int:pk>/studio/presence/", studio.studio_presence, name="studio_presence"),
    path("<int:pk>/studio/paragraphs/", studio.studio_paragraphs, name="studio_paragraphs"),
    path("<int:pk>/studio/facts/", studio.studio_facts, name="studio_facts"),
    path("<int:pk>/studio/restore/", studio.studio_restore, name="studio_restore"),
    path("<int:pk>/pane/<slug:tab>/", pane_views.report_pane, name="report_pane"),
    path("<int:pk>/pages/<slug:digest>/<int:number>.png", pane_views.report_sheet, name="report_sheet"),
    path("<int:pk>/preview/", views_reports.report_preview, name="report_preview"),
    path("<int:pk>/file/<str:file_format>/", views_reports.report_file, name="report_file"),
    path("<int:pk>/returned/new/", returned.returned_create, name="returned_create"),
    path("returned/<int:pk>/", returned.returned_detail, name="returned_detail"),
    path("paragraphs/<int:pk>/edit/", editing.paragraph_update, name="paragraph_update"),
    path("paragraphs/<int:pk>/leave-out/", editing.paragraph_leave_out, name="paragraph_leave_out"),
    path("paragraphs/<int:pk>/bring-back/", editing.paragraph_bring_back, name="paragraph_bring_back"),
    path("paragraphs/<int:pk>/move/", editing.paragraph_move, name="paragraph_move"),
    path("paragraphs/<int:pk>/merge/", editing.paragraph_merge, name="paragraph_merge"),
    path("paragraphs/<int:pk>/restore/", editing.paragraph_restore, name="paragraph_restore"),
    path("paragraphs/<int:pk>/advice/", pane_views.advice_follow, name="advice_follow"),
    path("<int:pk>/advice/", pane_views.advice_set_aside, name="advice_set_aside"),
    path("sections/<int:pk>/add/", editing.paragraph_create, name="paragraph_create"),
    path("sentences/<int:pk>/keep/", pane_views.sentence_keep, name="sentence_keep"),
    path("sentences/<int:pk>/source/", pane_views.sentence_source, name="sentence_source"),
]
