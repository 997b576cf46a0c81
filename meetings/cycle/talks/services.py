"""Writes about 谈心谈话: one person with several others on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.refusals import Refused
from meetings.meeting.suggestions import LAST_MONTH_OF_CYCLE

from .models import Talk


@dataclass(frozen=True)
class TalkRound:
    """One person, the others, and what their talks have in common."""

    branch: Organisation
    one: Member
    others: Sequence[Member]
    held_on: date
    year: int
    place: str = ""


def year_for(day: date) -> int:
    """所属年度: until March a talk prepares the 组织生活会 of the year before."""
    return day.year - 1 if day.month <= LAST_MONTH_OF_CYCLE else day.year


def year_fault(year: int, day: date) -> str:
    """What is wrong with a year for a day; empty when nothing is."""
    if year in {day.year - 1, day.year}:
        return ""
    return f"谈话在 {day.year} 年，所属年度只能是 {day.year} 或 {day.year - 1}。"


@transaction.atomic
def record_round(talks: TalkRound, *, by: User) -> list[Talk]:
    """Record a talk with each of the others; a talk of the same two on the same day is not recorded twice.

    Raises Refused.
    """
    if talks.one in talks.others:
        raise Refused(f"谈话对象里有{talks.one}本人，请去掉。")
    if fault := year_fault(talks.year, talks.held_on):
        raise Refused(fault)
    same_day = Talk.objects.of_branch(talks.branch).filter(held_on=talks.held_on).with_person(talks.one.pk)
    known = {pk for pair in same_day.values_list("one_id", "other_id") for pk in pair}
    wanted = [other for other in talks.others if other.pk not in known]
    if not wanted:
        day = chinese_date(talks.held_on)
        raise Refused(f"{talks.one}与所选党员{day}的谈话都已登记过；请选择谈话对象，或核对日期。")
    return [
        records.create(
            Talk(
                branch=talks.branch,
                year=talks.year,
                held_on=talks.held_on,
                one=talks.one,
                other=other,
                place=talks.place,
                created_by=by,
            ),
            by=by,
        )
        for other in wanted
    ]
