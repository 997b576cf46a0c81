"""What the report page shows: content joined with the stored paragraphs, sentence by sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from core import records
from documents.content import numeral

from .assembling import content_of
from .document import AnnualContent, ParagraphContent, SentenceContent, SourceRef
from .enums import SectionKind, Support
from .models import AnnualReport, Paragraph
from .tree import GAP

_PARTS = re.compile(r"\{([^{}\s]{1,40})\}|(【待补充[^】]*】)")
# GB/T 9704: 22 lines of 28 characters.
CHARACTERS_PER_PAGE = 22 * 28
# So many rows of a fact are listed one by one.
ROWS_SHOWN = 12


@dataclass(frozen=True)
class Part:
    """A stretch of a sentence: plain text, a fact (`name`), or a gap."""

    text: str
    name: str = ""
    is_gap: bool = False


@dataclass(frozen=True)
class Link:
    """A source with the address of its page; the address is empty when the record type has none."""

    label: str
    url: str


@dataclass(frozen=True)
class FactRows:
    """A fact of a sentence with the rows that it counted."""

    name: str
    value: str
    rows: tuple[Link, ...]
    more: int


@dataclass(frozen=True)
class ShownSentence:
    """A sentence on the page."""

    key: str
    pk: int | None
    text: str
    parts: tuple[Part, ...]
    support: str
    backing: int
    sources: tuple[Link, ...]
    facts: tuple[FactRows, ...]

    @property
    def is_unbacked(self) -> bool:
        """Whether nothing stands behind it and nobody has decided to keep it so."""
        return self.support == Support.UNBACKED

    @property
    def has_gap(self) -> bool:
        """Whether something is marked as missing in it."""
        return self.support == Support.GAP

    @property
    def support_label(self) -> str:
        """What stands behind it, in words."""
        return Support(self.support).label


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph on the page; `stored` is None in a frozen text."""

    label: str
    sentences: tuple[ShownSentence, ...]
    stored: Paragraph | None = None


@dataclass(frozen=True)
class ShownSection:
    """A section on the page."""

    pk: int | None
    kind: str
    title: str
    paragraphs: tuple[ShownParagraph, ...]
    left_out: tuple[Paragraph, ...] = ()

    @property
    def anchor(self) -> str:
        """The id by which the section list jumps to it."""
        return f"section-{self.kind}-{self.pk or 0}"

    @property
    def gaps(self) -> int:
        """Sentences in which something is missing."""
        return sum(s.has_gap for p in self.paragraphs for s in p.sentences)

    @property
    def item_count(self) -> int:
        """Numbered paragraphs."""
        return sum(bool(p.label) for p in self.paragraphs)


@dataclass(frozen=True)
class Shown:
    """The whole report as the page shows it, with what a reader wants to know first."""

    content: AnnualContent
    sections: tuple[ShownSection, ...]
    advice: tuple["Advice", ...] = field(default=())

    @property
    def sentences(self) -> list[ShownSentence]:
        """Every sentence in reading order."""
        return [s for section in self.sections for p in section.paragraphs for s in p.sentences]

    @property
    def gaps(self) -> int:
        """Sentences in which something is missing."""
        return sum(sentence.has_gap for sentence in self.sentences)

    @property
    def unbacked(self) -> int:
        """Sentences without a record."""
        return sum(sentence.is_unbacked for sentence in self.sentences)

    @property
    def claims(self) -> int:
        """Sentences that say something of the year: all but connecting ones."""
        return sum(sentence.support != Support.FRAME for sentence in self.sentences)

    @property
    def backed(self) -> int:
        """Claims that rest on a record or a fact."""
        return sum(sentence.support == Support.BACKED for sentence in self.sentences)

    @property
    def characters(self) -> int:
        """Characters of the text."""
        return sum(len(sentence.text) for sentence in self.content.sentences())

    @property
    def pages(self) -> int:
        """Estimated pages of the printed report."""
        return max(1, -(-round(self.characters * 1.12) // CHARACTERS_PER_PAGE))

    @property
    def readiness(self) -> int:
        """Percentage of claims that rest on a record."""
        return self.backed * 100 // self.claims if self.claims else 0


@dataclass(frozen=True)
class Advice:
    """One remark with its place: a gap, or a sentence without a record."""

    topic: str
    text: str
    anchor: str
    tone: str


def show(report: AnnualReport, *, on: date) -> Shown:
    """Build the page of a report read with `with_tree()`."""
    content = content_of(report, on=on)
    stored = [] if report.is_frozen else list(report.sections.all())
    sections, number = [], 0
    for position, section in enumerate(content.sections):
        title = SectionKind(section.kind).label
        if section.heading:
            number += 1
            title = numeral(number, 1) + section.heading
        own = stored[position] if stored else None
        kept = [p for p in own.paragraphs.all() if not p.is_left_out] if own else []
        sections.append(
            ShownSection(
                pk=own.pk if own else None,
                kind=section.kind,
                title=title,
                paragraphs=tuple(
                    _paragraph(p, kept[n] if own else None, f"{position}-{n}")
                    for n, p in enumerate(section.paragraphs)
                ),
                left_out=tuple(p for p in own.paragraphs.all() if p.is_left_out) if own else (),
            )
        )
    shown = Shown(content, tuple(sections))
    return Shown(content, shown.sections, tuple(_advice(shown)))


def _paragraph(content: ParagraphContent, stored: Paragraph | None, place: str) -> ShownParagraph:
    rows = list(stored.sentences.all()) if stored else []
    sentences = tuple(
        _sentence(sentence, rows[n].pk if rows else None, f"s-{place}-{n}")
        for n, sentence in enumerate(content.sentences)
    )
    return ShownParagraph(content.label, sentences, stored)


def _sentence(content: SentenceContent, pk: int | None, key: str) -> ShownSentence:
    values = {use.name: use.value for use in content.facts}
    return ShownSentence(
        key=key,
        pk=pk,
        text=content.text,
        parts=tuple(_parts(content.template or content.text, values)),
        support=content.support,
        backing=content.backing,
        sources=tuple(_link(source) for source in content.sources),
        facts=tuple(
            FactRows(
                use.name,
                use.value,
                tuple(_link(row) for row in use.rows[:ROWS_SHOWN]),
                max(0, len(use.rows) - ROWS_SHOWN),
            )
            for use in content.facts
        ),
    )


def _parts(template: str, values: dict[str, str]) -> Iterable[Part]:
    end = 0
    for match in _PARTS.finditer(template):
        if match.start() > end:
            yield Part(template[end : match.start()])
        name, missing = match.groups()
        yield Part(missing, is_gap=True) if missing else Part(values.get(name, match.group()), name)
        end = match.end()
    if end < len(template):
        yield Part(template[end:])


def _link(source: SourceRef) -> Link:
    try:
        record_type = records.by_label(source.object_type)
    except KeyError:
        return Link(source.label, "")
    return Link(source.label, reverse(record_type.detail_url, args=[source.object_id]))


def _advice(shown: Shown) -> Iterable[Advice]:
    for sentence in shown.sentences:
        if sentence.has_gap:
            for missing in GAP.findall(sentence.text):
                yield Advice("待补充", missing.strip("【】").removeprefix("待补充："), sentence.key, "warn")
        elif sentence.is_unbacked:
            yield Advice("依据", f"“{sentence.text.strip()[:24]}”无记录支撑", sentence.key, "late")
