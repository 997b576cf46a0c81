"""The figures of meetings in grid, report, list, 三会一课统计表 and a plain recount are equal on 200 made-up years.

Meetings carry the 所属年度 that the form suggests, lie close to the edges of months, quarters and years, serve several
kinds at once (a 党员大会 in January that is the 组织生活会 of the year before; a 主题党日 that a group holds on its own),
and stand among plans, deleted ones and meetings of the other branch, which nothing may count. So do the figures of
activities of every kind, the small records among them, on pages, in the report, the sheet and the grid; at the end those of study campaigns.
"""

import json
import os
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from activities.kinds import registry
from activities.kinds.base import COUNT
from activities.models import Activity
from activities.statistics import KIND_COLUMN, activity_sheet, context_for, year_statistics
from activities.tests.recount import RECOUNT, PlainRow, random_rows
from branch.campaigns.models import Campaign
from branch.campaigns.tests.factory import make_campaign
from core import rules
from core.numbers import percent, plain_number
from core.sheets import Sheet, render_sheet
from meetings.documents.statistics import parts_of
from meetings.enums import Attendance, MeetingKind, MeetingState
from meetings.meeting import sheet as meeting_sheet
from meetings.meeting import suggestions
from meetings.meeting.models import Meeting, MeetingKindLink, RollEntry
from meetings.rules.rules import FAMILY, KIND_OF
from meetings.rules.statistics import statistics_of
from overview.compliance import lines_of
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.campaigns.tests.summing import summed_up
from reports.facts import FactBook
from study.tasks.models import StudyAssignment, StudyTask

YEAR, TODAY = 2025, date(2026, 6, 1)
DATA_SETS = int(os.environ.get("DATA_SETS", "40"))
OF_A_RULE = tuple(KIND_OF.values())
# What a meeting may be besides, by its body. The yearly ones may belong to the year before, the rest of it does not.
CONTENT = (MeetingKind.LECTURE, MeetingKind.THEME_DAY, MeetingKind.STUDY, MeetingKind.OTHER)
YEARLY = (MeetingKind.LIFE, MeetingKind.APPRAISAL)
# What counts as the group's own; anything else that a group does counts as its 党小组会 only.
OF_A_GROUP = (MeetingKind.GROUP, MeetingKind.STUDY, MeetingKind.OTHER)


@dataclass(frozen=True)
class Note:
    """A meeting as somebody would note it on paper."""

    title: str
    starts: datetime
    year: int
    kinds: frozenset[str]
    state: str
    is_deleted: bool
    is_ours: bool
    roll: tuple[str, ...]

    @property
    def took_place(self) -> bool:
        """Whether it is a meeting of the branch that anybody may count."""
        return self.is_ours and self.state != MeetingState.PLANNED and not self.is_deleted

    def is_of_year(self, kind: str) -> bool:
        """Whether this part of it belongs to the year: the yearly ones by 所属年度, the others by date."""
        return (self.year if kind in YEARLY else self.starts.year) == YEAR

    def counts_as(self, kind: str) -> bool:
        """Whether the branch's figure of a kind counts it."""
        is_the_branchs = MeetingKind.GROUP not in self.kinds or kind in OF_A_GROUP
        return self.took_place and kind in self.kinds and is_the_branchs and self.is_of_year(kind)

    @property
    def counts(self) -> bool:
        """Whether it stands in the table of the year: with any part of it."""
        return self.took_place and any(self.is_of_year(kind) for kind in self.kinds)


def draw_kinds(chance: random.Random) -> set[str]:
    """A combination of kinds that may be entered."""
    body = chance.choice([MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.GROUP, None])
    kinds = {body} - {None} | set(chance.sample(CONTENT, chance.randrange(0 if body else 1, 3)))
    return kinds | (set(chance.sample(YEARLY, chance.randrange(1, 3))) if chance.random() < 0.3 else set())


def draw_moment(chance: random.Random) -> datetime:
    """A day of the year or around it, often the first or last of a month, often close to midnight."""
    day = date(YEAR - 1, 12, 1) + timedelta(days=chance.randrange(480))
    if chance.random() < 0.4:
        day = day.replace(day=1) - timedelta(days=chance.randrange(2))
    return datetime.combine(day, chance.choice([time(0, 0), time(9, 30), time(15), time(23, 59)]))


