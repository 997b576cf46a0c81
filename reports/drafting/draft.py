"""A report drafted from a year's records, section by section."""

from dataclasses import replace
from datetime import timedelta

from activities.models import Activity
from reports.report.tree import DraftParagraph, DraftSection
from reports.year_records import YearRecords, ref

from . import rectified, work
from .wording import HEADINGS, bare, frame, missing, sentence

# The notice of a 组织生活会 comes in the last months of the year.
NOTICE_WITHIN = timedelta(days=120)


def preamble(records: YearRecords) -> list[DraftParagraph]:
    """By which notice the report is made, where one was relayed; otherwise nothing that no record says."""
    text = "现将党支部年度工作报告如下，请各位党员审议。"
    relayed = Activity.objects.of_branch(records.branch).of_kind("relay")
    lately = relayed.filter(happened_on__gt=records.end - NOTICE_WITHIN, happened_on__lte=records.on)
    for notice in lately.order_by("-happened_on", "-pk"):
        if "组织生活会" in (name := bare(notice.data.get("document", "")).strip("《》")):
            opening = sentence(f"按照《{name}》的要求，{text}", ref(notice))
            return [DraftParagraph("preamble", (opening,))]
    return [DraftParagraph("preamble", (frame(text),))]


def draft(records: YearRecords) -> list[DraftSection]:
    """Draft the report of a branch for a year, section by section, from its records as they were on a day."""
    writers = {
        "preamble": preamble,
        "last_year": rectified.last_year,
        "findings": rectified.findings,
        "work": work.work,
        "problems": rectified.problems,
        "causes": rectified.causes,
        "measures": rectified.measures,
    }
    return [
        DraftSection(kind, HEADINGS[kind], tuple(_told(paragraph) for paragraph in write(records)))
        for kind, write in writers.items()
    ]


def _told(paragraph: DraftParagraph) -> DraftParagraph:
    """The paragraph; where its record was entered with marks alone, such as “。”, it says that words are missing."""
    return paragraph if paragraph.text else replace(paragraph, sentences=(missing("这一条的表述"),))
