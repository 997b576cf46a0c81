"""Opinions from the consultation: list, one opinion, entering and editing. Nothing about who held them."""

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from core.columns import Column, muted, unseen
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import exports, permissions
from ..forms.filters import OpinionFilter
from ..forms.problems import OpinionForm
from ..models.framework import Opinion
from .gate import NO_READER, NO_RECORDER


def _columns(at) -> list[Column]:
    """With boxes to tick, for those who merge opinions into problems."""
    return [
        *([Column("选择", _tick)] if permissions.can_record(at.user, at.branch) else []),
        Column("意见", lambda opinion: truncatechars(opinion.text, 80), is_main=True),
        Column("征求日期", "collected_on", sort="collected_on"),
        Column("来源", "get_source_display", sort="source"),
        Column("针对", "about_label", sort="about"),
        Column("归并到问题", _problem),
    ]


def _tick(opinion: Opinion) -> str:
    if opinion.answered_by:
        return muted("已归并")
    return format_html(
        '<label class="pick-box"><input class="form-check-input" type="checkbox" name="opinion" value="{}">{}</label>',
        opinion.pk,
        unseen(f"选择意见：{truncatechars(opinion.text, 30)}"),
    )


def _problem(opinion: Opinion) -> str:
    if not opinion.answered_by:
        return "还没有"
    url = reverse("rectification:problem_detail", args=[opinion.problem_id])
    return format_html('<a href="{}">{}</a>', url, truncatechars(opinion.problem.title, 30))


opinion_list = list_page(
    Opinion,
    _columns,
    may_open=permissions.can_list_problems,
    why=NO_READER,
    filters=OpinionFilter,
    unit="条",
    sheet=lambda at: exports.opinion_sheet(at.found, branch=at.branch, year=at.year),
    add=Add(
        "登记意见",
        permissions.can_record,
        "把征求到的意见一条一条记下来，再归并成问题；只记意见，不记是谁提的。",
    ),
    tabs=("rectification/_tabs.html", "opinions"),
    template="rectification/opinion_list.html",
    context=lambda at: {"unmerged": at.rows.unmerged().count()},
)
opinion_detail = detail_page(
    Opinion,
    "rectification/opinion_detail.html",
    context=lambda request, opinion: {"can_record": permissions.can_change(request.user, opinion)},
)
# Opinions come in dozens: “保存并再记一条” stays on the form.
opinion_create, opinion_update = form_pages(
    OpinionForm,
    Words("登记意见", "意见已登记。", "{year} 年度 · 只记意见，不记是谁提的", again="保存并再记一条"),
    Words("编辑意见", "意见已保存。", "{year} 年度 · 只记意见，不记是谁提的"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=lambda request: {"collected_on": localdate()},
    given=("source",),
    keep=("source",),
)