def draw_note(chance: random.Random, number: int) -> Note:
    starts, kinds = draw_moment(chance), draw_kinds(chance)
    return Note(
        title=f"第{number}次",
        starts=starts,
        year=suggestions.year_for(kinds, starts.date()),
        kinds=frozenset(kinds),
        state=chance.choice(
            [MeetingState.HELD, MeetingState.HELD, MeetingState.CONFIRMED, MeetingState.PLANNED]
        ),
        is_deleted=chance.random() < 0.1,
        is_ours=chance.random() < 0.9,
        roll=tuple(chance.choices(Attendance.values, k=chance.randrange(5))),
    )


def store(notes: list[Note], cast) -> list[Meeting]:
    """Enter the notes in few statements."""
    people = [member for name, member in vars(cast.people).items() if name != "outsider"]
    meetings = Meeting.objects.bulk_create(
        Meeting(
            branch=cast.branch if note.is_ours else cast.other_branch,
            title=note.title,
            year=note.year,
            state=note.state,
            starts_at=timezone.make_aware(note.starts),
            group=cast.group if MeetingKind.GROUP in note.kinds else None,
            deleted_at=timezone.now() if note.is_deleted else None,
        )
        for note in notes
    )
    pairs = list(zip(meetings, notes, strict=True))
    MeetingKindLink.objects.bulk_create(
        MeetingKindLink(meeting=meeting, kind=kind) for meeting, note in pairs for kind in note.kinds
    )
    Meeting.objects.recount()
    RollEntry.objects.bulk_create(
        RollEntry(
            meeting=meeting,
            member=member,
            attendance=status,
            reason="事由" if status in {Attendance.LEAVE, Attendance.EXEMPT} else "",
            may_vote=True,
            status_label="正式党员",
        )
        for meeting, note in pairs
        if note.state != MeetingState.PLANNED
        for member, status in zip(people, note.roll, strict=False)
    )
    return meetings


def of_recount(notes: list[Note]) -> dict[str, object]:
    """Counted from the notes alone."""
    counted = [note for note in notes if note.counts]
    statuses = Counter(status for note in counted for status in note.roll)
    due = statuses.total() - statuses[Attendance.EXEMPT]
    figures = {kind: sum(note.counts_as(kind) for note in notes) for kind in OF_A_RULE}
    return figures | {"all": len(counted), "rate": percent(statuses[Attendance.PRESENT], due)}


def meeting_lines(branch) -> list[rules.Line]:
    """The grid's lines about meetings, without loading what other rules look at."""
    return FAMILY.evaluate(FAMILY.situation(branch, YEAR, TODAY))


def of_grid(lines: list[rules.Line]) -> dict[str, object]:
    """Sums over the cells of each rule's lines."""
    counts: Counter[str] = Counter()
    for line in lines:
        if kind := KIND_OF.get(line.rule.id):
            counts[kind] += sum(result.count for result in line.results)
    return {kind: counts[kind] for kind in OF_A_RULE}


def of_command(branch) -> dict[str, object]:
    """Sums over what `manage.py compliance` prints."""
    out = StringIO()
    call_command("compliance", branch=branch.code, year=YEAR, as_json=True, stdout=out)
    counts: Counter[str] = Counter()
    for entry in json.loads(out.getvalue())["results"]:
        if kind := KIND_OF.get(entry["rule"]):
            counts[kind] += entry["count"]
    return {kind: counts[kind] for kind in OF_A_RULE}


def of_report(branch) -> dict[str, object]:
    """The facts that a report prints."""
    book = FactBook(branch, YEAR, TODAY)
    figures = {kind: int(book.value(f"{kind.label.removeprefix('支部')}次数").text) for kind in OF_A_RULE}
    rows = {kind: len(book.value(f"{kind.label.removeprefix('支部')}次数").rows) for kind in OF_A_RULE}
    assert figures == rows
    return figures | {"all": int(book.value("会议次数").text), "rate": book.value("平均到会率").text}


