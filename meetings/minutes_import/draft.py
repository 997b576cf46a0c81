"""The draft of a meeting: what would be saved, how sure each value is, and what a person has to look at."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from branch.members.models import Member
from core.badges import Badge
from documents.reading.mending import MendedLine
from documents.reading.source_lines import SourceLine
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import RollEntry

from .found import Said
from .lines import Line
from .values import ReadVote


class Confidence(StrEnum):
    """How sure a value is; the value is the word pages show."""

    HIGH = "高"
    MEDIUM = "中"
    LOW = "低"


TONES = {Confidence.HIGH: "good", Confidence.MEDIUM: "info", Confidence.LOW: "warn"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that was read: what it is, how sure, why not surer, and the lines it was taken from."""

    label: str
    value: str
    confidence: Confidence = Confidence.HIGH
    reason: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def badge(self) -> Badge:
        """How sure, as pages show it."""
        return Badge(f"可信度{self.confidence}", TONES[self.confidence])

    def as_json(self) -> dict[str, Any]:
        """The published form."""
        lines = [{"place": line.place, "text": line.words} for line in self.lines]
        return {
            "label": self.label,
            "value": self.value,
            "confidence": self.confidence.value,
            "reason": self.reason,
            "lines": lines,
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person who imports; `stops` what is saved without anybody looking. `url` leads to what it names."""

    text: str
    stops: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class DraftVote:
    """A vote on the item at a place of the agenda (from 0), with the line it was read from."""

    item: int
    vote: ReadVote
    line: Line


@dataclass
class MeetingDraft:
    """A meeting as far as the file tells it. `values` are fields of Meeting; nothing of it is saved.

    `is_title_proposed`: the file has no name of its own for the meeting.
    """

    name: str
    is_title_proposed: bool = False
    # A meeting still to come, told by its notice: it has no roll and no minutes.
    is_plan: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    roll: list[RollEntry] = field(default_factory=list)
    agenda: list[AgendaItem] = field(default_factory=list)
    votes: list[DraftVote] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)
    # Names of nobody that were written for a person of the form, by its field.
    asked_people: dict[str, str] = field(default_factory=dict)
    # What each line of the file became, by its place, and the same lines to be mended.
    told: dict[int, str] = field(default_factory=dict)
    mendable: list[MendedLine] = field(default_factory=list)
    # Which meeting of the file it is, of how many.
    place: int = 1
    of: int = 1
    # Columns of the ledger that mean nothing of a meeting.
    unknown: tuple[str, ...] = ()

    def take(
        self,
        name: str,
        value: Any,
        label: str,
        shown: str,
        said: Said | None,
        *doubts: str,
        low: bool = False,
    ) -> None:
        """Note a value of the meeting with its finding; doubts make it 中, or 低."""
        self.values[name] = value
        self.find(label, shown, doubts, (said,) if said else (), low=low)

    def find(
        self, label: str, shown: str, doubts: tuple[str, ...] | list[str], said: Any, *, low: bool = False
    ) -> None:
        """Add a finding; without doubts it is 高."""
        confidence = Confidence.LOW if low else Confidence.MEDIUM if doubts else Confidence.HIGH
        lines = tuple(dict.fromkeys(one.line for one in said if one.line.words))
        self.findings.append(Finding(label, shown, confidence, "；".join(doubts), lines))

    def note(self, text: str, *, stops: bool = True, url: str = "") -> None:
        """Add a notice once."""
        notice = Notice(text, stops, url)
        if notice not in self.notices:
            self.notices.append(notice)

    @property
    def stopping(self) -> list[Notice]:
        """What must be mended before anything is saved without a person."""
        return [notice for notice in self.notices if notice.stops]

    @property
    def attendance(self) -> dict[int, RollEntry]:
        """The lines of the roll by member."""
        return {line.member.pk: line for line in self.roll}

    def as_json(self) -> dict[str, Any]:
        """The published form: every value with its confidence and lines, and what is to be mended."""
        return {
            "file": self.name,
            "findings": [finding.as_json() for finding in self.findings],
            "notices": [{"text": one.text, "stops": one.stops} for one in self.notices],
            "lines": [line.as_json() for line in self.lines],
        }


def names_of(members: list[Member]) -> str:
    """张三、李四."""
    return "、".join(member.name for member in members)
