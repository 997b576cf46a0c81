"""One step of the yearly cycle: its state, the records on which it rests, what is missing, and its button."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core import records
from core.badges import Badge
from meetings.enums import OF_THE_YEAR, MeetingKind
from meetings.enums_cycle import CycleStep
from meetings.models import CycleNote

from .cycle_data import CycleData

DONE, UNDER_WAY, MISSING = Badge("已完成", "good"), Badge("进行中", "info"), Badge("还没有记录", "wait")
# So many records of a step are listed; the rest stand behind its list.
RECORDS_MOST = 6
LABEL_MOST = 60


@dataclass(frozen=True)
class StepRecord:
    """A record on which a step rests: words, address, day."""

    label: str
    url: str
    on: date | None = None


@dataclass(frozen=True)
class Step:
    """One step as the page shows it; `action` is the button that leads to the next record of it."""

    step: CycleStep
    badge: Badge
    found: tuple[StepRecord, ...] = ()
    missing: str = ""
    action: str = ""
    action_url: str = ""
    number: int = 0
    is_next: bool = False

    @property
    def label(self) -> str:
        """The step in words."""
        return self.step.label

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked for."""
        return self.badge == DONE


@dataclass
class Draft:
    """A step while it is worked out; `action` is (word, address) of its button."""

    found: list[StepRecord] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    action: tuple[str, str] = ("", "")

    def add(self, label: str, url: str, on: date | None = None) -> None:
        """A record on which the step rests."""
        self.found.append(StepRecord(label, url, on))

    def add_records(self, rows: Sequence) -> None:
        """Records with their own words, pages and days."""
        for row in rows[:RECORDS_MOST]:
            # A note's title names the step once more.
            label = row.text[:LABEL_MOST] if isinstance(row, CycleNote) else str(row)
            self.add(label, records.url_of(row), day_of(row))

    def step(self, step: CycleStep) -> Step:
        """The step: without any record missing, under way while something is asked for, else done."""
        badge = (UNDER_WAY if self.missing else DONE) if self.found else MISSING
        action, url = self.action if badge != DONE else ("", "")
        return Step(step, badge, tuple(self.found), "；".join(self.missing), action, url)


def day_of(row) -> date | None:
    """The day on which a record says that it happened."""
    if hasattr(row, "starts_at"):
        return timezone.localtime(row.starts_at).date()
    return getattr(row, "on", None) or getattr(row, "happened_on", None)


def span_words(first: date | None, last: date | None) -> str:
    """（3月1日至3月9日）, one day alone when both are the same."""
    if not first or not last:
        return ""
    start, end = (f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
    return f"（{start}）" if first == last else f"（{start}至{end}）"


def url_to(name: str, **query: object) -> str:
    """The address of a page with a query."""
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def note_form(data: CycleData, step: str, word: str) -> tuple[str, str]:
    """The button that opens the note form of a step."""
    return word, url_to("meetings:note_create", step=step, year=data.year)


def plan_action(data: CycleData) -> tuple[str, str]:
    """The button that opens the form of the year's 组织生活会: with the kinds of last year's, on its proposed day."""
    last, day = data.last_meeting, data.proposed_day
    kinds = [kind.value for kind in last.kinds if kind in OF_THE_YEAR] if last else [MeetingKind.LIFE.value]
    query = [("kind", kind) for kind in kinds] + [("year", data.year)]
    if day and day > data.today:
        return "排定会议", f"{reverse('meetings:meeting_create')}?{urlencode([*query, ('on', day)])}"
    return "登记会议", f"{reverse('meetings:meeting_create')}?{urlencode(query)}"