def as_opened(content: bytes) -> Sheet:
    """The table as a spreadsheet program reads it."""
    sheet = load_workbook(BytesIO(content), read_only=True).active
    columns, *rows = sheet.iter_rows(min_row=2, values_only=True)
    return Sheet("", columns, rows)


def of_sheet(table: Sheet) -> dict[str, object]:
    """Counted from the rows of the table."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    rows = [row for row in rows if row["状态"] != MeetingState.PLANNED.label]
    due, present = sum(row["应到"] for row in rows), sum(row["实到"] for row in rows)
    figures = {
        kind: sum(kind.label in (row["计入统计"] or "").split("、") for row in rows) for kind in OF_A_RULE
    }
    return figures | {"all": len(rows), "rate": percent(present, due)}


def of_printed(branch) -> tuple[dict[str, object], dict[str, object]]:
    """Summed from the printed 三会一课统计表: from the months of its first table, and from its second, the rolls."""
    held, attended, *_ = parts_of(statistics_of(branch, YEAR, TODAY))
    months: Counter[str] = Counter()
    for label, *numbers in held.rows:
        months["党小组会" if label.endswith("党小组会") else label] += sum(
            n or 0 for n in numbers[:13] if n != "—"
        )
    rolls = Counter({row[0]: row[1] for row in attended.rows})
    labels = {kind: kind.label.removeprefix("支部") for kind in OF_A_RULE}
    total = attended.rows[-1]
    return (
        {kind: months[label] for kind, label in labels.items()},
        {kind: rolls[label] for kind, label in labels.items()} | {"all": total[1], "rate": total[-1]},
    )


def disagreements(notes: list[Note], branch, *, prints: bool = True) -> dict[str, dict]:
    """Sources whose figures are not those of the recount, with what they say otherwise.

    `prints` asks the printed table too: as dear as the others together.
    """
    expected = of_recount(notes)
    sources = {
        "grid": of_grid(meeting_lines(branch)),
        "report": of_report(branch),
        "sheet": of_sheet(as_opened(render_sheet(table_of(branch)))),
    }
    if prints:
        sources["months"], sources["rolls"] = of_printed(branch)
    wrong = {
        name: {key: (value, expected[key]) for key, value in figures.items() if value != expected[key]}
        for name, figures in sources.items()
    }
    return {name: differences for name, differences in wrong.items() if differences}


def table_of(branch) -> Sheet:
    """The 会议台账 of the year."""
    rows = Meeting.objects.of_branch(branch).in_year(YEAR).for_list()
    return meeting_sheet.meeting_sheet(rows.for_sheet(), branch, f"{YEAR}年度", YEAR)


@pytest.mark.no_cover
def test_grid_report_sheet_and_recount_agree_on_every_data_set(cast):
    counted = 0
    for seed in range(DATA_SETS):
        chance = random.Random(seed)
        notes = [draw_note(chance, number) for number in range(chance.randrange(4, 14))]
        with transaction.atomic():
            store(notes, cast)
            wrong = disagreements(notes, cast.branch, prints=seed % 5 == 0)
            assert wrong == {}, f"data set {seed}"
            transaction.set_rollback(True)
        counted += sum(note.counts for note in notes)
    assert counted > 3 * DATA_SETS


def test_table_and_lines_are_those_of_the_pages(cast, client_of):
    chance = random.Random(4)
    notes = [draw_note(chance, number) for number in range(30)]
    store(notes, cast)
    client = client_of(cast.secretary, year=YEAR)
    content = client.get(reverse("meetings:meeting_list") + "?format=xlsx").content
    assert of_sheet(as_opened(content)) == of_sheet(table_of(cast.branch)) == of_recount(notes)
    assert of_grid(lines_of(cast.branch, YEAR, TODAY)) == of_grid(meeting_lines(cast.branch))
    expected = of_recount(notes)
    assert of_command(cast.branch) == {kind: expected[kind] for kind in OF_A_RULE}
    for kind in OF_A_RULE:
        query = {"kind": kind, "period": YEAR, "state": "TOOK_PLACE"}
        query |= {} if kind == MeetingKind.GROUP else {"group": "branch"}
        found = client.get(reverse("meetings:meeting_list"), query).context["page"].paginator.count
        assert found == expected[kind], kind


def test_comparison_sees_a_figure_that_is_wrong(cast):
    """Negative control: a kind lost, a meeting moved to another year, and an absent member made present."""
    notes = [
        Note(
            "党员大会",
            datetime(2025, 3, 31, 23, 59),
            YEAR,
            frozenset({MeetingKind.ASSEMBLY}),
            MeetingState.HELD,
            False,
            True,
            ("PRESENT", "ABSENT"),
        )
    ]
    (meeting,) = store(notes, cast)
    assert disagreements(notes, cast.branch) == {}
    RollEntry.objects.filter(meeting=meeting).update(attendance="PRESENT")
    assert set(disagreements(notes, cast.branch)) == {"report", "sheet", "rolls"}
    RollEntry.objects.filter(meeting=meeting).delete()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at + timedelta(days=365))
    wrong = disagreements(notes, cast.branch)
    assert [wrong[name]["ASSEMBLY"] for name in ("grid", "report", "sheet")] == [(0, 1)] * 3
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at)
    MeetingKindLink.objects.filter(meeting=meeting).update(kind=MeetingKind.COMMITTEE)
    wrong = disagreements(notes, cast.branch)
    assert [wrong[name]["COMMITTEE"] for name in ("grid", "report", "sheet")] == [(1, 0)] * 3


JANUARY = (
    # Held on 9 January 2025: 党员大会 of 2025, 组织生活会 of 2024.
    (datetime(2025, 1, 9, 9), {MeetingKind.ASSEMBLY, MeetingKind.LIFE}, {MeetingKind.ASSEMBLY}),
    # Held on 8 January 2026: 党员大会 and 党课 of 2026, the yearly ones of 2025.
    (datetime(2026, 1, 8, 9), {MeetingKind.ASSEMBLY, MeetingKind.LECTURE, *YEARLY}, set(YEARLY)),
    # A group's 主题党日 with 党课 is its 党小组会 and nothing else.
    (
        datetime(2025, 5, 12, 9),
        {MeetingKind.GROUP, MeetingKind.THEME_DAY, MeetingKind.LECTURE},
        {MeetingKind.GROUP},
    ),
)


def test_each_part_of_a_combined_meeting_counts_where_it_belongs(cast, monkeypatch):
    notes = [
        Note(
            f"{starts}",
            starts,
            suggestions.year_for(kinds, starts.date()),
            frozenset(kinds),
            MeetingState.HELD,
            False,
            True,
            (),
        )
        for starts, kinds, _ in JANUARY
    ]
    store(notes, cast)
    expected = Counter(kind for _, _, kinds in JANUARY for kind in kinds)
    figures = of_recount(notes)
    assert {kind: figures[kind] for kind in OF_A_RULE} == {kind: expected[kind] for kind in OF_A_RULE}
    assert disagreements(notes, cast.branch) == {}
    table = {line.label: line.count for line in statistics_of(cast.branch, YEAR, TODAY).lines}
    assert {label: count for label, count in table.items() if count} == {
        "党员大会": 1,
        "第一党小组会": 1,
        "组织生活会": 1,
        "民主评议": 1,
    }
    # Negative control: counted by 所属年度 as a whole, and a group's for the branch's.
    with monkeypatch.context() as patched:
        patched.setattr(Meeting, "counted_kinds", lambda self, year: self.kinds if self.year == year else [])
        assert set(disagreements(notes, cast.branch)) == {"report", "sheet", "rolls"}
    monkeypatch.setattr("meetings.rules.rules.OF_THE_YEAR", ())
    assert set(disagreements(notes, cast.branch)) == {"grid", "months"}


ACTIVITY_SETS = 6


def store_activities(chance: random.Random, cast) -> dict[str, list[PlainRow]]:
    """Up to three activities of every kind as somebody noted them, among others that no figure counts."""
    noted = {
        kind.code: [replace(row, participant_ids=frozenset()) for row in random_rows(kind, chance)[:3]]
        for kind in registry.all_kinds()
    }
    others = [(cast.other_branch, 0, None), (cast.branch, -366, None), (cast.branch, 0, timezone.now())]
    Activity.objects.bulk_create(
        Activity(
            branch=branch,
            kind=code,
            title=f"{code} {row.pk}",
            happened_on=row.happened_on + timedelta(days=days),
            data=row.data,
            deleted_at=deleted_at,
        )
        for code, rows in noted.items()
        for row in rows
        for branch, days, deleted_at in [(cast.branch, 0, None), *(others if row.pk == 1 else [])]
    )
    return noted


def activity_disagreements(noted: dict[str, list[PlainRow]], cast) -> dict[str, set]:
    """Figures of activities that page, report, sheet or grid tell otherwise than the recount, by where."""
    branch, context = cast.branch, context_for(cast.branch, YEAR, TODAY)
    plain = {(code, "count"): len(rows) for code, rows in noted.items()}
    plain |= {key: recount(noted[key[0]], context) for key, recount in RECOUNT.items()}
    told = {one.code: one for one in year_statistics(branch, YEAR, TODAY)}
    page = {(code, key): told[code][key].value for code, key in plain}
    book = FactBook(branch, YEAR, TODAY)
    wrong = {"page": {key for key, number in plain.items() if page[key] != number}, "report": set()}
    for kind in registry.all_kinds():
        for statistic in (COUNT, *kind.statistics):
            value, key = told[kind.code][statistic.key], (kind.code, statistic.key)
            text = value.text if value.parts or value.value is None else plain_number(value.value)
            if book.value(f"{kind.label}·{statistic.label}").text != text:
                wrong["report"].add(key)
    rows = Activity.objects.of_branch(branch).in_year(YEAR)
    sheet = activity_sheet(rows.for_report(), "", cast.secretary)
    kinds = Counter(row[sheet.columns.index(KIND_COLUMN)] for row in sheet.rows)
    labels = {kind.code: kind.label for kind in registry.all_kinds()}
    wrong["sheet"] = {code for code, rows in noted.items() if kinds[labels[code]] != len(rows)}
    grid = sum(r.count for one in lines_of(branch, YEAR, TODAY) if one.rule.id == "S1" for r in one.results)
    wrong["grid"] = {"S1"} if grid != plain["ideology_review", "count"] else set()
    return {place: keys for place, keys in wrong.items() if keys}


@pytest.mark.no_cover
def test_figures_of_every_kind_of_activity_agree(cast, monkeypatch):
    for seed in range(ACTIVITY_SETS):
        with transaction.atomic():
            noted = store_activities(random.Random(seed), cast)
            assert activity_disagreements(noted, cast) == {}, f"data set {seed}"
            transaction.set_rollback(True)
    # Negative control: one forgotten in the notes, and one that the report does not load.
    noted = store_activities(random.Random(1), cast)
    noted["ideology_review"] = noted["ideology_review"][1:]
    assert set(activity_disagreements(noted, cast)) == {"page", "sheet", "grid"}
    monkeypatch.setattr(
        "reports.year_records.YearRecords.activities_of",
        lambda self, kind: [one for one in self.activities if one.kind == kind][1:],
    )
    assert "report" in activity_disagreements(noted, cast)


# ---- The figures of a study campaign: its page, the report, the 总结, the superior's list, and a plain recount ----

CAMPAIGN_SETS = 40
NOT_TAGGED, OURS, ANOTHERS = "none", "ours", "another's"
ITEM_STATES = (ItemState.CLOSED, ItemState.LONG_TERM, ItemState.ACTIVE, ItemState.PENDING)
DONE_KINDS = ("service", "joint", "case_study", "self_check", "rules_made")


@dataclass(frozen=True)
class Work:
    """A thing that was done for a campaign or not: what it was, when, and what it amounts to."""

    what: str
    on: date
    tag: str
    is_deleted: bool
    detail: str = ""
    # Of a task: who completed it when (None: nobody yet), and the hours it counts.
    shares: tuple[tuple[int, date | None], ...] = ()
    hours: int = 0

    def counts(self, what: str, detail: str = "") -> bool:
        """Whether a figure of the campaign counts it."""
        is_told = self.tag == OURS and not self.is_deleted and self.on <= TODAY
        return is_told and self.what == what and (not detail or self.detail == detail)


def draw_work(chance: random.Random) -> list[Work]:
    """Meetings, tasks, activities, problems with their items, of ours, of another campaign and of none."""
    found = []
    for _ in range(chance.randrange(6, 22)):
        what = chance.choice(["meeting", "task", "activity", "problem"])
        details = {
            "meeting": [kind.value for kind in CONTENT],
            "activity": list(DONE_KINDS),
            "problem": [state.value for state in ITEM_STATES],
            "task": [""],
        }[what]
        on = date(YEAR, 1, 1) + timedelta(days=chance.randrange(365))
        shares = []
        if what == "task":
            for person in chance.sample(range(5), chance.randrange(4)):
                late = on + timedelta(days=chance.randrange(20))
                shares.append((person, late if chance.random() < 0.7 else None))
        found.append(
            Work(
                what,
                on,
                chance.choice([NOT_TAGGED, OURS, OURS, ANOTHERS]),
                chance.random() < 0.1,
                chance.choice(details),
                tuple(shares),
                chance.randrange(1, 9),
            )
        )
    return found


def store_work(works: list[Work], cast, campaigns: dict[str, Campaign | None]) -> None:
    """Enter it row by row."""
    people = [member for name, member in vars(cast.people).items() if name != "outsider"]
    for work in works:
        gone = timezone.now() if work.is_deleted else None
        own = {"branch": cast.branch, "deleted_at": gone, "campaign": campaigns[work.tag]}
        if work.what == "meeting":
            moment = timezone.make_aware(datetime.combine(work.on, time(9)))
            meeting = Meeting.objects.create(
                title=work.detail, year=YEAR, state="HELD", starts_at=moment, **own
            )
            MeetingKindLink.objects.create(meeting=meeting, kind=work.detail)
            Meeting.objects.recount()
        elif work.what == "activity":
            Activity.objects.create(
                kind=work.detail,
                title=work.detail,
                happened_on=work.on,
                data={"name": "办法", "action": "MADE"},
                **own,
            )
        elif work.what == "problem":
            problem = Problem.objects.create(year=YEAR, title="问题", is_finding=False, **own)
            RectificationItem.objects.create(
                branch=cast.branch,
                year=YEAR,
                problem=problem,
                content="整改",
                state=work.detail,
                closed_on=work.on if work.detail == ItemState.CLOSED else None,
                deleted_at=gone,
            )
        else:
            task = StudyTask.objects.create(
                title="任务", year=YEAR, starts_on=work.on, due_on=work.on, hours=work.hours, **own
            )
            StudyAssignment.objects.bulk_create(
                StudyAssignment(
                    task=task, member=people[person], completed_on=on, hours_done=work.hours if on else 0
                )
                for person, on in work.shares
            )


def recounted(works: list[Work]) -> dict[str, str]:
    """The figures of the campaign counted from the notes alone; what is nothing is left out."""
    tasks = [work for work in works if work.counts("task")]
    done = [(person, work.hours) for work in tasks for person, on in work.shares if on and on <= TODAY]
    figures = {
        "会议次数": sum(work.counts("meeting") for work in works),
        **{f"{kind.label}次数": sum(w.counts("meeting", kind) for w in works) for kind in CONTENT[:3]},
        "学习任务数": len(tasks),
        "参学人数": len({person for person, _ in done}),
        "学时": sum(hours for _, hours in done),
        "问题数": sum(work.counts("problem") for work in works),
        "整改事项数": sum(work.counts("problem") for work in works),
        "已销号数": sum(work.counts("problem", "CLOSED") for work in works),
        "长期坚持数": sum(work.counts("problem", "LONG_TERM") for work in works),
        "制定制度数": sum(work.counts("activity", "rules_made") for work in works),
        "其他活动次数": sum(w.counts("activity") and w.detail != "rules_made" for w in works),
    }
    return {name: str(number) for name, number in figures.items() if number}


def told_otherwise(works: list[Work], campaign: Campaign, branch, clients) -> dict[str, dict]:
    """Sources whose figures of the campaign are not those of the recount, with what they say otherwise."""
    expected = recounted(works)
    names = list(recounted_names())
    book = FactBook(branch, YEAR, TODAY)
    facts = {name: book.text(f"学习教育{campaign.pk}·{name}") for name in names}
    secretary, superior = clients
    page = secretary.get(reverse("reports:campaign_detail", args=[campaign.pk])).context
    shown = {label: words.split()[0] for line in page["parts"] for label, words in line.figures}
    listed = superior.get(reverse("reports:campaign_branches")).context["lines"]
    (line,) = [line for line in listed if line[0].pk == campaign.pk]
    paper = "".join(summed_up(campaign, TODAY))
    sources = {
        "report": {name: text for name, text in facts.items() if text != "0"},
        "page": {name: shown[name_on_page(name)] for name in names if name_on_page(name) in shown},
        "list": {
            name: dict(line[3])[name_on_page(name)] for name in names if name_on_page(name) in dict(line[3])
        },
    }
    wrong = {
        source: {
            name: (figures.get(name), expected.get(name, "0"))
            for name in figures.keys() | (expected.keys() if source == "report" else set())
            if figures.get(name, "0") != expected.get(name, "0")
        }
        for source, figures in sources.items()
    }
    phrases = {
        "集中学习次数": "集中学习{}次",
        "学习任务数": "布置学习任务{}项",
        "参学人数": "{}名党员完成学习",
        "整改事项数": "列入整治台账{}项",
        "已销号数": "已销号{}项",
        "制定制度数": "制定制度{}项",
    }
    missing = {
        name: phrase
        for name, phrase in phrases.items()
        if name in expected and phrase.format(expected[name]) not in paper
    }
    return {name: found for name, found in {**wrong, "paper": missing}.items() if found}


def recounted_names() -> tuple[str, ...]:
    """The figures that the recount knows."""
    return (
        *("会议次数", *(f"{kind.label}次数" for kind in CONTENT[:3]), "学习任务数", "参学人数", "学时"),
        *("问题数", "整改事项数", "已销号数", "长期坚持数", "制定制度数", "其他活动次数"),
    )


def name_on_page(name: str) -> str:
    """How the page calls a figure."""
    return name.removesuffix("次数").removesuffix("数")


@pytest.mark.no_cover
def test_figures_of_a_campaign_agree_with_a_recount_wherever_they_are_told(cast, client_of, monkeypatch):
    monkeypatch.setattr("reports.campaigns.views.localdate", lambda: TODAY)
    clients = client_of(cast.secretary, year=YEAR), client_of(cast.superior, year=YEAR)
    counted = 0
    for seed in range(CAMPAIGN_SETS):
        works = draw_work(random.Random(seed))
        with transaction.atomic():
            ours = make_campaign(cast.branch)
            campaigns = {NOT_TAGGED: None, OURS: ours, ANOTHERS: make_campaign(cast.branch, name="另一次")}
            store_work(works, cast, campaigns)
            assert told_otherwise(works, ours, cast.branch, clients) == {}, f"data set {seed}"
            transaction.set_rollback(True)
        counted += len(recounted(works))
    assert counted > 5 * CAMPAIGN_SETS


def test_comparison_sees_a_record_that_lost_its_campaign(cast, client_of, monkeypatch):
    """Negative control."""
    monkeypatch.setattr("reports.campaigns.views.localdate", lambda: TODAY)
    clients = client_of(cast.secretary, year=YEAR), client_of(cast.superior, year=YEAR)
    ours = make_campaign(cast.branch)
    works = [Work("meeting", date(YEAR, 4, 1), OURS, False, "STUDY")]
    store_work(works, cast, {OURS: ours})
    assert told_otherwise(works, ours, cast.branch, clients) == {}
    Meeting.objects.update(campaign=None)
    assert set(told_otherwise(works, ours, cast.branch, clients)) == {"report", "list", "paper"}
