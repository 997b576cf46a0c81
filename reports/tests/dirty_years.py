"""Years of records as people type them: sparse, with typed numbers, stray marks, lines and empty fields; from a seed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from activities.kinds import registry
from activities.kinds.fields import FieldType
from activities.models import Activity, WorkArea
from activities.tests.recount import COLLECTIVES, PlainRow, random_value
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.talks.models import Talk
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, MeetingKindLink, RollEntry
from rectification.enums import ItemState
from rectification.items.models import ItemMove, RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem, ProblemPoint
from study.reading.models import Reflection
from study.tasks.models import StudyTask

YEAR = 2025
READ_ON = (date(2025, 12, 28), date(2025, 12, 31), date(2026, 1, 20), date(2025, 9, 10))
KINDS = ("ASSEMBLY", "COMMITTEE", "GROUP", "LECTURE", "THEME_DAY", "LIFE", "APPRAISAL", "STUDY")
MEETING_NAMES = {
    "ASSEMBLY": "党员大会",
    "COMMITTEE": "支委会",
    "GROUP": "党小组会",
    "LECTURE": "党课",
    "THEME_DAY": "主题党日",
    "LIFE": "组织生活会",
    "APPRAISAL": "民主评议",
    "STUDY": "集中学习",
}
# What is counted while it is written.
COUNTED = (
    *(
        "征求意见条数",
        "查摆问题数",
        "主要问题数",
        "原因条数",
        "整改措施数",
        "谈心谈话次数",
        "上年批评意见条数",
    ),
    *("党员人数", "正式党员人数", "预备党员人数", "学习任务数", "心得篇数"),
)
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


@dataclass(frozen=True)
class PlainMeeting:
    """A meeting as somebody would note it on paper; `came` is None without a roll, `done_on` without a decision."""

    day: date
    kinds: tuple[str, ...]
    came: bool | None
    decision: str
    is_assigned: bool
    done_on: date | None


@dataclass
class Thrown:
    """What a plain recount needs: rows by (area, kind) as the report counts them; areas by the name that they have."""

    on: date
    founded_month: int
    rows: dict[tuple[int, str], list[PlainRow]] = field(default_factory=dict)
    items: list[tuple[int, str]] = field(default_factory=list)
    last_year_problems: int = 0
    meetings: list[PlainMeeting] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, str]:
        """Every figure that a sentence may tell, but those of the kinds of activities, counted from the notes alone."""
        met = [one for one in self.meetings if one.day <= self.on]
        decided = [one for one in met if one.decision.strip()]
        assigned = [one for one in decided if one.is_assigned]
        rolls = [
            one.came
            for one in met
            if one.came is not None and not (one.day == self.on and "LIFE" in one.kinds)
        ]
        own = [state for year, state in self.items if year == YEAR - 1]
        older = [state for year, state in self.items if year < YEAR - 1]
        of_kind = {
            name: [one for one in met if kind in counted_as(one.kinds)]
            for kind, name in MEETING_NAMES.items()
        }
        figures = {f"{name}次数": len(rows) for name, rows in of_kind.items()}
        figures |= {
            "集中学习月数": len({one.day.month for one in of_kind["集中学习"]}),
            "议决事项数": len(decided),
            "交办事项数": len(assigned),
            "已办结事项数": sum(one.done_on is not None and one.done_on <= self.on for one in assigned),
            "上年问题数": self.last_year_problems,
            "上年整改事项数": len(own),
            "上年已销号数": own.count("已销号"),
            "上年未完成数": own.count("未完成"),
            "结转整改事项数": len(older),
            "结转已销号数": older.count("已销号"),
            "结转未完成数": older.count("未完成"),
        }
        figures |= {name: self.counts[name] for name in COUNTED}
        came = Fraction(100 * sum(rolls), len(rolls)) if rolls else None
        rate = "—" if came is None else f"{int(came * 10 + Fraction(1, 2)) / 10:g}%"
        return {name: str(figure) for name, figure in figures.items()} | {"平均到会率": rate}


def counted_as(kinds: tuple[str, ...]) -> set[str]:
    """What a meeting of these kinds counts as: what a group does on its own is no meeting of the branch."""
    return set(kinds) & {"GROUP", "STUDY"} if "GROUP" in kinds else set(kinds)


def throw(cast, seed: int) -> Thrown:
    """Write a year."""
    rng = Random(f"dirty-{seed}")
    founded = rng.random() < 0.3
    cast.branch.founded_on = date(YEAR, rng.randint(2, 10), 3) if founded else date(2019, 3, 1)
    cast.branch.in_use_since = rng.choice((None, None, date(YEAR, rng.randint(1, 12), rng.randint(1, 28))))
    cast.branch.save()
    thrown = Thrown(rng.choice(READ_ON), cast.branch.founded_on.month if founded else 1)
    _people(cast, rng, thrown)
    areas = _areas(cast, rng)
    _activities(cast, rng, areas, thrown)
    _meetings(cast, rng, thrown)
    _rectification(cast, rng, thrown)
    # From a throw of its own: what stands above stays as it was for a seed.
    _life(cast, Random(f"life-{seed}"), thrown)
    return thrown


def _people(cast, rng: Random, thrown: Thrown) -> None:
    """Some members came in the year, or after the report was read."""
    came = Random(rng.random())
    for member in (cast.people.extra1, cast.people.extra2, cast.people.extra3, cast.people.probationary):
        if came.random() < 0.3:
            status = member.statuses.get()
            status.starts_on = date(YEAR, 1, 1) + timedelta(days=came.randint(0, 420))
            status.save()
    for name, member in vars(cast.people).items():
        status = member.statuses.get()
        if name != "outsider" and status.starts_on <= thrown.on:
            label = "预备党员人数" if name == "probationary" else "正式党员人数"
            thrown.counts.update(("党员人数", label))


def _life(cast, rng: Random, thrown: Thrown) -> None:
    """Talks, what was said at the 组织生活会 of the year before, study tasks and what was written on them."""
    for _ in range(rng.randint(0, 3)):
        day = rng.choice((date(YEAR, 11, 5), date(YEAR + 1, 1, 8), date(YEAR + 1, 2, 9)))
        Talk.objects.create(
            branch=cast.branch, year=YEAR, held_on=day, one=cast.people.secretary, other=cast.people.member
        )
        thrown.counts["谈心谈话次数"] += day <= thrown.on
    if rng.random() < 0.4:
        meeting = Meeting.objects.create(
            branch=cast.branch,
            title="组织生活会",
            state="HELD",
            year=YEAR - 1,
            starts_at=datetime(YEAR, 1, 18, 2, tzinfo=UTC),
        )
        MeetingKindLink.objects.create(meeting=meeting, kind="LIFE")
        Meeting.objects.filter(pk=meeting.pk).recount()
        for other in (cast.people.member, cast.people.committee, cast.people.secretary)[: rng.randint(0, 3)]:
            # The last is the own word of the secretary, no criticism of another.
            Criticism.objects.create(
                branch=cast.branch,
                meeting=meeting,
                critic=cast.people.secretary,
                criticised=other,
                opinion=typed(rng) or "快些",
            )
            thrown.counts["上年批评意见条数"] += other != cast.people.secretary
    for n in range(rng.randint(0, 2)):
        starts = date(YEAR, rng.randint(1, 12), 1)
        task = StudyTask(
            branch=cast.branch, title=f"{rng.choice(CLEAN)}{n}", year=YEAR, form="SELF", hours=Decimal(2),
            starts_on=starts, due_on=starts + timedelta(days=20),
        )  # fmt: skip
        task.save()
        thrown.counts["学习任务数"] += starts <= thrown.on
        for day in (starts, starts + timedelta(days=40))[: rng.randint(0, 2)]:
            Reflection.objects.create(
                branch=cast.branch, member=cast.people.member, task=task, body="学了", written_on=day
            )
            thrown.counts["心得篇数"] += day.year == YEAR and day <= thrown.on


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
                    if plain and one.name not in {"targets", "partner", "units", "base", "batch", "front"}:
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


def _meetings(cast, rng: Random, thrown: Thrown) -> None:
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
        if "GROUP" in kinds:
            Meeting.objects.filter(pk=meeting.pk).update(group=cast.group)
        MeetingKindLink.objects.bulk_create(MeetingKindLink(meeting=meeting, kind=kind) for kind in kinds)
        Meeting.objects.filter(pk=meeting.pk).recount()
        attendance, decision, due, done = None, "", None, None
        if rng.random() < 0.6:
            attendance = rng.choice(("PRESENT", "ABSENT"))
            RollEntry.objects.create(
                meeting=meeting, member=cast.people.member, attendance=attendance, status_label="正式党员"
            )
        if rng.random() < 0.5:
            due = date(YEAR, 12, 1) if rng.random() < 0.5 else None
            done = date(2026, 2, 1) if rng.random() < 0.5 else None
            decision = typed(rng)
            AgendaItem.objects.create(
                meeting=meeting, order=1, title="议题", decision=decision, due_on=due, done_on=done
            )
        came = None if attendance is None else attendance == "PRESENT"
        day = starts_at.date()
        thrown.meetings.append(PlainMeeting(day, tuple(kinds), came, decision, due is not None, done))


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
        thrown.counts.update({"原因条数": 1, "整改措施数": 1, "征求意见条数": date(YEAR, 11, 1) <= thrown.on})
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
        thrown.counts.update({"查摆问题数": problem.is_finding, "主要问题数": problem.is_main})
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
