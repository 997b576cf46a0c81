"""The text of a report as stored: sentences, facts `{name}` and gaps 【待补充：…】, written and redrafted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from .document import SourceRef
from .enums import Marker, Support
from .models import AnnualReport, Paragraph, Section, Sentence, SentenceSource

_SENTENCE = re.compile(r"(?:【[^】]*】|[^。！？])*(?:[。！？]+[”’」』）】]*|$)")
FACT = re.compile(r"\{([^{}\s]{1,40})\}")
GAP = re.compile(r"【待补充[^】]*】")
# Edited wording keeps the sources of the sentence it replaced when at least this much of it stayed.
KEEP_SOURCES_RATIO = 0.6


@dataclass(frozen=True)
class DraftSentence:
    """A sentence to be stored: text with facts as `{name}`, what stands behind it, and the records."""

    text: str
    support: str
    sources: tuple[SourceRef, ...] = ()


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, nothing lost: joined again they are the text."""
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]


def fact_names(text: str) -> list[str]:
    """Names of the facts in a text, in order."""
    return FACT.findall(text)


def gap(what: str) -> str:
    """A marked gap: the place for what no record tells."""
    return f"【待补充：{what}】"


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """The text with every fact replaced by its value."""
    return FACT.sub(lambda match: value_of(match.group(1)), text)


def support_of(text: str, sources: tuple[SourceRef, ...]) -> str:
    """GAP where something is marked as missing, BACKED with a source or a fact, else UNBACKED."""
    if GAP.search(text):
        return Support.GAP
    return Support.BACKED if sources or FACT.search(text) else Support.UNBACKED


def rebuild(text: str, old: list[DraftSentence]) -> list[DraftSentence]:
    """The sentences of an edited paragraph; each keeps the sources of the old sentence it came from.

    An unchanged sentence keeps everything. A changed one keeps the sources of the most similar old sentence
    (at least KEEP_SOURCES_RATIO alike), each old sentence serving once; otherwise it stands without a record.
    """
    unused = list(old)
    result: list[DraftSentence | None] = []
    pieces = split_sentences(text)
    for piece in pieces:
        same = next((draft for draft in unused if draft.text.strip() == piece.strip()), None)
        if same:
            unused.remove(same)
        result.append(DraftSentence(piece, same.support, same.sources) if same else None)
    return [draft or _nearest(piece, unused) for piece, draft in zip(pieces, result, strict=True)]


def _nearest(piece: str, unused: list[DraftSentence]) -> DraftSentence:
    ranked = [(SequenceMatcher(None, piece, draft.text).ratio(), n) for n, draft in enumerate(unused)]
    ratio, position = max(ranked, default=(0.0, -1))
    sources = unused.pop(position).sources if ratio >= KEEP_SOURCES_RATIO else ()
    return DraftSentence(piece, support_of(piece, sources), sources)


