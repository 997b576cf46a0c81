"""The text of a report as stored: sentences, facts `{name}` and gaps 【待补充：…】, written and redrafted."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from django.db.models import QuerySet

from reports.claims.values import Memory

from .document import SourceRef
from .enums import Marker, Support
from .models import AnnualReport, Paragraph, Section, Sentence, SentenceSource

FACT = re.compile(r"\{([^{}\s]{1,40})\}")
# A fact that is whole sentences (“{办实事情况}”) ends one like a full stop, unless the text goes on behind a comma.
_WHOLE = r"\{[^{}\s]{1,38}情况\}(?![，、；：。！？])"
# A gap with which a sentence begins is one by itself, unless the text goes on behind a mark.
_GAP_ALONE = "【待补充[^】]*】(?![，、；：。！？])"
# What stands in a gap or in the name of a document is no end of a sentence.
_SENTENCE = re.compile(
    rf"{_GAP_ALONE}|(?:【[^】]*】|《[^》]{{1,80}}》|(?!{_WHOLE})[^。！？])*(?:{_WHOLE}|[。！？]+[”’」』）】》]*|$)"
)
_PIECE = re.compile(FACT.pattern.replace("(", "(?:") + "|.", re.DOTALL)
GAP = re.compile(r"【待补充[^】]*】")
# Edited wording keeps the sources of the sentence it replaced when at least this much of it stayed.
KEEP_SOURCES_RATIO = 0.6


@dataclass(frozen=True)
class DraftSentence:
    """A sentence to be stored: text with facts as `{name}`, what stands behind it, and the records.

    `wording`: the text that the records were named for, where an edit has changed it; `reason` why it is kept as it is.
    """

    text: str
    support: str
    sources: tuple[SourceRef, ...] = ()
    wording: str = ""
    reason: str = ""


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
    """The sentences of an edited paragraph; what stayed keeps the records of the old sentences it came from.

    An unchanged sentence keeps everything. A changed one, also one made of several, keeps the sources of the old
    sentences of which it has at least KEEP_SOURCES_RATIO, or that make up as much of it; each old sentence serves once.
    """
    (result,) = rebuild_all([text], old)
    return result


def rebuild_all(texts: Sequence[str], old: list[DraftSentence]) -> list[list[DraftSentence]]:
    """The sentences of several paragraphs, in their order, that split, merged or moved what the old sentences said.

    As `rebuild`, each old sentence serving once, but that both halves of one cut in two by a paragraph's end rest on
    its records.
    """
    unused = list(old)
    rows = [split_sentences(text) for text in texts]
    found = [[_same(piece, unused) for piece in row] for row in rows]
    for n, (row, behind) in enumerate(pairwise(rows)):
        if row and behind and found[n][-1] is None and found[n + 1][0] is None:
            cut = _same(row[-1] + behind[0], unused)
            found[n][-1], found[n + 1][0] = cut and _half(cut, row[-1]), cut and _half(cut, behind[0])
    return [
        [draft or _from_old(piece, unused) for piece, draft in zip(row, drafts, strict=True)]
        for row, drafts in zip(rows, found, strict=True)
    ]


def _same(piece: str, unused: list[DraftSentence]) -> DraftSentence | None:
    """The old sentence that says the very same, taken out of those that are left."""
    words = "".join(piece.split())
    same = next((draft for draft in unused if "".join(draft.text.split()) == words), None)
    if same is None:
        return None
    unused.remove(same)
    return replace(same, text=piece, wording=same.wording or same.text)


def _half(draft: DraftSentence, text: str) -> DraftSentence:
    """A part of a sentence; where nobody changed it since its records were named, they are named for the part too."""
    is_as_named = draft.wording.split() == draft.text.split()
    support = draft.support if draft.support == Support.FRAME else support_of(text, draft.sources)
    return replace(draft, text=text, wording=text if is_as_named else draft.wording, support=support)


def _from_old(piece: str, unused: list[DraftSentence]) -> DraftSentence:
    kept = [draft for draft in unused if stays(draft.text, piece)]
    for draft in kept:
        unused.remove(draft)
    sources = tuple(dict.fromkeys(source for draft in kept for source in draft.sources))
    wording = "".join(draft.wording or draft.text for draft in kept)
    return DraftSentence(piece, support_of(piece, sources), sources, wording)


def stays(old: str, new: str) -> bool:
    """Whether most of a sentence stands in another, or the other is mostly a part of it."""
    before, after = pieces_of(old), pieces_of(new)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    shared = sum(b.size for b in blocks if b.size > 1 or (b.size and FACT.fullmatch(before[b.a])))
    return shared >= KEEP_SOURCES_RATIO * min(len(before), len(after))


def pieces_of(text: str) -> list[str]:
    """The characters of a text, a fact being one."""
    return _PIECE.findall(text)


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
    """A section to be stored, with what it draws on and its agreed length (`reports.report_templates.plan`)."""

    kind: str
    heading: str
    paragraphs: tuple[DraftParagraph, ...]
    draws: list[str] = field(default_factory=list)
    areas: str = ""
    fewest: int = 0
    most: int = 0


def drafts_of(paragraph: Paragraph) -> list[DraftSentence]:
    """The stored sentences of a paragraph with their sources."""
    return [
        DraftSentence(
            sentence.text,
            sentence.support,
            tuple(SourceRef(s.object_type, s.object_id, s.label) for s in sentence.sources.all()),
            sentence.wording if sentence.wording != sentence.text else "",
            sentence.reason,
        )
        for sentence in paragraph.sentences.all()
    ]


@dataclass(frozen=True)
class Heard:
    """What the records and facts of some paragraphs said when a person last heard of them: of a record by sentence.

    `rows` are the sentences as they were read, by paragraph.
    """

    records: dict[tuple[str, int], dict[str, tuple[dict[str, str], int | None]]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    rows: dict[int, list[Sentence]] = field(default_factory=dict)

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph]) -> "Heard":
        """Read before any of them is written anew."""
        rows = [row.pk for row in paragraphs]
        return cls.read(Sentence.objects.filter(paragraph__in=rows).prefetch_related("sources"))

    @classmethod
    def read(cls, sentences: Iterable[Sentence]) -> "Heard":
        """Of sentences that were read with their sources."""
        heard = cls()
        for sentence in sentences:
            heard.rows.setdefault(sentence.paragraph_id, []).append(sentence)
            heard.values.update(sentence.values)
            for one in sentence.sources.all():
                told = heard.records.setdefault((one.object_type, one.object_id), {})
                told[sentence.text.strip()] = (one.seen, one.seen_version)
        return heard

    def of_record(self, ref: SourceRef, draft: DraftSentence) -> tuple[dict[str, str], int | None] | None:
        """What it said for a sentence: for the same before, else for all that rested on it."""
        told = self.records.get((ref.object_type, ref.object_id), {})
        same = told.get(draft.text.strip()) or told.get(draft.wording.strip())
        if same or not told:
            return same
        seen = {label: text for fields, _ in told.values() for label, text in fields.items()}
        return seen, next(iter(told.values()))[1]


def write_sentences(
    paragraph: Paragraph,
    drafts: Sequence[DraftSentence],
    memory: Memory,
    *,
    afresh: Container[str] = (),
    heard: Heard | None = None,
) -> None:
    """Replace the sentences of a paragraph; one that stays as it is keeps its row.

    What a record or a fact said when a person last heard of it, there or in the paragraphs of `heard`, stays with a
    sentence, unless its text is among those told `afresh`. `heard` was read before any of them was written.
    """
    heard = heard or Heard.of([paragraph])
    told = [(draft, Heard() if draft.text.strip() in afresh else heard) for draft in drafts]
    memory.load(ref for draft, known in told for ref in draft.sources if not known.of_record(ref, draft))
    left, rows, fresh = list(heard.rows.get(paragraph.pk, ())), [], []
    for order, (draft, known) in enumerate(told):
        row, sources = _row_of(draft, known, memory)
        row.paragraph, row.order = paragraph, order
        same = next((one for one in left if _said(one, one.sources.all()) == _said(row, sources)), None)
        if same is None:
            fresh.append((row, sources))
        else:
            left.remove(same)
            if same.order != order:
                same.order = order
                same.save(update_fields=["order"])
        rows.append(same or row)
    if left:
        Sentence.objects.filter(pk__in=[one.pk for one in left]).delete()
    Sentence.objects.bulk_create(row for row, _ in fresh)
    for row, sources in fresh:
        for source in sources:
            source.sentence = row
    SentenceSource.objects.bulk_create(source for _, sources in fresh for source in sources)
    heard.rows[paragraph.pk] = rows


def _row_of(draft: DraftSentence, heard: Heard, memory: Memory) -> tuple[Sentence, list[SentenceSource]]:
    """A sentence as it is to be stored, with its sources: as a person last heard of them, else as they are now."""
    names = fact_names(draft.text)
    known = _of(heard.values, names)
    values = memory.values_in(name for name in names if name not in known) | known
    sources = []
    for ref in draft.sources:
        seen, version = heard.of_record(ref, draft) or memory.behind(draft.text, ref)
        about = {"object_type": ref.object_type, "object_id": ref.object_id, "label": ref.label[:200]}
        sources.append(SentenceSource(**about, seen=seen, seen_version=version))
    return Sentence(
        text=draft.text,
        support=draft.support,
        wording=draft.wording or draft.text,
        reason=draft.reason,
        values=values,
    ), sources


def _said(row: Sentence, sources: Iterable[SentenceSource]) -> tuple[object, ...]:
    """All that is stored of a sentence but its place."""
    behind = [(one.object_type, one.object_id, one.label, one.seen, one.seen_version) for one in sources]
    return row.text, row.support, row.wording, row.reason, row.values, behind


def known_values(paragraph: Paragraph) -> dict[str, str]:
    """What the facts of a paragraph were when a person last heard of them."""
    return {name: text for one in paragraph.sentences.all() for name, text in one.values.items()}


def _of(values: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: values[name] for name in names if name in values}


def hear(sentences: Iterable[Sentence], memory: Memory) -> None:
    """Note that a person knows the present values of the facts in these sentences."""
    for one in sentences:
        values = memory.values_in(fact_names(one.text))
        if values != one.values:
            one.values = values
            one.save(update_fields=["values"])


def arranged(draft: DraftSection) -> dict[str, object]:
    """The columns of a section that its plan gives it."""
    return {
        "kind": draft.kind,
        "heading": draft.heading,
        "draws": draft.draws,
        "areas": draft.areas,
        "fewest": draft.fewest,
        "most": draft.most,
    }


def write_sections(report: AnnualReport, sections: list[DraftSection], memory: Memory) -> None:
    """Store a whole tree for a report that has none yet."""
    for order, draft in enumerate(sections):
        section = Section.objects.create(report=report, order=order, **arranged(draft))
        for position, paragraph in enumerate(draft.paragraphs):
            add(section, position, paragraph, memory)


def add(section: Section, order: int, draft: DraftParagraph, memory: Memory) -> Paragraph:
    """Store a drafted paragraph in its place; those behind it are not moved."""
    paragraph = Paragraph.objects.create(
        section=section,
        order=order,
        marker=draft.marker,
        number=draft.number,
        slot=draft.slot,
        drafted_text=draft.text if draft.slot else "",
    )
    write_sentences(paragraph, draft.sentences, memory, heard=Heard())
    return paragraph


def merge_section(section: Section, drafts: tuple[DraftParagraph, ...], memory: Memory) -> None:
    """Redraft a section: a person's paragraphs stay as they are and keep their place, the others are drafted anew.

    A person's paragraph whose record is gone stays behind the paragraph that it followed before. One that was moved
    out of the section is drafted anew where it stands now.
    """
    old = list(section.paragraphs.all())
    slots = [draft.slot for draft in drafts]
    gone = [row.pk for row in old if row.slot not in slots and not is_persons(row) and not row.is_moved]
    section.paragraphs.filter(pk__in=gone).delete()
    stored = by_slot(Paragraph.objects.filter(section__report=section.report_id))
    for draft in drafts:
        for row in stored.get(draft.slot, ()):
            _merge(row, draft, memory, is_kept=is_persons(row))
        if draft.slot not in stored:
            add(section, len(old), draft, memory)
    arrange(section, slots)


def is_persons(paragraph: Paragraph) -> bool:
    """Whether the words are a person's, so that redrafting leaves them."""
    return paragraph.is_edited or paragraph.is_left_out or not paragraph.slot


