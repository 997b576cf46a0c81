"""Problems: the list by 对照 item, a problem with all that hangs on it across years, entering and editing."""

from itertools import groupby

from django.db.models import F
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.timezone import localdate

from core.badges import Badge
from core.columns import Column, lines, shown, small, two_lines
from core.pages import Add, Words, detail_page, form_pages, list_page
from core.posted import whole_number

from .. import exports, permissions
from ..forms.filters import ProblemFilter
from ..forms.problems import ProblemForm
from ..models.framework import FrameworkItem, Opinion
from ..models.problems import Problem
from .gate import NO_READER, NO_RECORDER

BY_FRAMEWORK = (
    F("framework_item__audience").asc(nulls_last=True),
    "framework_item__order",
    "framework_item_id",
    "order",
    "pk",
)


def _marks(problem: Problem) -> str:
    badge = shown(Badge("反复出现", "warn")) if problem.repeats_id else ""
    points = len(problem.points.all())
    return format_html(" {}{}", badge, small(f"具体表现 {points} 条" if points else ""))


def _sources(problem: Problem) -> str:
    opinions = len(problem.opinions.all())
    return two_lines(problem.source_labels or "未填", f"意见 {opinions} 条" if opinions else "")


def _sections(problem: Problem) -> str:
    sections = {"查摆问题": problem.is_finding, "主要问题": problem.is_main}
    return lines(label for label, is_in in sections.items() if is_in)


COLUMNS = [
    Column(
        "问题",
        lambda problem: f"{problem.order}. {truncatechars(problem.title, 70)}",
        sort="order",
        is_main=True,
        after=_marks,
    ),
    Column("主体", "owner_label", sort="owner"),
    Column("来源", _sources),
    Column("用于报告", _sections),
    Column("原因", lambda problem: len(problem.causes.all()), css="num"),
    Column("整改事项", lambda problem: len(problem.items.all()), css="num"),
]


BY_ITEM = Column("对照方面", lambda problem: problem.framework_item or "不按对照方面")


def _of_list(at) -> dict:
    """Grouped by 对照 item unless another order is asked for."""
    is_sorted = at.request.GET.get("sort", "").removeprefix("-") in {"order", "owner"}
    return {
        "group": None if is_sorted else BY_ITEM,
        "has_framework": FrameworkItem.objects.of_branch(at.branch).in_year(at.year).exists(),
    }


def _sheet(at):
    rows = Problem.objects.filter(pk__in=at.found.order_by().values("pk")).for_report()
    return exports.problem_sheet(rows, branch=at.branch, year=at.year)


problem_list = list_page(
    Problem,
    COLUMNS,
    may_open=permissions.can_list_problems,
    why=NO_READER,
    rows=lambda rows, at: rows.for_list().order_by(*BY_FRAMEWORK),
    filters=ProblemFilter,
    unit="项",
    sheet=_sheet,
    add=Add("登记问题", permissions.can_record, "按对照方面逐项登记问题，写明具体表现和来源。"),
    subtitle="{year} 年度",
    tabs=("rectification/_tabs.html", "problems"),
    template="rectification/problem_list.html",
    context=_of_list,
)


def _life(request, problem) -> dict:
    """What hangs on a problem, and its life in other years."""
    return {
        "previous": _with_items(problem, [problem.repeats_id]),
        "later": _with_items(problem, problem.repeated_by.alive().values("pk")),
        "opinion_counts": _by_source(problem.opinions.all()),
        "can_record": permissions.can_change(request.user, problem),
        "today": localdate(),
    }


def _with_items(problem: Problem, pks):
    rows = Problem.objects.of_branch(problem.branch).filter(pk__in=pks)
    return rows.for_list().order_by("year")


def _by_source(opinions) -> list[tuple[str, int]]:
    labels = sorted(opinion.get_source_display() for opinion in opinions)
    return [(label, len(list(rows))) for label, rows in groupby(labels)]


def _given(request) -> dict:
    """`?opinion=` ticks opinions to merge, `?framework_item=` chooses the 对照 item."""
    branch, year = request.workspace.branch, request.workspace.year
    pks = [pk for pk in request.GET.getlist("opinion") if whole_number(pk) is not None]
    opinions = list(Opinion.objects.of_branch(branch).in_year(year).unmerged().filter(pk__in=pks))
    values = {"opinions": opinions, "sources": sorted({opinion.source for opinion in opinions})}
    number = whole_number(request.GET.get("framework_item", ""))
    return values if number is None else values | {"framework_item": number}


problem_detail = detail_page(
    Problem, "rectification/problem_detail.html", rows=lambda rows: rows.for_report(), context=_life
)
problem_create, problem_update = form_pages(
    ProblemForm,
    Words("登记问题", "问题已登记。", "{year} 年度"),
    Words("编辑问题", "问题已保存。", "{year} 年度"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=_given,
)
