"""The wording that went out in a Word file: what it said, with its facts apart, and which stored paragraphs it was made of."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DatabaseError, transaction

from core.health import is_full
from documents.downloads import render_document
from documents.kept import render_kept
from documents.reading.reviewed import one_line
from reports.report.assembling import content_of
from reports.report.document import AnnualContent, from_json, to_document
from reports.report.models import AnnualReport, ReportVersion
from reports.report.tree import split_sentences

from .aligning import aligned
from .models import ReportExport
from .words import printed

logger = logging.getLogger(__name__)
_NAME = 32


@dataclass(frozen=True, slots=True)
class ToldParagraph:
    """A paragraph: its row where it is known, its numbering, its text with facts as `{name}`."""

    pk: int | None
    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A section: its row where it is known, its heading without number."""

    pk: int | None
    heading: str
    paragraphs: tuple[ToldParagraph, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a report said. `values` are its facts as they were printed, `notes` the lines that name its annexes."""

    title: str
    salutation: str
    signer: str
    signed_on: str
    notes: tuple[str, ...]
    sections: tuple[ToldSection, ...]
    values: Mapping[str, str]

    def paragraphs(self) -> Iterator[tuple[int, ToldParagraph]]:
        """Every paragraph that has words, with the number of its section."""
        for number, section in enumerate(self.sections):
            for paragraph in section.paragraphs:
                if paragraph.text:
                    yield number, paragraph

    def sentences(self) -> dict[str, str]:
        """The sentences that hold facts, by what was printed."""
        found = {}
        for section in self.sections:
            for paragraph in section.paragraphs:
                for template in split_sentences(paragraph.text):
                    text, spans = printed(template, self.values)
                    if spans:
                        found[text.strip()] = template.strip()
        return found


def wording_of(content: AnnualContent, report: AnnualReport | None = None) -> Wording:
    """What a content says; of a working text, read `with_tree()`, with the rows it was made of."""
    rows = [list(section.paragraphs.all()) for section in report.sections.all()] if report else []
    sections = []
    for place, section in enumerate(content.sections):
        shown = [row for row in rows[place] if not row.is_left_out] if report else []
        sections.append(
            ToldSection(
                report.sections.all()[place].pk if report else None,
                one_line(section.heading),
                tuple(
                    ToldParagraph(
                        shown[number].pk if report else None,
                        paragraph.marker,
                        one_line("".join(one.template or one.text for one in paragraph.sentences)),
                    )
                    for number, paragraph in enumerate(section.paragraphs)
                ),
            )
        )
    document = to_document(content)
    signature = document.signature
    return Wording(
        title=document.title,
        salutation=document.recipient,
        signer=one_line(signature.name) if signature else "",
        signed_on=signature.signed_on.isoformat() if signature else "",
        notes=document.attachment_notes(),
        sections=tuple(sections),
        values={use.name: one_line(use.value) for one in content.sentences() for use in one.facts},
    )


def to_data(wording: Wording) -> dict[str, Any]:
    """Plain data to be stored."""
    return asdict(wording)


def from_data(data: dict[str, Any]) -> Wording:
    """The wording that `to_data` stored."""
    sections = (
        ToldSection(one["pk"], one["heading"], tuple(ToldParagraph(**row) for row in one["paragraphs"]))
        for one in data["sections"]
    )
    return Wording(**{**data, "notes": tuple(data["notes"]), "sections": tuple(sections)})


def export_word(report: AnnualReport, *, by: AbstractBaseUser, on: date) -> bytes:
    """The report, read `with_tree()`, as a Word file that says which wording it is; that wording is kept, but not of a
    member's own paper.

    Raises RenderError when it cannot be put on paper here.
    """
    version = report.latest_version() if report.is_frozen else None
    if version:
        return version_word(version)
    content = content_of(report, on=on)
    if report.member_id:
        # What a member writes before handing in is kept nowhere but in the paper itself.
        return render_document(to_document(content), "docx")
    data = to_data(wording_of(content, report))
    packed = json.dumps([report.pk, data], ensure_ascii=False, sort_keys=True)
    name = hashlib.sha256(packed.encode()).hexdigest()[:_NAME]
    _keep(report, name, data, by)
    return render_document(replace(to_document(content), origin=name), "docx")


def version_word(version: ReportVersion) -> bytes:
    """A frozen version as a Word file that says which one it is. Raises RenderError as `export_word`."""
    document = replace(to_document(from_json(version.content)), origin=version.sha256[:_NAME])
    return render_kept(document, "docx")


def _keep(report: AnnualReport, name: str, data: dict[str, Any], by: AbstractBaseUser) -> None:
    """On a full disk the file is handed out all the same: it is compared by likeness when it comes back."""
    try:
        with transaction.atomic():
            if not ReportExport.objects.filter(report=report, name=name).exists():
                ReportExport.objects.create(report=report, name=name, content=data, exported_by=str(by))
    except DatabaseError as error:
        if not is_full(error):
            raise
        logger.warning("the disk is full: the wording of report %s is not kept", report.pk)


@dataclass(frozen=True)
class Origin:
    """Where a file comes from: an export of a working text, a frozen version, or neither; of which report."""

    export: ReportExport | None = None
    version: ReportVersion | None = None

    @property
    def report(self) -> AnnualReport | None:
        """The report that was exported."""
        found = self.export or self.version
        return found.report if found else None

    @property
    def wording(self) -> Wording | None:
        """What it said."""
        if self.export:
            return from_data(self.export.content)
        return wording_of(from_json(self.version.content)) if self.version else None


def origin_of(name: str) -> Origin:
    """What is known of the name in a file's properties."""
    if not name:
        return Origin()
    exports = ReportExport.objects.select_related("report__branch")
    versions = ReportVersion.objects.select_related("report__branch")
    export = exports.filter(name=name).first()
    version = None if export or len(name) != _NAME else versions.filter(sha256__startswith=name).first()
    return Origin(export, version)


def with_rows(wording: Wording, report: AnnualReport) -> Wording:
    """A wording of a frozen version with the rows of the report, read `with_tree()`, that are its paragraphs now."""
    stored = list(report.sections.all())
    rows = [row for section in stored for row in section.paragraphs.all() if row.text.strip()]
    told = [one for _, one in wording.paragraphs()]
    pairs = aligned([one.text for one in told], [one_line(row.text) for row in rows])
    found = {
        id(told[a]): rows[b]
        for pair in pairs
        if len(pair.old) == len(pair.new)
        for a, b in zip(pair.old, pair.new, strict=True)
    }
    headings = {one_line(one.heading): one.pk for one in stored if one.heading}
    sections = []
    for number, one in enumerate(wording.sections):
        mine = [found[id(row)] for row in one.paragraphs if id(row) in found]
        pk = headings.get(one.heading) or (mine[0].section_id if mine else None)
        if pk is None and len(stored) == len(wording.sections):
            pk = stored[number].pk
        paragraphs = (
            replace(row, pk=found[id(row)].pk if id(row) in found else None) for row in one.paragraphs
        )
        sections.append(replace(one, pk=pk, paragraphs=tuple(paragraphs)))
    return replace(wording, sections=tuple(sections))
