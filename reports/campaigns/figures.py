"""The figures of a study campaign, each said once: for its page, its paragraph of the report, its 总结, the superior's list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from activities.kinds import registry
from activities.models import Activity
from branch.campaigns.models import PartRole
from core.numbers import plain_number
from meetings.enums import MeetingKind
from rectification.enums import ItemState

from .tagged import Tagged

RULES_MADE = "rules_made"
# What counts things done by another word than 次.
UNITS = {"service": "件", "project": "项", "publicity": "篇"}


@dataclass(frozen=True)
class Counted:
    """A figure as printed, and the rows that it counted."""

    text: str
    rows: tuple[Any, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return self.text in {"0", ""}


@dataclass(frozen=True)
class Figure:
    """A number of a campaign: its name, its unit, and how it is counted."""

    name: str
    unit: str
    explanation: str
    count: Callable[[Tagged], Counted]


def _rows(choose: Callable[[Tagged], Sequence[Any]]) -> Callable[[Tagged], Counted]:
    def count(tagged: Tagged) -> Counted:
        rows = choose(tagged)
        return Counted(str(len(rows)), tuple(rows))

    return count


def _meetings(kind: MeetingKind) -> Figure:
    return Figure(
        f"{kind.label}次数",
        "次",
        f"归入学习教育的{kind.label}，一次会议兼有几种类别时各计一次。",
        _rows(lambda tagged: [one for one in tagged.meetings if kind in one.kinds]),
    )


def _learners(tagged: Tagged) -> Counted:
    return Counted(str(len({share.member_id for share in tagged.completed})), tuple(tagged.tasks))


def _hours(tagged: Tagged) -> Counted:
    total = sum((share.hours_done for share in tagged.completed), Decimal(0))
    return Counted(plain_number(total), tuple(tagged.tasks))


def _average_hours(tagged: Tagged) -> Counted:
    people = {share.member_id for share in tagged.assignments}
    total = sum((share.hours_done for share in tagged.completed), Decimal(0))
    return Counted(plain_number(total / len(people)) if people else "0", tuple(tagged.tasks))


def _items(*states: ItemState) -> Callable[[Tagged], Counted]:
    return _rows(lambda tagged: [item for item in tagged.items if item.state in states])


def rules_made(tagged: Tagged, action: str = "") -> list[Activity]:
    """制度 that were made or revised; only made, or only revised ones, by the action's code."""
    rows = [one for one in tagged.activities if one.kind == RULES_MADE]
    return [one for one in rows if not action or one.data.get("action") == action]


# Which part the activities of a kind are told in; of every other kind in that of 开门教育.
ROLES = {
    "case_study": PartRole.STUDY,
    "relay": PartRole.STUDY,
    "red_base": PartRole.STUDY,
    "self_check": PartRole.FINDINGS,
    RULES_MADE: PartRole.RULES,
}


def told_in(role: str) -> tuple[str, ...]:
    """The names of the figures of the kinds of activities that a part is told by."""
    kinds = (kind for kind in registry.all_kinds() if ROLES.get(kind.code, PartRole.OPEN) == role)
    return tuple(f"{kind.label}数" for kind in kinds)


def others(tagged: Tagged) -> list[Activity]:
    """Every activity that is no 制度."""
    return [one for one in tagged.activities if one.kind != RULES_MADE]


def _activities(code: str, label: str) -> Figure:
    return Figure(
        f"{label}数",
        UNITS.get(code, "次"),
        f"归入学习教育的{label}。",
        _rows(lambda tagged: [one for one in tagged.activities if one.kind == code]),
    )


def _planned(tagged: Tagged) -> Counted:
    return Counted(str(len(tagged.campaign.plan)), (tagged.campaign,))


def _planned_done(tagged: Tagged) -> Counted:
    done = [row for row in tagged.campaign.plan if row.is_done(tagged.on)]
    return Counted(str(len(done)), (tagged.campaign,))


TOLD_MEETINGS = (MeetingKind.STUDY, MeetingKind.LECTURE, MeetingKind.THEME_DAY)
OPEN_STATES = (ItemState.PENDING, ItemState.ACTIVE, ItemState.REVIEW, ItemState.RETURNED)

