"""What a paper is written from: the report itself, and the records of its branch and year on the day of which it tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.campaigns.tagged import Tagged
from reports.drafting import draft as drafting
from reports.report.models import AnnualReport, Section
from reports.report.tree import DraftParagraph, DraftSection
from reports.rulings.enums import Decision
from reports.year_records import YearRecords

from . import registry
from .figures import secretary_post
from .own import OwnRecords


@dataclass
class Material:
    """A paper with the records of its branch and year; a personal one is written from `own` alone."""

    report: AnnualReport
    records: YearRecords

    @cached_property
    def own(self) -> OwnRecords:
        """What the records say of the member whose paper it is. Raises ValueError for a paper of the branch."""
        if self.report.member is None:
            raise ValueError("a paper of the branch is nobody's own")
        return OwnRecords(self.report.member, self.records.year, self.records.on)

    @cached_property
    def tagged(self) -> Tagged:
        """What belongs to the study campaign whose 总结 it is. Raises ValueError for another paper."""
        for one in self.records.tagged:
            if one.campaign == self.report.campaign:
                return one
        raise ValueError("this paper sums up no campaign")


Write = Callable[[Material], Sequence[DraftParagraph]]


def sections(*parts: tuple[str, str, Write]) -> Callable[[Material], list[DraftSection]]:
    """How a paper is drafted that has these sections: of each the kind, the heading and what writes it."""

    def draft(material: Material) -> list[DraftSection]:
        return [DraftSection(kind, heading, tuple(write(material))) for kind, heading, write in parts]

    return draft


def of_year(write: Callable[[YearRecords], Sequence[DraftParagraph]]) -> Write:
    """A section of the annual report that another paper has too."""
    return lambda material: write(material.records)


def draft_of(report: AnnualReport, records: YearRecords) -> list[DraftSection]:
    """Draft a new paper from the records, section by section."""
    return registry.get(report.paper).draft(Material(report, records))


def drafts_for(report: AnnualReport, records: YearRecords) -> list[tuple[Section, DraftSection]]:
    """Each section of a stored paper with what the records would say in it now; the annual one follows its plan."""
    if report.is_annual:
        return drafting.drafts_for(report, records)
    drafted = {one.kind: one for one in draft_of(report, records)}
    return [(one, drafted[one.kind]) for one in report.sections.all() if one.kind in drafted]


def words_of(report: AnnualReport, records: YearRecords) -> dict[str, object]:
    """What title, recipient and signer of a paper may name."""
    post = secretary_post(records)
    superior = report.branch.sent_by or report.branch.parent
    asked = report.answers_to
    return {
        "asker": asked.branch.name if asked else "",
        "consent": report.get_decision_display() if report.decision not in {"", Decision.REFUSED} else "",
        "branch": report.branch.name,
        "board": "支委会" if records.board == "支委会" else "",
        "secretary": post.member.name if post else "",
        "superior": superior.name if superior else "",
        "year": report.year,
        "member": report.member,
        "subject": report.subject,
    }
