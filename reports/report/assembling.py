"""From the stored report to its content (facts computed for a working text, frozen data for a version) and to a file."""

from datetime import date

from documents.downloads import render_document
from documents.kept import render_kept
from reports.claims.report import ReportClaims
from reports.drafting.rectified import ANNEX_SLOT
from reports.drafting.wording import bare
from reports.facts import FactBook, book_of
from reports.report_templates.annexes import annexes_of
from reports.report_templates.enums import Annex

from .document import (
    AnnexRow,
    AnnualContent,
    FactUse,
    ParagraphContent,
    SectionContent,
    SentenceContent,
    SourceRef,
    from_json,
    to_document,
)
from .models import AnnualReport, Paragraph, Sentence
from .tree import fact_names, fill


def content_of(report: AnnualReport, *, on: date) -> AnnualContent:
    """What readers get: the newest frozen version of a finalised report, otherwise the working text of today."""
    if report.is_frozen and (version := report.latest_version()):
        return from_json(version.content)
    return working_content(report, on=on)


def working_content(
    report: AnnualReport, *, on: date, claims: ReportClaims | None = None, has_annexes: bool = True
) -> AnnualContent:
    """The stored text with its facts computed from the records now, and its backing. Read with `with_tree()`.

    The page does without annexes.
    """
    claims = claims or ReportClaims(report, book_of(report, on))
    return AnnualContent(
        branch_name=report.branch.name,
        year=report.year,
        title=report.title,
        salutation=report.salutation,
        signer=report.signer,
        signed_on=report.signed_on,
        made_on=report.signed_on or on,
        sections=tuple(
            SectionContent(
                section.kind,
                section.heading,
                tuple(
                    paragraph_content(paragraph, claims)
                    for paragraph in section.paragraphs.all()
                    if not paragraph.is_left_out
                ),
            )
            for section in report.sections.all()
        ),
        number=report.number_told,
        annex=_annex(report, claims.book),
        annexes=annexes_of(report.annexes, claims.book.records) if has_annexes else (),
        house=report.house.usable_style() if has_annexes and report.house else None,
    )


def _annex(report: AnnualReport, book: FactBook) -> tuple[AnnexRow, ...]:
    """The 整改清单, as long as the paragraph that names it stands in the report."""
    if Annex.CHECKLIST not in report.annexes:
        return ()
    paragraphs = [p for section in report.sections.all() for p in section.paragraphs.all()]
    if not any(p.slot == ANNEX_SLOT and not p.is_left_out for p in paragraphs):
        return ()
    return tuple(
        AnnexRow(
            problem=bare(item.problem.title) if item.problem else "",
            content=bare(item.content),
            leader=str(item.leader or ""),
            responsible=item.people_told,
            due=item.due_told,
        )
        for item in book.records.items
    )


def paragraph_content(paragraph: Paragraph, claims: ReportClaims) -> ParagraphContent:
    """A stored paragraph with its facts computed from the records now, and its backing."""
    sentences = tuple(_sentence(paragraph, sentence, claims) for sentence in paragraph.sentences.all())
    return ParagraphContent(paragraph.marker, paragraph.number, sentences)


def _sentence(paragraph: Paragraph, sentence: Sentence, claims: ReportClaims) -> SentenceContent:
    uses = tuple(
        FactUse(name, value.text, value.rows)
        for name in dict.fromkeys(fact_names(sentence.text))
        if (value := claims.book.value(name)) is not None
    )
    values = {use.name: use.value for use in uses}
    return SentenceContent(
        text=fill(sentence.text, lambda name: values.get(name, f"{{{name}}}")),
        support=sentence.support,
        template=sentence.text,
        sources=tuple(SourceRef(s.object_type, s.object_id, s.label) for s in sentence.sources.all()),
        facts=uses,
        state=claims.of(paragraph, sentence).state,
    )


def render_report(report: AnnualReport, file_format: str, *, on: date) -> bytes:
    """The report as `docx` or `pdf`; of a finalised report the newest frozen version.

    Raises RenderError when it cannot be put on paper here.
    """
    render = render_kept if report.is_frozen else render_document
    return render(to_document(content_of(report, on=on)), file_format)