_ALL = (
    Figure("计划项数", "项", "学习教育计划的项数。", _planned),
    Figure("计划完成数", "项", "其中已经完成的。", _planned_done),
    Figure("会议次数", "次", "归入学习教育、已经召开的会议，一次只计一次。", _rows(lambda t: t.meetings)),
    *[_meetings(kind) for kind in TOLD_MEETINGS],
    Figure("学习任务数", "项", "归入学习教育的学习任务，含在归入的会议上学习的。", _rows(lambda t: t.tasks)),
    Figure("参学人数", "名", "完成过其中学习任务的党员。", _learners),
    Figure("学时", "学时", "党员完成这些任务记的学时之和。", _hours),
    Figure("人均学时", "学时", "学时之和除以布置了这些任务的党员数。", _average_hours),
    Figure("心得篇数", "篇", "为这些任务或书目写的心得体会。", _rows(lambda t: t.reflections)),
    Figure("书目份数", "份", "列入学习教育的学习材料。", _rows(lambda t: t.materials)),
    Figure("问题数", "个", "归入学习教育的问题。", _rows(lambda t: t.problems)),
    Figure("整改事项数", "项", "这些问题的整改事项。", _rows(lambda t: t.items)),
    Figure("已销号数", "项", "其中已销号的。", _items(ItemState.CLOSED)),
    Figure("长期坚持数", "项", "其中长期坚持的。", _items(ItemState.LONG_TERM)),
    Figure("未完成数", "项", "其中还没有销号的。", _items(*OPEN_STATES)),
    Figure("制定制度数", "项", "归入学习教育、新制定的制度。", _rows(lambda t: rules_made(t, "MADE"))),
    Figure("修订制度数", "项", "归入学习教育、修订的制度。", _rows(lambda t: rules_made(t, "REVISED"))),
    Figure("其他活动次数", "次", "归入学习教育的其他活动。", _rows(others)),
    *[_activities(kind.code, kind.label) for kind in registry.all_kinds() if kind.code != RULES_MADE],
)
FIGURES = {figure.name: figure for figure in _ALL}

# What a part of the page shows of the records, by its role.
SHOWN: dict[str, tuple[str, ...]] = {
    PartRole.STUDY: (
        *("会议次数", "集中学习次数", "党课次数", "主题党日次数", "学习任务数", "学时", "心得篇数"),
        *told_in(PartRole.STUDY),
    ),
    PartRole.FINDINGS: ("问题数", *told_in(PartRole.FINDINGS)),
    PartRole.RECTIFICATION: ("整改事项数", "已销号数", "长期坚持数", "未完成数"),
    PartRole.RULES: ("制定制度数", "修订制度数"),
    PartRole.OPEN: told_in(PartRole.OPEN),
    PartRole.NONE: (),
}


# What the plan has for one part, and how much of it is done: by the place of the part.
_OF_PART = re.compile(r"环节(\d{1,2})·(计划项数|完成数)")


def part_figure(place: int, name: str) -> str:
    """The name of a figure of one part's plan: 计划项数 or 完成数."""
    return f"环节{place}·{name}"


def named(name: str) -> Figure | None:
    """The figure of a name; None for a name that none has."""
    if match := _OF_PART.fullmatch(name):
        place, is_done = int(match[1]), match[2] == "完成数"
        return Figure(
            name, "项", "学习教育一个环节的计划。", lambda tagged: _of_part(tagged, place, is_done=is_done)
        )
    return FIGURES.get(name)


def _of_part(tagged: Tagged, place: int, *, is_done: bool) -> Counted:
    parts = list(tagged.campaign.parts.all())[place - 1 : place]
    rows = [row for part in parts for row in part.rows.all() if not is_done or row.is_done(tagged.on)]
    return Counted(str(len(rows)), (tagged.campaign,))


def figure(tagged: Tagged, name: str) -> Counted:
    """A figure of a campaign. Raises KeyError for a name that none has."""
    if found := named(name):
        return found.count(tagged)
    raise KeyError(name)


def shown(tagged: Tagged, role: str) -> list[tuple[str, str]]:
    """Label and words of the figures of a part that are not nothing: (集中学习, 5 次)."""
    found = [(FIGURES[name], figure(tagged, name)) for name in SHOWN[role]]
    return [
        (one.name.removesuffix("次数").removesuffix("篇数").removesuffix("数"), _words(one, value))
        for one, value in found
        if not value.is_nothing
    ]


def _words(one: Figure, value: Counted) -> str:
    """5 次; a number whose unit is its name stands alone."""
    return value.text if one.unit == one.name else f"{value.text} {one.unit}"