@dataclass(frozen=True)
class DraftParagraph:
    """A paragraph to be stored. `slot` is stable over redrafts; empty for imported or added text."""

    slot: str
    sentences: tuple[DraftSentence, ...]
    marker: str = Marker.NONE
    number: int | None = None

    @property
    def text(self) -> str:
        """The sentences in a row, facts still as `{name}`."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class DraftSection:
    """A section to be stored."""

    kind: str
    heading: str
    paragraphs: tuple[DraftParagraph, ...]


def drafts_of(paragraph: Paragraph) -> list[DraftSentence]:
    """The stored sentences of a paragraph with their sources."""
    from .document import SourceRef

    return [
        DraftSentence(
            sentence.text,
            sentence.support,
            tuple(SourceRef(s.object_type, s.object_id, s.label) for s in sentence.sources.all()),
        )
        for sentence in paragraph.sentences.all()
    ]


def write_sentences(paragraph: Paragraph, drafts: tuple[DraftSentence, ...] | list[DraftSentence]) -> None:
    """Replace the sentences of a paragraph."""
    paragraph.sentences.all().delete()
    rows = Sentence.objects.bulk_create(
        Sentence(paragraph=paragraph, order=order, text=draft.text, support=draft.support)
        for order, draft in enumerate(drafts)
    )
    SentenceSource.objects.bulk_create(
        SentenceSource(
            sentence=row, object_type=ref.object_type, object_id=ref.object_id, label=ref.label[:200]
        )
        for row, draft in zip(rows, drafts, strict=True)
        for ref in draft.sources
    )


def write_sections(report: AnnualReport, sections: list[DraftSection]) -> None:
    """Store a whole tree for a report that has none yet."""
    for order, draft in enumerate(sections):
        section = Section.objects.create(report=report, order=order, kind=draft.kind, heading=draft.heading)
        for position, paragraph in enumerate(draft.paragraphs):
            _add(section, position, paragraph)


def _add(section: Section, order: int, draft: DraftParagraph) -> Paragraph:
    paragraph = Paragraph.objects.create(
        section=section,
        order=order,
        marker=draft.marker,
        number=draft.number,
        slot=draft.slot,
        drafted_text=draft.text if draft.slot else "",
    )
    write_sentences(paragraph, draft.sentences)
    return paragraph


def merge_section(section: Section, drafts: tuple[DraftParagraph, ...]) -> None:
    """Redraft a section: a person's paragraphs stay as they are and keep their place, the others are drafted anew.

    A person's paragraph whose record is gone stays behind the paragraph that it followed before.
    """
    old = list(section.paragraphs.all())
    touched = [p for p in old if p.is_edited or p.is_left_out or not p.slot]
    by_slot = {p.slot: p for p in old if p.slot}
    drafted = {draft.slot for draft in drafts}
    loose = [p for p in touched if p.slot not in drafted]
    section.paragraphs.filter(
        pk__in=[p.pk for p in old if p.slot not in drafted and p not in touched]
    ).delete()
    placed = [_merge(section, by_slot.get(draft.slot), draft, touched) for draft in drafts]
    for paragraph in loose:
        placed.insert(_place_after(old[: old.index(paragraph)], placed), paragraph)
    for order, paragraph in enumerate(placed):
        Paragraph.objects.filter(pk=paragraph.pk).update(order=order)
    renumber(section)


def _merge(
    section: Section, paragraph: Paragraph | None, draft: DraftParagraph, touched: list[Paragraph]
) -> Paragraph:
    """The paragraph of a slot after redrafting. It stays the same row, so that a form opened before still finds it."""
    if paragraph is None:
        return _add(section, 0, draft)
    if paragraph not in touched and drafts_of(paragraph) != list(draft.sentences):
        write_sentences(paragraph, draft.sentences)
        paragraph.lock_version += 1
    paragraph.drafted_text = draft.text
    paragraph.save(update_fields=["drafted_text", "lock_version"])
    return paragraph


def _place_after(before: list[Paragraph], placed: list[Paragraph]) -> int:
    """Where a paragraph goes: behind the nearest one before it that is still there."""
    places = {paragraph.pk: position for position, paragraph in enumerate(placed)}
    return next((places[p.pk] + 1 for p in reversed(before) if p.pk in places), 0)


def renumber(section: Section) -> None:
    """Give the numbered paragraphs of a section running numbers per style; what is left out has none.

    A style that first stands inside another (1. below （一）) begins anew with each number of the outer one.
    """
    counts: dict[str, int] = {}
    for paragraph in section.paragraphs.filter(is_left_out=False).exclude(marker=Marker.NONE):
        outer = list(counts)
        if paragraph.marker in counts:
            outer = outer[: outer.index(paragraph.marker) + 1]
        counts = {marker: counts[marker] for marker in outer}
        counts[paragraph.marker] = counts.get(paragraph.marker, 0) + 1
        if paragraph.number != counts[paragraph.marker]:
            Paragraph.objects.filter(pk=paragraph.pk).update(number=counts[paragraph.marker])
