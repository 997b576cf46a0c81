"""What the report page shows: content joined with the stored paragraphs, sentence by sentence."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from core import records
from core.kept import kept
from documents.content import numeral
from documents.proofreading.text import Line, Remark
from reports.claims.checking import SETTLED, Backing, Checked
from reports.claims.report import ReportClaims
from reports.facts import book_of

from .assembling import content_of, working_content
from .document import AnnualContent, ParagraphContent, SentenceContent, SourceRef
from .enums import SectionKind, Support
from .models import AnnualReport, Paragraph, Section
from .proofreading import remarks_on
from .tree import GAP

_PARTS = re.compile(r"\{([^{}\s]{1,40})\}|(【待补充[^】]*】)")
# GB/T 9704: 22 lines of 28 characters.
CHARACTERS_PER_PAGE = 22 * 28
# So many rows of a fact are listed one by one.
ROWS_SHOWN = 12


@dataclass(frozen=True)
class Part:
    """A stretch of a sentence: plain text, a fact (`name`), a gap, or a claim that nothing backs, with the reason."""

    text: str
    name: str = ""
    is_gap: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Link:
    """A source with the address of its page and what it is called; both are empty when the record type has none."""

    label: str
    url: str
    kind: str = ""
    source: SourceRef | None = None


# Takes the address away from links that a person may not follow; as such it leaves all of them.
OnlySeen = Callable[[Iterable[Link]], tuple[Link, ...]]


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
    state: str
    is_kept: bool
    reason: str
    doubts: tuple[str, ...]
    content: SentenceContent
    own_words: str = ""
    only: OnlySeen = tuple

    @property
    def backing(self) -> int:
        """How many records stand behind it."""
        return self.content.backing

    @property
    def sources(self) -> tuple[Link, ...]:
        """The records that it rests on, each with its page."""
        return self.only(link_to(source) for source in self.content.sources)

    @property
    def facts(self) -> tuple[FactRows, ...]:
        """Its facts with the rows that each counted."""
        return tuple(
            FactRows(
                use.name,
                use.value,
                self.only(link_to(row) for row in use.rows[:ROWS_SHOWN]),
                max(0, len(use.rows) - ROWS_SHOWN),
            )
            for use in self.content.facts
        )

    @property
    def links(self) -> list[Link]:
        """Everything that it leads to: its records and the rows of its facts."""
        return [*self.sources, *(row for fact in self.facts for row in fact.rows)]

    @property
    def anchor(self) -> str:
        """The id by which its place in the text is jumped to."""
        return f"sentence-{self.pk}" if self.pk else self.key

    @property
    def is_open(self) -> bool:
        """Whether it is not fully backed and nobody has decided to keep it so."""
        return self.state not in SETTLED and not self.is_kept and not self.is_own

    @property
    def is_own(self) -> bool:
        """Whether the writer says it as the own, which needs no record."""
        return bool(self.own_words) and self.state == Backing.NONE

    @property
    def is_backed(self) -> bool:
        """Whether its every claim rests on a record or a fact."""
        return self.state == Backing.BACKED

    @property
    def is_frame(self) -> bool:
        """Whether it connects others and claims nothing."""
        return self.state == Backing.FRAME

    @property
    def has_gap(self) -> bool:
        """Whether something is marked as missing in it."""
        return self.state == Backing.GAP

    @property
    def state_label(self) -> str:
        """What stands behind it, in words; what the writer says as the own needs no record."""
        if self.is_own:
            return self.own_words
        return f"{self.state}，已注明保留" if self.is_kept else self.state

    @property
    def css(self) -> str:
        """The end of its style's name."""
        return "kept" if self.is_kept or self.is_own else Backing(self.state).name.lower()


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph on the page; `stored` is None in a frozen text."""

    label: str
    sentences: tuple[ShownSentence, ...]
    stored: Paragraph | None = None
    key: str = ""

    @property
    def anchor(self) -> str:
        """The id by which its place in the text is jumped to."""
        return f"p-{self.stored.pk if self.stored else self.key}"

    @property
    def name(self) -> str:
        """What scripts call it: its number, or its place in a frozen text."""
        return str(self.stored.pk) if self.stored else self.key


@dataclass(frozen=True)
class ShownSection:
    """A section on the page."""

    pk: int | None
    kind: str
    title: str
    heading: str
    paragraphs: tuple[ShownParagraph, ...]
    left_out: tuple[Paragraph, ...] = ()

    @property
    def number(self) -> str:
        """What stands before the heading."""
        return self.title.removesuffix(self.heading) if self.heading else ""

    @property
    def anchor(self) -> str:
        """The id by which the section list jumps to it."""
        return f"section-{self.kind}-{self.pk or 0}"

    @property
    def gaps(self) -> int:
        """Sentences in which something is missing."""
        return sum(s.has_gap for p in self.paragraphs for s in p.sentences)

    @property
    def open(self) -> int:
        """Sentences that are not fully backed and on which nobody has decided."""
        return sum(s.is_open for p in self.paragraphs for s in p.sentences)

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
    def open(self) -> int:
        """Sentences that are not fully backed and on which nobody has decided."""
        return sum(sentence.is_open for sentence in self.sentences)

    @property
    def claims(self) -> int:
        """Sentences that say something of the year: all but connecting ones."""
        return sum(not sentence.is_frame for sentence in self.sentences)

    @property
    def backed(self) -> int:
        """Sentences whose every claim rests on a record or a fact."""
        return sum(sentence.is_backed for sentence in self.sentences)

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
    """One remark with its place: a gap, a sentence that is not backed, or what proof-reading found.

    What proof-reading found can be followed (`suggestion` in place of `excerpt`, in a stored paragraph) or set aside.
    """

    topic: str
    text: str
    anchor: str
    tone: str
    excerpt: str = ""
    suggestion: str = ""
    paragraph: Paragraph | None = None
    sentence: int | None = None


@kept(64)
def shown_page(report: AnnualReport, on: date) -> Shown:
    """The page of a report as it is stored now."""
    return show(AnnualReport.objects.with_tree().get(pk=report.pk), on=on)


def show(report: AnnualReport, *, on: date, frozen: AnnualContent | None = None) -> Shown:
    """Build the page of a report read with `with_tree()`; of a `frozen` content, where one is given."""
    claims = None if report.is_frozen or frozen else ReportClaims(report, book_of(report, on))
    content = frozen or (
        working_content(report, on=on, claims=claims, has_annexes=False)
        if claims
        else content_of(report, on=on)
    )
    stored = list(report.sections.all()) if claims else []
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
                heading=section.heading,
                paragraphs=tuple(
                    shown_paragraph(
                        p, kept[n] if own else None, f"{position}-{n}", claims, report.declaration.own_words
                    )
                    for n, p in enumerate(section.paragraphs)
                ),
                left_out=_left_out(own) if own else (),
            )
        )
    shown = Shown(content, tuple(sections))
    advice = [*_advice(shown)]
    if claims:
        advice += _remarks(shown, remarks_on(report, content, claims.book, on))
    return Shown(content, shown.sections, tuple(advice))


def _left_out(section: Section) -> tuple[Paragraph, ...]:
    """What was left out and can be brought back: not what was merged into a paragraph that stands there."""
    rows = section.paragraphs.all()
    told = [row.text for row in rows if not row.is_left_out]
    return tuple(row for row in rows if row.is_left_out and not any(row.text in text for text in told))


def shown_paragraph(
    content: ParagraphContent,
    stored: Paragraph | None,
    place: str,
    claims: ReportClaims | None,
    own_words: str = "",
) -> ShownParagraph:
    """A paragraph with what stands behind its sentences; `place` begins the names of their anchors."""
    rows = list(stored.sentences.all()) if stored else []
    sentences = tuple(
        _sentence(
            sentence,
            rows[n].pk if rows else None,
            f"s-{place}-{n}",
            claims.of(stored, rows[n]) if claims and stored else None,
            own_words,
        )
        for n, sentence in enumerate(content.sentences)
    )
    return ShownParagraph(content.label, sentences, stored, place)


# How versions that were frozen before claims were checked say what stands behind a sentence.
_OLD_STATES = {
    Support.BACKED: Backing.BACKED,
    Support.UNBACKED: Backing.NONE,
    Support.KEPT: Backing.NONE,
    Support.FRAME: Backing.FRAME,
    Support.GAP: Backing.GAP,
}


def _sentence(
    content: SentenceContent, pk: int | None, key: str, checked: Checked | None, own_words: str = ""
) -> ShownSentence:
    values = {use.name: use.value for use in content.facts}
    state = content.state or _OLD_STATES[Support(content.support)]
    return ShownSentence(
        key=key,
        pk=pk,
        text=content.text,
        parts=tuple(_parts(content.template or content.text, values, checked)),
        state=state,
        is_kept=content.support == Support.KEPT and state in {Backing.NONE, Backing.UNSURE},
        reason=checked.reason if checked else "",
        doubts=tuple(claim.reason for claim in checked.open_claims) if checked else (),
        content=content,
        own_words=own_words,
    )


def _parts(template: str, values: dict[str, str], checked: Checked | None) -> Iterable[Part]:
    doubts = {claim.text: claim.reason for claim in checked.open_claims} if checked else {}
    end = 0
    for match in _PARTS.finditer(template):
        yield from _plain(template[end : match.start()], doubts)
        name, missing = match.groups()
        if missing:
            yield Part(missing, is_gap=True)
        else:
            yield Part(values.get(name, match.group()), name, doubt=doubts.get(match.group(), ""))
        end = match.end()
    yield from _plain(template[end:], doubts)


def _plain(text: str, doubts: dict[str, str]) -> Iterable[Part]:
    """Plain text, the claims that nothing backs apart from the rest."""
    words = "|".join(re.escape(word) for word in sorted(doubts, key=len, reverse=True))
    for piece in re.split(f"({words})", text) if words else [text]:
        if piece:
            yield Part(piece, doubt=doubts.get(piece, ""))


def link_to(source: SourceRef) -> Link:
    """A record with the address of its page."""
    try:
        record_type = records.by_label(source.object_type)
    except KeyError:
        return Link(source.label, "")
    url = reverse(record_type.detail_url, args=[source.object_id])
    return Link(source.label, url, record_type.label, source)


def only_seen(user: AbstractBaseUser, links: Iterable[Link]) -> OnlySeen:
    """What takes the address away from those of the links whose records the person may not open; one query a kind of record."""
    wanted: dict[str, set[int]] = {}
    for link in links:
        if link.source:
            wanted.setdefault(link.source.object_type, set()).add(link.source.object_id)
    seen = set()
    for object_type, ids in wanted.items():
        rows = records.by_label(object_type).model.objects.visible_to(user).filter(pk__in=ids)
        seen |= {(object_type, pk) for pk in rows.values_list("pk", flat=True)}

    def is_seen(link: Link) -> bool:
        return link.source is None or (link.source.object_type, link.source.object_id) in seen

    return lambda some: tuple(link if is_seen(link) else replace(link, url="", kind="") for link in some)


def linked_for(user: AbstractBaseUser, sentences: Sequence[ShownSentence]) -> list[ShownSentence]:
    """The sentences with links to those records alone that the person may open.

    A member's own paper rests on records of the branch, such as 对照项, whose pages are not for members.
    """
    own = only_seen(user, [link for one in sentences for link in one.links])
    return [replace(one, only=own) for one in sentences]


class _At(TypedDict):
    """Where a remark belongs."""

    anchor: str
    paragraph: Paragraph | None
    sentence: int | None


def _advice(shown: Shown) -> Iterable[Advice]:
    for paragraph in (one for section in shown.sections for one in section.paragraphs):
        for sentence in paragraph.sentences:
            place: _At = {"anchor": sentence.anchor, "paragraph": paragraph.stored, "sentence": sentence.pk}
            if sentence.has_gap:
                for missing in GAP.findall(sentence.text):
                    told = missing.strip("【】").removeprefix("待补充：")
                    yield Advice("待补充", told, tone="warn", **place)
            elif sentence.is_open:
                why = f"：{sentence.reason}" if sentence.reason else ""
                yield Advice(sentence.state, f"“{sentence.text.strip()[:24]}”{why}", tone="wait", **place)


def _remarks(shown: Shown, remarks: Iterable[tuple[Line, Remark]]) -> Iterable[Advice]:
    """What proof-reading found; gaps are told already."""
    for line, remark in remarks:
        if GAP.fullmatch(remark.text):
            continue
        paragraph = sentence = None
        anchor = next((one.anchor for one in shown.sections if one.title == line.section), "")
        if line.key is not None:
            section, place = line.key
            found = shown.sections[section].paragraphs[place]
            said = [one for one in found.sentences if remark.text in one.text] or found.sentences[:1]
            anchor, paragraph = said[0].anchor if said else found.anchor, found.stored
            sentence = said[0].pk if said else None
        where = f"“{remark.text}”" if line.key is not None else ""
        yield Advice(
            remark.topic,
            f"{where}{remark.reason}",
            anchor,
            "info",
            remark.text,
            remark.suggestion,
            paragraph,
            sentence,
        )
