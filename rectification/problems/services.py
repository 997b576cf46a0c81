"""Writes of the year's 对照 items, of problems with what is merged into them, of causes and measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import audit, records
from core.refusals import Refused
from rectification.enums import FrameworkAudience
from rectification.opinions.models import Opinion

from .models import Cause, FrameworkItem, Measure, Problem, ProblemPoint


@dataclass(frozen=True)
class FrameworkLine:
    """One line as typed, in its place; `pk` is the item it was opened with."""

    text: str
    pk: int | None = None


@transaction.atomic
def save_framework(
    *,
    branch: Organisation,
    year: int,
    audience: str,
    lines: Sequence[FrameworkLine],
    by: User | None,
    phrase: str | None = None,
) -> list[FrameworkItem]:
    """Make the items of a year and audience equal to the lines, in their order; `phrase` is what all are called (None: as before).

    A line keeps the item with the same text, else the one it was opened with; items without a line go to the
    recycle bin. Raises Refused for a text given twice, or when an item that problems stand under would go.
    """
    texts = [line.text.strip() for line in lines]
    if doubled := next((text for text in texts if texts.count(text) > 1), None):
        raise Refused(f"“{doubled}”写了两次，请留下一条。")
    rows = {item.pk: item for item in _items(branch, year, audience)}
    kept = _match(lines, rows)
    for item in rows.values():
        if item.pk not in {found.pk for found in kept if found}:
            _remove(item, by)
    return [
        _write(found, FrameworkItem(branch=branch, year=year, audience=audience), text, order, by, phrase)
        for order, (text, found) in enumerate(zip(texts, kept, strict=True), start=1)
    ]


@transaction.atomic
def copy_framework(*, branch: Organisation, year: int, audience: str, by: User | None) -> list[FrameworkItem]:
    """Take over the year before's items, to be changed where the notice differs.

    Raises Refused when this year has items already or the year before has none.
    """
    label = FrameworkAudience(audience).label
    if _items(branch, year, audience).exists():
        raise Refused(f"{year}年度{label}已有对照项，请直接编辑。")
    last = _items(branch, year - 1, audience)
    if not last:
        raise Refused(f"{year - 1}年度没有{label}的对照项，请直接填写。")
    lines = [FrameworkLine(item.text) for item in last]
    phrase = last[0].phrase
    return save_framework(branch=branch, year=year, audience=audience, lines=lines, by=by, phrase=phrase)


def _items(branch: Organisation, year: int, audience: str):  # type: ignore[no-untyped-def]
    return (
        FrameworkItem.objects.of_branch(branch).in_year(year).for_audience(audience).order_by("order", "pk")
    )


def _match(lines: Sequence[FrameworkLine], rows: dict[int, FrameworkItem]) -> list[FrameworkItem | None]:
    free = dict(rows)
    by_text = {item.text: item.pk for item in rows.values()}
    kept: list[FrameworkItem | None] = [free.pop(by_text.get(line.text.strip(), 0), None) for line in lines]
    for place, line in enumerate(lines):
        if kept[place] is None and line.pk:
            kept[place] = free.pop(line.pk, None)
    return kept


def _remove(item: FrameworkItem, by: User | None) -> None:
    if by is None:
        raise Refused("移除对照项需要写明由谁办理。")
    records.soft_delete(item, by=by, reason="从本年度对照项中移除")


def _write(
    found: FrameworkItem | None,
    new: FrameworkItem,
    text: str,
    order: int,
    by: User | None,
    phrase: str | None,
) -> FrameworkItem:
    if found is None:
        new.text, new.order, new.created_by, new.phrase = text, order, by, phrase or ""
        return records.create(new, by=by)
    phrase = found.phrase if phrase is None else phrase
    if (found.text, found.order, found.phrase) != (text, order, phrase):
        before = audit.snapshot(found)
        found.text, found.order, found.phrase = text, order, phrase
        records.save(found, by=by, before=before)
    return found


AnswerT = TypeVar("AnswerT", Cause, Measure)


def add_problem(
    problem: Problem, *, points: Sequence[str], by: User | None, opinions: Iterable[Opinion] = ()
) -> Problem:
    """Save a new problem with its 具体表现; the opinions given are merged into it. Without an order it goes last."""
    _place(problem, by)
    with records.audited(problem, by=by):
        write_points(problem, points)
        merge_opinions(problem, opinions, by)
    return problem


def add_answer(
    answer: AnswerT, *, by: User | None, **links: "Iterable[Problem] | Iterable[Cause]"
) -> AnswerT:
    """Save a new cause or measure with what it answers: `problems`, and the `causes` of a measure."""
    _place(answer, by)
    with records.audited(answer, by=by):
        for name, linked in links.items():
            getattr(answer, name).set(linked)
    return answer


@transaction.atomic
def confirm_repeat(*, problem: Problem, previous: Problem, by: User) -> Problem:
    """Record that a problem is one of an earlier year come back. Raises Refused for another branch or a later year."""
    if previous.branch_id != problem.branch_id or previous.year >= problem.year:
        raise Refused("反复出现的问题只能对应本支部以前年度的问题。")
    before = audit.snapshot(problem)
    problem.repeats, problem.repeat_ruled_out = previous, False
    return records.save(problem, by=by, before=before)


@transaction.atomic
def rule_out_repeat(*, problem: Problem, by: User) -> Problem:
    """Record that a person compared the problem with last year's and found that it is a new one."""
    before = audit.snapshot(problem)
    problem.repeats, problem.repeat_ruled_out = None, True
    return records.save(problem, by=by, before=before)


def next_order(model: type[Problem] | type[Cause] | type[Measure], branch_id: int, year: int) -> int:
    """The number after the last one of the branch's year."""
    rows = model.objects.alive().filter(branch_id=branch_id, year=year)
    return int(rows.aggregate(last=Max("order"))["last"] or 0) + 1


def _place(record: Problem | Cause | Measure, by: User | None) -> None:
    record.created_by = by
    if not record.order:
        record.order = next_order(type(record), record.branch_id, record.year)


def write_points(problem: Problem, points: Sequence[str]) -> None:
    """Give a problem these 具体表现, inside its audited block."""
    ProblemPoint.objects.filter(problem=problem).delete()
    ProblemPoint.objects.bulk_create(
        ProblemPoint(problem=problem, order=order, text=text.strip())
        for order, text in enumerate((point for point in points if point.strip()), start=1)
    )


def merge_opinions(problem: Problem, opinions: Iterable[Opinion], by: User | None) -> None:
    """Let a problem answer these opinions and no others, inside its audited block."""
    wanted = {opinion.pk: opinion for opinion in opinions}
    held = {opinion.pk: opinion for opinion in problem.opinions.alive()}
    for pk in wanted.keys() - held.keys():
        _point_opinion(wanted[pk], problem, by)
    for pk in held.keys() - wanted.keys():
        _point_opinion(held[pk], None, by)


def _point_opinion(opinion: Opinion, problem: Problem | None, by: User | None) -> None:
    before = audit.snapshot(opinion)
    opinion.problem = problem
    records.save(opinion, by=by, before=before)
