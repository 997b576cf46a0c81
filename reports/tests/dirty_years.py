"""Years of records as people type them: sparse, with typed numbers, stray marks, lines and empty fields; from a seed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from activities.kinds import registry
from activities.kinds.fields import FieldType
from activities.models import Activity, WorkArea
from activities.tests.recount import COLLECTIVES, PlainRow, random_value
from meetings.meeting.models import AgendaItem, Meeting, MeetingKindLink, RollEntry
from rectification.enums import ItemState
from rectification.items.models import ItemMove, RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem, ProblemPoint

YEAR = 2025
READ_ON = (date(2025, 12, 28), date(2025, 12, 31), date(2026, 1, 20), date(2025, 9, 10))
KINDS = ("ASSEMBLY", "COMMITTEE", "GROUP", "LECTURE", "THEME_DAY", "LIFE", "APPRAISAL", "STUDY")
CLEAN = (
    "学习抓得不紧",
    "到一线少，解决问题慢",
    "督促检查不够",
    "结合实际开展讨论",
    "党的二十届四中全会精神",
    "排查整治隐患",
)
NUMBERS = ("", "", "一是", "1.", "1、", "1.1、", "（一）", "第一，", "①", "- ", "一、", "(2)")
ENDS = ("", "。", "。。", "，", "、", ".", "；", " ", "，。", "！", "\n")


def typed(rng: Random, *, may_be_empty: bool = True) -> str:
    """What somebody types into a field: a clean wording with odd things before, inside and behind."""
    if may_be_empty and rng.random() < 0.25:
        return rng.choice(("", "", " ", "。", "无", "{党员大会次数}"))
    text = rng.choice(NUMBERS) + rng.choice(CLEAN) + rng.choice(ENDS)
    if rng.random() < 0.2:
        text += rng.choice(NUMBERS) + rng.choice(CLEAN) + rng.choice(ENDS)
    if rng.random() < 0.15:
        text = text.replace("，", rng.choice((",", "，，", "，\n")))
    return f"《{text}》" if rng.random() < 0.05 else text


@dataclass
class Thrown:
    """What a plain recount needs: rows by (area, kind) as the report counts them; areas by the name that they have."""

    on: date
    founded_month: int
    rows: dict[tuple[int, str], list[PlainRow]] = field(default_factory=dict)
    items: list[tuple[int, str]] = field(default_factory=list)
    last_year_problems: int = 0


def throw(cast, seed: int) -> Thrown:
    """Write a year."""
    rng = Random(f"dirty-{seed}")
    founded = rng.random() < 0.3
    cast.branch.founded_on = date(YEAR, rng.randint(2, 10), 3) if founded else date(2019, 3, 1)
    cast.branch.save()
    thrown = Thrown(rng.choice(READ_ON), cast.branch.founded_on.month if founded else 1)
    areas = _areas(cast, rng)
    _activities(cast, rng, areas, thrown)
    _meetings(cast, rng)
    _rectification(cast, rng, thrown)
    return thrown


def _areas(cast, rng: Random) -> list[WorkArea]:
    codes = [kind.code for kind in registry.all_kinds()]
    return [
        WorkArea.objects.create(
            branch=cast.branch,
            year=YEAR,
            order=n + 1,
            name=f"{rng.choice(CLEAN)}{n}",
            summary=typed(rng),
            kinds=rng.sample(codes, rng.randint(0, 8)),
            meeting_kinds=rng.sample(KINDS, rng.randint(0, 5)),
        )
        for n in range(rng.randint(0, 3))
    ]


def _activities(cast, rng: Random, areas: list[WorkArea], thrown: Thrown) -> None:
    for kind in rng.sample(registry.all_kinds(), rng.randint(0, 6)):
        for _ in range(rng.randint(1, 5)):
            day = date(YEAR, 1, 1) + timedelta(days=rng.randint(0, 364))
            data: dict[str, Any] = {}
            for one in kind.fields:
                if one.required or rng.random() < 0.6:
                    data[one.name] = random_value(one, day, rng)
                    plain = one.type in {FieldType.TEXT, FieldType.LONG_TEXT}
                    if plain and one.name not in {"targets", "partner", "units", "base", "batch"}:
                        data[one.name] = typed(rng, may_be_empty=not one.required) or "无"
            if kind.code == "visit" and rng.random() < 0.5:
                data["targets"] = "、".join(sorted(COLLECTIVES))
            if kind.code == "inspection":
                data["fixed"] = min(data.get("fixed", 0), data["found"])
            chosen = rng.choice([None, None, *areas])
            activity = Activity.objects.create(
                branch=cast.branch,
                kind=kind.code,
                title="活动",
                happened_on=day,
                work_area=chosen,
                summary=typed(rng),
                data=data,
                is_for_report=rng.random() < 0.1,
            )
            people = [cast.people.member, cast.people.committee][: rng.randint(0, 2)]
            activity.participants.set(people)
            if day > thrown.on:
                continue
            place = chosen or next((area for area in areas if kind.code in area.kinds), None)
            later = {"done_on": ("result", "beneficiaries"), "fixed_on": ("correction",), "resolved_on": ()}
            for name, more in later.items():
                if data.get(name, "") > thrown.on.isoformat():
                    data = {key: value for key, value in data.items() if key not in (name, *more)}
            row = PlainRow(activity.pk, day, data, frozenset(one.pk for one in people))
            thrown.rows.setdefault((place.pk if place else 0, kind.code), []).append(row)


def _meetings(cast, rng: Random) -> None:
    for _ in range(rng.randint(0, 6)):
        starts_at = datetime(YEAR, 1, 1, 2, tzinfo=UTC) + timedelta(days=rng.randint(0, 364))
        meeting = Meeting.objects.create(
            branch=cast.branch,
            title="会议",
            state="HELD",
            year=YEAR,
            starts_at=starts_at,
            theme=typed(rng).replace("\n", ""),
            work_link=typed(rng).replace("\n", ""),
            lecture_title=typed(rng).replace("\n", ""),
            study_material=typed(rng),
        )
        kinds = rng.sample(KINDS, rng.randint(1, 2))
        MeetingKindLink.objects.bulk_create(MeetingKindLink(meeting=meeting, kind=kind) for kind in kinds)
        if rng.random() < 0.6:
            attendance = rng.choice(("PRESENT", "ABSENT"))
            RollEntry.objects.create(
                meeting=meeting, member=cast.people.member, attendance=attendance, status_label="正式党员"
            )
        if rng.random() < 0.5:
            due = date(YEAR, 12, 1) if rng.random() < 0.5 else None
            done = date(2026, 2, 1) if rng.random() < 0.5 else None
            AgendaItem.objects.create(
                meeting=meeting, order=1, title="议题", decision=typed(rng), due_on=due, done_on=done
            )


def _rectification(cast, rng: Random, thrown: Thrown) -> None:
    if rng.random() < 0.6:
        FrameworkItem.objects.create(
            branch=cast.branch,
            year=YEAR,
            audience="COMMITTEE",
            text=typed(rng, may_be_empty=False),
            phrase="四个对照",
        )
    for n in range(rng.randint(0, 3)):
        Opinion.objects.create(
            branch=cast.branch,
            year=YEAR,
            source="MASSES",
            collected_on=date(YEAR, 11, 1),
            text=typed(rng) or "无",
        )
        problem = Problem.objects.create(
            branch=cast.branch,
            year=YEAR,
            order=n,
            title=f"{typed(rng, may_be_empty=False)}{n}",
            description=typed(rng),
            typical_case=typed(rng),
            condensed=typed(rng),
            is_finding=rng.random() < 0.7,
            is_main=rng.random() < 0.6,
        )
        for order in range(rng.randint(0, 3)):
            ProblemPoint.objects.create(problem=problem, order=order, text=typed(rng))
        cause = Cause.objects.create(
            branch=cast.branch, year=YEAR, order=n, title=typed(rng, may_be_empty=False), text=typed(rng)
        )
        cause.problems.add(problem)
        measure = Measure.objects.create(
            branch=cast.branch, year=YEAR, order=n, title=typed(rng, may_be_empty=False), text=typed(rng)
        )
        RectificationItem.objects.create(
            branch=cast.branch,
            year=YEAR,
            problem=problem,
            measure=rng.choice((measure, None)),
            content=typed(rng, may_be_empty=False),
        )
    for year in (YEAR - 1, YEAR - 1, YEAR - 2):
        if rng.random() < 0.5:
            problem = Problem.objects.create(
                branch=cast.branch, year=year, title=typed(rng, may_be_empty=False), is_finding=True
            )
            thrown.last_year_problems += year == YEAR - 1
            for _ in range(rng.randint(0, 2)):
                _item(cast, rng, thrown, year, problem)


def _item(cast, rng: Random, thrown: Thrown, year: int, problem: Problem) -> None:
    """An item of an earlier year; some were closed only after the report was read."""
    is_closed = rng.random() < 0.5
    closed_on = rng.choice((date(YEAR, 5, 1), date(2026, 3, 1)))
    item = RectificationItem.objects.create(
        branch=cast.branch,
        year=year,
        problem=problem,
        content=typed(rng, may_be_empty=False),
        result=typed(rng),
        due_on=rng.choice((None, date(YEAR, 10, 1))),
        state=ItemState.CLOSED if is_closed else ItemState.ACTIVE,
        closed_on=closed_on if is_closed else None,
    )
    if is_closed:
        ItemMove.objects.create(
            item=item, on=closed_on, action="CLOSE", from_state="REVIEW", to_state="CLOSED", by_name="甲"
        )
    stands_closed = is_closed and closed_on <= thrown.on
    thrown.items.append((year, "已销号" if stands_closed else "未完成"))