def by_slot(rows: Iterable[Paragraph]) -> dict[str, list[Paragraph]]:
    """The paragraphs that were drafted from the same record: several where one was split."""
    found: dict[str, list[Paragraph]] = {}
    for row in rows:
        if row.slot:
            found.setdefault(row.slot, []).append(row)
    return found


def pieces(paragraph: Paragraph) -> QuerySet[Paragraph]:
    """The paragraphs that it was split into, itself among them."""
    if not paragraph.slot:
        return Paragraph.objects.filter(pk=paragraph.pk)
    return Paragraph.objects.filter(section__report=paragraph.section.report_id, slot=paragraph.slot)


def arrange(section: Section, slots: Sequence[str]) -> None:
    """Put the drafted paragraphs of a section in this order, every other one behind the one that it followed before.

    One that a person moved counts among the others, and so do the further pieces of one that was split.
    """
    rows = list(section.paragraphs.order_by("order", "pk"))
    first = by_slot(row for row in rows if not row.is_moved)
    placed = [first[slot][0] for slot in slots if slot in first]
    for row in [row for row in rows if row not in placed]:
        placed.insert(place_after(rows[: rows.index(row)], placed), row)
    set_order(placed)
    renumber(section)


def set_order(rows: Sequence[Paragraph]) -> None:
    """Let the paragraphs of a section stand in this order."""
    for order, row in enumerate(rows):
        if row.order != order:
            row.order = order
            Paragraph.objects.filter(pk=row.pk).update(order=order)


