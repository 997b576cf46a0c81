"""Problems with their 具体表现 and merged opinions, causes and measures with what they answer."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from branch.models import User
from core import audit, records
from core.refusals import Refused

from ..models.answers import Cause, Measure
from ..models.framework import Opinion
from ..models.problems import Problem, ProblemPoint

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
