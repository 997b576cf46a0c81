"""问题清单 and 整改台账 as sheets, with the columns that the office knows."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import Attachment
from core.sheets import Cell, Sheet

from .ledger_rows import LEDGER_COLUMNS, LedgerRow, clean, entry, one_line
from .models import Cause, Measure, Opinion, Problem, RectificationItem

PROBLEM_COLUMNS = (
    "序号 对照方面 存在问题 具体表现 具体情况 典型事例 来源 意见条数 问题主体 查摆问题 主要问题 反复出现 原因 措施 整改事项"
).split()


def problem_sheet(problems: Iterable[Problem], *, branch, year: int) -> Sheet:
    """问题清单: one row per problem. Wants `ProblemQuerySet.for_report()`."""
    rows = [_problem_row(number, problem) for number, problem in enumerate(problems, start=1)]
    return Sheet(f"{branch.short_name}{year}年度问题清单", tuple(PROBLEM_COLUMNS), rows)


def item_sheet(items: Iterable[RectificationItem], *, branch, year: int) -> Sheet:
    """整改台账: one row per item. Wants `RectificationItemQuerySet.for_ledger()`."""
    rows = [row.cells(number) for number, row in enumerate(ledger_rows(items), start=1)]
    return Sheet(f"{branch.short_name}{year}年度整改台账", LEDGER_COLUMNS, rows)


def ledger_rows(items: Iterable[RectificationItem]) -> list[LedgerRow]:
    """The ledger's values of each item. Wants `RectificationItemQuerySet.for_ledger()`."""
    items = list(items)
    files = _file_names(items)
    return [_ledger_row(item, files.get(item.pk, [])) for item in items]


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


def answer_sheet(rows: Iterable[Cause | Measure], *, title: str, branch, year: int) -> Sheet:
    """Causes or measures with the problems they answer."""
    table = [
        (row.order, row.title, row.text, _lines(problem.title for problem in row.problems.all()))
        for row in rows
    ]
    return Sheet(f"{branch.short_name}{year}年度{title}", ("序号", title[:2], "说明", "对应问题"), table)


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
        str(problem.repeats or ""),
        _lines(cause.title for cause in problem.causes.all()),
        _lines(measure.title for measure in problem.measures.all()),
        _lines(f"{item.content}（{item.get_state_display()}）" for item in problem.items.all()),
    )


def problem_values(problem: Problem | None) -> dict[str, Any]:
    """What a ledger's row says of the item's problem. Wants its points and causes."""
    if problem is None:
        return {}
    return {
        "framework": one_line(problem.framework_item),
        "problem": one_line(problem.title),
        "points": tuple(entry(point.text) for point in problem.points.all()),
        "sources": tuple(problem.sources),
        "causes": tuple(one_line(cause.title) for cause in problem.causes.all() if not cause.is_deleted),
    }


def _ledger_row(item: RectificationItem, files: list[str]) -> LedgerRow:
    proofs = [one_line(text) for text in (*(row.label for row in item.evidence.all()), *files)]
    return LedgerRow(
        year=item.year,
        content=clean(item.content),
        **problem_values(item.problem),
        goal=clean(item.goal),
        mode=item.mode,
        leader=str(item.leader or ""),
        responsible=str(item.responsible or ""),
        due_on=item.due_on,
        criterion=clean(item.criterion),
        progress=tuple((row.on, entry(row.text)) for row in item.progress.all()),
        result=clean(item.result),
        evidence=tuple(text for text in proofs if text),
        state=item.state,
        closed_on=item.closed_on,
        closer=one_line(item.closer_name),
        remark=one_line(item.remark),
    )


def _file_names(items: list[RectificationItem]) -> dict[int, list[str]]:
    kind = ContentType.objects.get_for_model(RectificationItem)
    rows = Attachment.objects.filter(
        content_type=kind, object_id__in=[item.pk for item in items], removed_at__isnull=True
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.object_id, []).append(row.name)
    return names


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
