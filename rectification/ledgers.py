"""问题清单 and 整改台账 as sheets, with the columns that the office knows."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType

from core.models import Attachment
from core.sheets import Cell, Sheet

from .models import Cause, Measure, Opinion, Problem, RectificationItem

PROBLEM_COLUMNS = (
    "序号 对照方面 存在问题 具体表现 具体情况 典型事例 来源 意见条数 问题主体 查摆问题 主要问题 反复出现 原因 措施 整改事项"
).split()
LEDGER_COLUMNS = (
    "序号 所属年度 对照方面 存在问题（具体表现） 来源 原因 目标 措施 整改方式 责任领导 责任人 时限 销号标准 进展 完成情况 佐证"
    " 状态 销号时间 销号人 备注"
).split()


def problem_sheet(problems: Iterable[Problem], *, branch, year: int) -> Sheet:
    """问题清单: one row per problem. Wants `ProblemQuerySet.for_report()`."""
    rows = [_problem_row(number, problem) for number, problem in enumerate(problems, start=1)]
    return Sheet(f"{branch.short_name}{year}年度问题清单", tuple(PROBLEM_COLUMNS), rows)


def item_sheet(items: Iterable[RectificationItem], *, branch, year: int) -> Sheet:
    """整改台账: one row per item. Wants `RectificationItemQuerySet.for_ledger()`."""
    items = list(items)
    files = _file_names(items)
    rows = [_item_row(number, item, files.get(item.pk, [])) for number, item in enumerate(items, start=1)]
    return Sheet(f"{branch.short_name}{year}年度整改台账", tuple(LEDGER_COLUMNS), rows)


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


def with_points(problem: Problem | None) -> str:
    """The problem's wording with its 具体表现 numbered below."""
    if problem is None:
        return ""
    return _lines([problem.title, *_numbered(point.text for point in problem.points.all())])


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


def _item_row(number: int, item: RectificationItem, files: list[str]) -> tuple[Cell, ...]:
    problem = item.problem
    causes = problem.causes.all() if problem else ()
    return (
        number,
        item.year,
        str(problem.framework_item or "") if problem else "",
        with_points(problem),
        problem.source_labels if problem else "",
        _lines(cause.title for cause in causes if not cause.is_deleted),
        item.goal,
        item.content,
        item.get_mode_display(),
        str(item.leader or ""),
        str(item.responsible or ""),
        item.due_on,
        item.criterion,
        _lines(f"{entry.on:%Y-%m-%d} {entry.text}" for entry in item.progress.all()),
        item.result,
        _lines([*(row.label for row in item.evidence.all()), *files]),
        item.get_state_display(),
        item.closed_on,
        item.closer_name,
        item.remark,
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
