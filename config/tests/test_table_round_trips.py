"""What a list exports as a table comes back as the same records: talks, the study plan, training, activities of every kind."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from activities.kinds import registry
from activities.kinds.fields import FieldType
from activities.models import Activity
from activities.services import record_activity
from activities.statistics import activity_sheet
from activities.table import ACTIVITIES
from branch.members.models import Member
from branch.organisations.models import PartyGroup
from branch.table_import.table import Entry, RecordTable, read_table, rows_of, save_rows
from core import audit, records
from core.refusals import Refused
from core.sheets import Sheet, render_sheet
from meetings.cycle.talks.models import Talk
from meetings.cycle.talks.table import TALKS
from meetings.cycle.talks.views import talk_sheet
from meetings.enums import MeetingKind, StudyForm
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold
from study.enums import Audience, ReflectionChannel, StudyPeriod, TrainingKind
from study.hours.reckoning import converted, units_of
from study.plan.models import PlanItem
from study.plan.table import PLAN
from study.reading.models import Reflection
from study.reading.table import REFLECTIONS
from study.sheets import plan_sheet, reflection_sheet, training_sheet
from study.trainings.models import Training
from study.trainings.table import TRAININGS

pytestmark = pytest.mark.django_db
SETS, ROWS = 3, 6
YEAR = 2025
WORDS = (
    "=1+1",
    "地点：三号洞口",
    "方式：座谈",
    "“安全第一”",
    "a,b;c",
    "第二行",
    "：",
    "（预备）",
    "2025年3月",
    "是",
    "0.5",
)


@dataclass(frozen=True)
class Kind:
    """A type of record: how one is made at random, its sheet, its table."""

    table: RecordTable
    model: Any
    make: Callable[[Any, Any], Any]
    sheet: Callable[[Any, list[Any]], Sheet]
    chosen: str = ""


class Bench:
    """A branch and a seeded generator."""

    def __init__(self, cast, seed: int):
        self.branch, self.user, self.rng = cast.branch, cast.secretary, random.Random(seed)
        self.people = list(Member.objects.of_branch(cast.branch).order_by("pk"))

    def text(self, most: int, *, lines: int = 1) -> str:
        parts = [
            "".join(
                self.rng.choice([*WORDS, "隧道", "学习 讨论", "班组"]) for _ in range(self.rng.randint(1, 4))
            )
            for _ in range(self.rng.randint(1, lines))
        ]
        return "\n".join(part.strip() for part in parts)[:most].strip()

    def day(self) -> date:
        return date(YEAR, 1, 1) + timedelta(days=self.rng.randint(0, 300))


def make_talk(bench: Bench) -> Talk:
    one, other = bench.rng.sample(bench.people, 2)
    return records.create(
        Talk(
            branch=bench.branch,
            year=YEAR,
            held_on=bench.day(),
            one=one,
            other=other,
            place=bench.rng.choice(["", bench.text(40)]),
            content=bench.rng.choice(["", bench.text(300, lines=4)]),
            created_by=bench.user,
        ),
        by=bench.user,
    )


def _hours(bench: Bench) -> tuple[Decimal, str]:
    if bench.rng.random() < 0.5:
        return Decimal(bench.rng.randint(1, 99)) / 2, ""
    return converted(bench.rng.choice(units_of(bench.branch)), Decimal(bench.rng.randint(1, 9)) / 2)


def make_training(bench: Bench) -> Training:
    starts_on = bench.day()
    hours, basis = _hours(bench)
    return records.create(
        Training(
            branch=bench.branch,
            member=bench.rng.choice(bench.people),
            title=bench.text(60),
            kind=bench.rng.choice(TrainingKind.values),
            organiser=bench.text(40),
            form=bench.rng.choice(StudyForm.values),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=bench.rng.randint(0, 20)),
            hours=hours,
            hours_basis=basis,
            is_intensive=bench.rng.random() < 0.5,
            summary=bench.rng.choice(["", bench.text(200, lines=3)]),
            created_by=bench.user,
        ),
        by=bench.user,
    )


def make_reflection(bench: Bench) -> Reflection:
    return records.create(
        Reflection(
            branch=bench.branch,
            member=bench.rng.choice(bench.people),
            written_on=bench.day(),
            channel=bench.rng.choice([one for one in ReflectionChannel.values if one != "SYSTEM"]),
            body=bench.text(600, lines=6),
            created_by=bench.user,
        ),
        by=bench.user,
    )


def make_plan(bench: Bench) -> PlanItem:
    audience = bench.rng.choice([Audience.ALL, Audience.COMMITTEE, Audience.GROUP])
    hours, basis = _hours(bench)
    return records.create(
        PlanItem(
            branch=bench.branch,
            year=YEAR,
            period=bench.rng.choice(StudyPeriod.values),
            topic=bench.text(80),
            form=bench.rng.choice(StudyForm.values),
            hours=hours,
            hours_basis=basis,
            audience=audience,
            group=PartyGroup.objects.filter(branch=bench.branch).first()
            if audience == Audience.GROUP
            else None,
            needs_reflection=bench.rng.random() < 0.5,
            is_training=bench.rng.random() < 0.5,
            created_by=bench.user,
        ),
        by=bench.user,
    )


def _person(member: Member) -> dict[str, Any]:
    return {"id": member.pk, "name": member.name}


def _value(bench: Bench, field) -> Any:
    rng, some = bench.rng, bench.rng.randint(1, 3)
    if field.type in {FieldType.TEXT, FieldType.LONG_TEXT}:
        return bench.text(field.max_length or 60, lines=3 if field.type == FieldType.LONG_TEXT else 1)
    values = {
        FieldType.DATE: bench.day,
        FieldType.INTEGER: lambda: rng.randint(0, 40),
        FieldType.BOOLEAN: lambda: rng.random() < 0.5,
        FieldType.CHOICE: lambda: rng.choice(field.choices)[0],
        FieldType.CHOICES: lambda: [
            code for code, _ in rng.sample(field.choices, min(some, len(field.choices)))
        ],
        FieldType.MEMBER: lambda: _person(rng.choice(bench.people)),
        FieldType.PEOPLE: lambda: list(map(_person, rng.sample(bench.people, some))),
    }
    return values[field.type]()


def make_activity(bench: Bench, kind=None) -> Activity:
    kind = kind or bench.rng.choice(registry.all_kinds())
    day = bench.day()
    for _ in range(50):
        data = {
            one.name: _value(bench, one) for one in kind.fields if one.required or bench.rng.random() < 0.7
        }
        meeting = bench.rng.choice([None, *Meeting.objects.of_branch(bench.branch)])
        activity = Activity(
            branch=bench.branch,
            kind=kind.code,
            happened_on=day,
            ends_on=bench.rng.choice([None, day + timedelta(days=bench.rng.randint(1, 9))]),
            title=bench.rng.choice(["", bench.text(40)]),
            place=bench.rng.choice(["", bench.text(40)]),
            summary=bench.rng.choice(["", bench.text(300, lines=3)]),
            outside_people=bench.text(60, lines=2) if kind.has_participants else "",
            is_for_report=bench.rng.random() < 0.3,
            meeting=meeting,
            data=data,
            created_by=bench.user,
        )
        chosen = bench.rng.sample(bench.people, bench.rng.randint(0, 4)) if kind.has_participants else []
        try:
            return record_activity(activity, participants=chosen, by=bench.user)
        except Refused:
            continue  # the kind's own checks over several fields
    raise AssertionError(f"no valid {kind.label} in fifty tries")


def _kinds() -> list[Any]:
    made = [
        Kind(TALKS, Talk, make_talk, lambda bench, rows: talk_sheet(rows, bench.user, "谈话")),
        Kind(
            TRAININGS, Training, make_training, lambda bench, rows: training_sheet(bench.branch, YEAR, rows)
        ),
        Kind(
            REFLECTIONS,
            Reflection,
            make_reflection,
            lambda bench, rows: reflection_sheet(bench.branch, YEAR, rows),
        ),
        Kind(
            PLAN, PlanItem, make_plan, lambda bench, rows: plan_sheet(bench.branch, YEAR, rows, localdate())
        ),
        Kind(
            ACTIVITIES, Activity, make_activity, lambda bench, rows: activity_sheet(rows, "纪实", bench.user)
        ),
        *(
            Kind(
                ACTIVITIES,
                Activity,
                lambda bench, kind=kind: make_activity(bench, kind),
                lambda bench, rows, kind=kind: activity_sheet(rows, "纪实", bench.user, kind),
                kind.code,
            )
            for kind in registry.all_kinds()
        ),
    ]
    return [pytest.param(kind, id=f"{kind.table.name}-{kind.chosen}") for kind in made]


def _told(record) -> dict[str, Any]:
    skipped = {"state", "comment", "reviewed_by", "reviewed_on", "created_by"}
    return {name: told for name, told in audit.snapshot(record).items() if name not in skipped}


@pytest.fixture
def full_roll(cast):
    """Everybody here all year, so that anybody can be named; two meetings to be held at."""
    for member in Member.objects.of_branch(cast.branch):
        member.statuses.update(starts_on=date(2020, 1, 1))
    for day in ("2025-03-01", "2025-03-09"):
        hold(cast.branch, day, MeetingKind.THEME_DAY, title="主题党日", by=cast.secretary)
    return cast


@pytest.mark.parametrize("kind", _kinds())
def test_export_and_import_are_equal(full_roll, kind: Kind):
    sets = SETS if not kind.chosen else 1
    for seed in range(sets):
        bench = Bench(full_roll, seed)
        made = [kind.make(bench) for _ in range(ROWS)]
        rows = kind.model.objects.filter(pk__in=[one.pk for one in made])
        rows = rows.for_list() if kind.model is not Activity else rows.for_report()
        data = render_sheet(kind.sheet(bench, list(rows)))
        want = sorted((_told(one) for one in rows), key=str)
        kind.model.objects.filter(pk__in=[one.pk for one in made]).update(deleted_at="2026-01-01T00:00+08:00")
        entry = Entry(bench.branch, bench.user, localdate(), YEAR, chosen=kind.chosen)
        read = rows_of(kind.table, entry, read_table(data, "表.xlsx", kind.table, entry, {}).rows)
        assert [(row.number, row.errors) for row in read if not row.is_valid] == []
        back = save_rows([row for row in read if row.is_taken])
        got = sorted((_told(kind.model.objects.get(pk=one.pk)) for one in back), key=str)
        assert got == want
        kind.model.objects.filter(pk__in=[one.pk for one in back]).update(deleted_at="2026-01-01T00:00+08:00")


@pytest.mark.parametrize("kind", _kinds())
def test_every_column_of_the_empty_table_and_of_the_export_is_known(cast, kind: Kind):
    entry = Entry(cast.branch, cast.secretary, localdate(), YEAR, chosen=kind.chosen)
    template = kind.table.template(entry)
    assert len(template) == len(set(template))
    assert all(kind.table.meant(entry, template))
    columns = kind.sheet(Bench(cast, 1), []).columns
    assert [
        one for one, meant in zip(columns, kind.table.meant(entry, columns), strict=True) if not meant
    ] == []
    for label in template:
        assert all(isinstance(word, str) for word in kind.table.offered(entry, label))
