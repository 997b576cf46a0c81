"""A template from a report: its headings, what stands under each, its opening and closing words."""

import re
from typing import Any

from reports.drafting.draft import draws_of, inner_of
from reports.importing.headings import meaning_of
from reports.report.enums import ReportOrigin, SectionKind
from reports.report.models import AnnualReport, Section

from .enums import Draws, PaperForm
from .forms import rows_of
from .plan import SectionPlan

LONGEST_NAME, LONGEST_HEADING, LONGEST_FORMULA = 60, 60, 300
_KINDS = {draw.value for draw in Draws}
# What was said of one year or one notice is not said again.
_OF_A_YEAR = re.compile(r"\d|《|【|[〇零一二三四五六七八九]{4}年")


def begun_from(report: AnnualReport) -> dict[str, Any]:
    """What the form of a new template begins with: everything of the report (read with `with_tree()`) that lasts."""
    is_imported = report.origin == ReportOrigin.IMPORTED
    closing = _formula(report, SectionKind.CLOSING) if is_imported else report.closing
    is_sent = is_imported and "特此报告" in closing
    return {
        "name": f"照{report.year}年度报告"[:LONGEST_NAME],
        "form": PaperForm.SUBMITTED if is_sent else report.form,
        "addressee": report.salutation,
        "opening": _formula(report, SectionKind.PREAMBLE) if is_imported else report.opening,
        "closing": closing,
        "annexes": list(report.annexes),
        "sections": rows_of(_sections(report)),
    }


def _formula(report: AnnualReport, kind: str) -> str:
    """The words before or behind the sections of an imported report, where they are of no single year."""
    texts = [
        paragraph.text.strip()
        for section in report.sections.all()
        if section.kind == kind
        for paragraph in section.paragraphs.all()
    ]
    text = "".join(texts)
    return "" if len(text) > LONGEST_FORMULA or _OF_A_YEAR.search(text) else text


def _sections(report: AnnualReport) -> list[SectionPlan]:
    """Each content stands under the first heading that names it."""
    found: list[SectionPlan] = []
    taken: set[str] = set()
    for section in inner_of(report):
        if section.heading:
            draws = tuple(draw for draw in _drawn(section) if section.areas or draw not in taken)
            taken |= {*draws} if not section.areas else set()
            found.append(
                SectionPlan(
                    section.heading[:LONGEST_HEADING], draws, section.areas, section.fewest, section.most
                )
            )
    return found


def _drawn(section: Section) -> tuple[str, ...]:
    """What it was drafted from; of an imported one what its heading names."""
    if section.draws:
        return tuple(section.draws)
    meaning = meaning_of(section.heading)
    named = tuple(str(kind) for kind in meaning.kinds if kind in _KINDS) if meaning else ()
    own = draws_of(section)
    return named if len(named) > 1 and (not own or own[0] in named) else own or named
