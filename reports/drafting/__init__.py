"""Deterministic drafting: wording around records and facts. Where no record tells, a marked gap is left."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from branch.models import Organisation
from meetings.enums import MeetingKind

from ..tree import DraftSection
from ..year_records import YearRecords
from . import framing, rectified, working
from .headings import HEADINGS


@dataclass(frozen=True)
class DraftedReport:
    """A whole drafted report: title, date of the 组织生活会 if it is known, and the sections in order."""

    title: str
    signed_on: date | None
    sections: list[DraftSection]


def draft(branch: Organisation, year: int, on: date) -> DraftedReport:
    """Draft the report of a branch for a year from its records as they are on a day."""
    records = YearRecords(branch, year, on)
    writers = {
        "preamble": framing.preamble,
        "last_year": rectified.last_year,
        "findings": rectified.findings,
        "work": working.work,
        "problems": rectified.problems,
        "causes": rectified.causes,
        "measures": rectified.measures,
    }
    sections = [DraftSection(kind, HEADINGS[kind], tuple(write(records))) for kind, write in writers.items()]
    life = records.meetings_of(MeetingKind.LIFE)
    signed_on = localtime(life[-1].starts_at).date() if life else None
    return DraftedReport(f"{branch.name}{year}年度工作报告", signed_on, sections)
