"""问题清单, 征求意见汇总, causes and measures as sheets, with the columns that the office knows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.sheets import Cell, Sheet

from .opinions.models import Opinion
from .problems.models import Problem

PROBLEM_COLUMNS = (
    "序号 对照方面 存在问题 具体表现 具体情况 典型事例 来源 意见条数 问题主体 查摆问题 主要问题 主要问题的提法 反复出现 原因 措施 整改事项 学习教育"
).split()


def problem_sheet(problems: Iterable[Problem], *, branch, year: int) -> Sheet:
    """问题清单: one row per problem. Wants `ProblemQuerySet.for_report()`."""
    rows = [_problem_row(number, problem) for number, problem in enumerate(problems, start=1)]
    return Sheet(f"{branch.short_name}{year}年度问题清单", tuple(PROBLEM_COLUMNS), rows)


def opinion_sheet(opinions: Iterable[Opinion], *, branch, year: int) -> Sheet:
    """征求意见汇总: one row per opinion."""
    rows = [
        (
            number,
            opinion.collected_on,
            opinion.get_source_display(),
            opinion.about_label,
            opinion.text,
            str(opinion.answered_by or ""),
        )
        for number, opinion in enumerate(opinions, start=1)
    ]
    columns = ("序号", "征求日期", "来源", "针对", "意见内容", "归并到问题")
    return Sheet(f"{branch.short_name}{year}年度征求意见汇总", columns, rows)


def answer_sheet(rows: QuerySet[Any], *, title: str, branch, year: int) -> Sheet:
    """Causes or measures with what they answer."""
    links = rows.model._meta.many_to_many
    table = [
        (row.order, row.title, row.text, *(_lines(map(str, getattr(row, link.name).all())) for link in links))
        for row in rows
    ]
    columns = ("序号", title[:2], "说明", *(str(link.verbose_name) for link in links))
    return Sheet(f"{branch.short_name}{year}年度{title}", columns, table)


def _problem_row(number: int, problem: Problem) -> tuple[Cell, ...]:
    return (
        number,
        str(problem.framework_item or ""),
        problem.title,
        _lines(_numbered(point.text for point in problem.points.all())),
        problem.description,
        problem.typical_case,
        problem.source_labels,
        len(problem.opinions.all()),
        problem.owner_label,
        problem.is_finding,
        problem.is_main,
        problem.condensed,
        str(problem.repeats or ""),
        _lines(cause.title for cause in problem.causes.all()),
        _lines(measure.title for measure in problem.measures.all()),
        _lines(f"{item.content}（{item.get_state_display()}）" for item in problem.items.all()),
        str(problem.campaign or ""),
    )


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
