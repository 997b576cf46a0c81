"""Causes and measures: what answers the problems."""

from django.template.defaultfilters import truncatechars

from core.badges import Badge
from core.columns import Column, lines
from core.pages import Add, Words, detail_page, form_pages, list_page
from core.posted import whole_number

from .. import exports, permissions
from ..forms.answers import CauseForm, MeasureForm
from ..forms.filters import AnswerFilter
from .gate import NO_READER, NO_RECORDER


def _title(word: str) -> Column:
    return Column(word, lambda row: f"{row.order}. {truncatechars(row.title, 70)}", "order", is_main=True)


def _problems(label: str) -> Column:
    none = [Badge("没有对应问题", "warn")]
    return Column(
        label,
        lambda row: lines([truncatechars(problem.title, 36) for problem in row.problems.all()] or none),
    )


def _ticked(request) -> dict:
    """What `?problem=` and `?cause=` name."""
    return {
        name: [pk for pk in request.GET.getlist(name.removesuffix("s")) if whole_number(pk) is not None]
        for name in ("problems", "causes")
    }


def _pages(form, word: str, columns, *, tab: str, sheet_title: str, hint: str, template: str):
    """The four pages of one kind of answer; the two kinds differ only in their words."""
    model = form._meta.model
    return (
        list_page(
            model,
            columns,
            may_open=permissions.can_list_problems,
            why=NO_READER,
            filters=AnswerFilter,
            unit="项",
            sheet=lambda at: exports.answer_sheet(
                at.found, title=sheet_title, branch=at.branch, year=at.year
            ),
            add=Add(f"登记{word}", permissions.can_record, hint),
            subtitle="{year} 年度",
            tabs=("rectification/_tabs.html", tab),
        ),
        detail_page(
            model,
            template,
            context=lambda request, answer: {"can_record": permissions.can_change(request.user, answer)},
        ),
        *form_pages(
            form,
            Words(f"登记{word}", f"{word}已登记。", "{year} 年度"),
            Words(f"编辑{word}", f"{word}已保存。", "{year} 年度"),
            may_add=permissions.can_record,
            why=NO_RECORDER,
            initial=_ticked,
        ),
    )


cause_list, cause_detail, cause_create, cause_update = _pages(
    CauseForm,
    "原因",
    [_title("原因"), _problems("对应问题")],
    tab="causes",
    sheet_title="原因分析",
    hint="针对主要问题写明原因，写进报告第五部分。",
    template="rectification/cause_detail.html",
)
measure_list, measure_detail, measure_create, measure_update = _pages(
    MeasureForm,
    "措施",
    [
        _title("措施"),
        _problems("针对问题"),
        Column("整改事项", lambda row: len(row.items.all()), css="num"),
    ],
    tab="measures",
    sheet_title="措施清单",
    hint="针对主要问题和原因写明措施，写进报告第六部分。",
    template="rectification/measure_detail.html",
)
