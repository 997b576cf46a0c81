"""The opening of the report."""

from meetings.enums import MeetingKind

from ..tree import DraftParagraph
from ..year_records import YearRecords, refs
from .wording import frame, sentence


def preamble(records: YearRecords) -> list[DraftParagraph]:
    """For which meeting the report is made; backed by the 组织生活会 when it is on record."""
    parent = records.branch.parent
    above = f"{parent.name}" if parent else "上级党组织"
    text = f"按照{above}关于开好{records.year}年度组织生活会的部署，现将党支部一年来的工作报告如下，请各位党员审议。"
    life = refs(records.meetings_of(MeetingKind.LIFE))
    return [DraftParagraph("preamble", (sentence(text, *life) if life else frame(text),))]