def _merge(paragraph: Paragraph, draft: DraftParagraph, memory: Memory, *, is_kept: bool) -> None:
    """Redraft a paragraph. It stays the same row, so that a form opened before still finds it."""
    if not is_kept:
        if drafts_of(paragraph) == list(draft.sentences):
            hear(paragraph.sentences.all(), memory)
        else:
            texts = {one.text.strip() for one in draft.sentences}
            write_sentences(paragraph, draft.sentences, memory, afresh=texts)
            paragraph.lock_version += 1
    paragraph.drafted_text = draft.text
    paragraph.save(update_fields=["drafted_text", "lock_version"])


def place_after(before: list[Paragraph], placed: list[Paragraph]) -> int:
    """Where a paragraph goes: behind the nearest one before it that is still there."""
    places = {paragraph.pk: position for position, paragraph in enumerate(placed)}
    return next((places[p.pk] + 1 for p in reversed(before) if p.pk in places), 0)


def renumber(section: Section) -> None:
    """Give the numbered paragraphs of a section running numbers per style; what is left out has none.

    A style that first stands inside another (1. below （一）) begins anew with each number of the outer one.
    """
    counts: dict[str, int] = {}
    for paragraph in section.paragraphs.filter(is_left_out=False):
        number = None
        if paragraph.marker:
            outer = list(counts)
            if paragraph.marker in counts:
                outer = outer[: outer.index(paragraph.marker) + 1]
            counts = {marker: counts[marker] for marker in outer}
            number = counts[paragraph.marker] = counts.get(paragraph.marker, 0) + 1
        if paragraph.number != number:
            Paragraph.objects.filter(pk=paragraph.pk).update(number=number)
