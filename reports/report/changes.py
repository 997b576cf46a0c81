"""What became of a report's draft since it was written: records changed, came or went, and figures moved."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial

from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import FactBook, book_of
from reports.papers.material import drafts_for

from .enums import ReportOrigin, Support
from .models import AnnualReport, Paragraph, Section, Sentence
from .tree import (
    GAP,
    DraftParagraph,
    DraftSection,
    by_slot,
    fact_names,
    fill,
    known_values,
    split_sentences,
    stays,
)

# So many characters tell which paragraph is meant.
HEAD = 14
# What is struck and put in goes by figures and words of Latin letters, everything else by characters.
_WORD = re.compile(r"[A-Za-z]+|[\d.]+%?|.", re.DOTALL)


class ChangeKind(StrEnum):
    """What happened to the sentences."""

    REWORDED = "写法变了"
    ADDED = "新增"
    GONE = "记录里已没有"
    FILLED = "不再缺"
    ORDER = "次序变了"
    FIGURES = "数据变了"
    SOURCES = "依据变了"


@dataclass(frozen=True)
class Step:
    """One stretch of sentences that the records would now have otherwise.

    `base` and `drafted` are the stretch as drafted then and now, `start` its place in what was drafted then.
    """

    start: int
    base: tuple[str, ...]
    drafted: tuple[str, ...]


# Nothing of these is in the words.
_ONLY_TAKEN = frozenset({ChangeKind.ORDER, ChangeKind.FIGURES, ChangeKind.SOURCES})
NOTHING = DraftParagraph("", ())


@dataclass(frozen=True)
class Part:
    """A stretch of a wording."""

    text: str
    is_struck: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Change:
    """One change for the author to decide on.

    `old` is what the report says (a person's own wording where one was written), `new` what the records would say,
    both with their facts filled in. `paragraph` None: one to be added, behind `after`. `draft`: what the records would
    say of the whole paragraph. `replaced`: `old` as it is stored.
    `slots`: the order of a section's paragraphs.
    """

    kind: ChangeKind
    section: Section
    old: str
    new: str
    paragraph: Paragraph | None = None
    draft: DraftParagraph = NOTHING
    step: Step | None = None
    replaced: str = ""
    after: Paragraph | None = None
    sentence: Sentence | None = None
    slots: tuple[str, ...] = ()
    reason: str = ""

    @property
    def key(self) -> str:
        """Names this change and no other: any further change of the records gives another."""
        place = self.paragraph.pk if self.paragraph else self.draft.slot
        told = repr((str(self.kind), place, self.step and self.step.start, self.old, self.new))
        return hashlib.sha256(told.encode()).hexdigest()[:20]

    @property
    def is_decided_here(self) -> bool:
        """Whether a person takes or leaves it on the page of changes; the others are mended in the text."""
        return self.kind != ChangeKind.SOURCES or self.draft is not NOTHING

    @property
    def may_be_left(self) -> bool:
        """Whether the words may stay as they are; figures move by themselves, an order and a source are taken or wait."""
        return self.is_decided_here and self.kind not in _ONLY_TAKEN

    @property
    def is_whole(self) -> bool:
        """Whether the records no longer have a paragraph at all."""
        return self.kind in {ChangeKind.GONE, ChangeKind.FILLED} and self.step is None

    @property
    def is_own(self) -> bool:
        """Whether taking it replaces words of a person's own."""
        return bool(self.paragraph and self.paragraph.is_edited) and self.kind != ChangeKind.FIGURES

    @property
    def parts(self) -> list[Part]:
        """Both wordings in one row, what is struck and what is put in apart from what stays."""
        return parts_of(self.old, self.new)


def parts_of(old: str, new: str) -> list[Part]:
    """Two wordings in one row, what is struck and what is put in apart from what stays."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Part("".join(before[a:b])))
        else:
            found += [Part("".join(before[a:b]), is_struck=True), Part("".join(after[c:d]), is_new=True)]
    return [part for part in found if part.text]


def changes_of(report: AnnualReport, *, on: date) -> list[Change]:
    """Every change since a report read with `with_tree()` was drafted or its author last decided, in its order.

    Left-out paragraphs stay out, whatever their records do; sections of an imported report are their author's.
    """
    book = book_of(report, on)
    sections = drafts_for(report, book.records)
    drafted = {paragraph.slot: paragraph for _, section in sections for paragraph in section.paragraphs}
    worded = list(_wordings(report, book, sections))
    is_replaced = partial(_is_replaced, worded)
    changes = [
        *worded,
        *_figures(report, book, is_replaced),
        *_sources(ReportClaims(report, book), drafted, is_replaced),
    ]
    places = {section.pk: n for n, section in enumerate(report.sections.all())}
    return sorted(changes, key=lambda change: places[change.section.pk])


def _wordings(
    report: AnnualReport, book: FactBook, sections: list[tuple[Section, DraftSection]]
) -> Iterator[Change]:
    """Paragraphs of which the records now tell otherwise, by their slots, wherever a person moved them."""
    now = partial(fill, value_of=lambda name: book.text(name) or "—")
    stored = by_slot(row for section in report.sections.all() for row in section.paragraphs.all())
    told = {paragraph.slot for _, drafted in sections for paragraph in drafted.paragraphs}
    for section, drafted in sections:
        rows = list(section.paragraphs.all())
        if report.origin == ReportOrigin.IMPORTED and not any(row.slot for row in rows):
            continue
        yield from _order(section, rows, [one.slot for one in drafted.paragraphs])
        last = None
        for paragraph in drafted.paragraphs:
            mine = stored.get(paragraph.slot, [])
            if not mine:
                yield Change(ChangeKind.ADDED, section, "", now(paragraph.text), draft=paragraph, after=last)
            if shown := [row for row in mine if not row.is_left_out]:
                yield from _steps(shown, paragraph, now)
            last = next((row for row in mine if row in rows and not row.is_moved), last)
        for row in rows:
            if row.slot and row.slot not in told and row.drafted_text and not row.is_left_out:
                old = _heard(row, row.text, now)
                kind = ChangeKind.FILLED if GAP.fullmatch(row.text.strip()) else ChangeKind.GONE
                yield Change(kind, section, old, "", row, replaced=row.text)


def _order(section: Section, rows: list[Paragraph], slots: list[str]) -> Iterator[Change]:
    """First of a section, so that it is decided last: everything new stands in it then."""
    first = by_slot(row for row in rows if not row.is_moved and not row.is_left_out)
    kept = [row for row in rows if row.slot in slots and row in first.get(row.slot, [])[:1]]
    ordered = sorted(kept, key=lambda row: slots.index(row.slot))
    if kept != ordered:
        old, new = ("".join(f"{row.text[:HEAD]}……" for row in order) for order in (kept, ordered))
        yield Change(ChangeKind.ORDER, section, old, new, slots=tuple(slots))


def _steps(
    pieces: Sequence[Paragraph], drafted: DraftParagraph, now: Callable[[str], str]
) -> Iterator[Change]:
    """What the records say otherwise of one paragraph, in the piece in which it stands where it was split."""
    base, new = split_sentences(pieces[0].drafted_text), split_sentences(drafted.text)
    for tag, a, b, c, d in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        is_split = len(pieces) > 1 and b - a == d - c
        stretches = [(n, n + 1, c + n - a) for n in range(a, b)] if is_split else [(a, b, c)]
        for begin, end, at in stretches:
            step = Step(begin, tuple(base[begin:end]), tuple(new[at : at + 1] if is_split else new[c:d]))
            yield _step(step, base, pieces, drafted, now)


def _step(
    step: Step,
    base: Sequence[str],
    pieces: Sequence[Paragraph],
    drafted: DraftParagraph,
    now: Callable[[str], str],
) -> Change:
    found = [(place_of(step, base, split_sentences(row.text)), row) for row in pieces]
    # Where nothing of it is left, in the last piece that has something of what stood before it.
    (begin, end, own), mine = max(reversed(found), key=lambda one: (one[0][1] > one[0][0], one[0][0] > 0))
    told = split_sentences(mine.text)
    replaced = "".join(text for text in told[begin:end] if text not in own)
    kind = ChangeKind.REWORDED if step.base else ChangeKind.ADDED
    return Change(
        kind if step.drafted else ChangeKind.GONE,
        mine.section,
        _heard(mine, replaced, now),
        now("".join(step.drafted)),
        mine,
        drafted,
        step,
        replaced,
    )


def _heard(paragraph: Paragraph, text: str, now: Callable[[str], str]) -> str:
    """A text with its facts as a person last heard of them."""
    values = known_values(paragraph)
    return now(fill(text, lambda name: values.get(name, f"{{{name}}}")))


def _is_replaced(worded: Collection[Change], sentence: Sentence) -> bool:
    """Whether a new wording is offered for a sentence."""
    text = sentence.text.strip()
    return any(
        one.paragraph and one.paragraph.pk == sentence.paragraph_id and text in one.replaced for one in worded
    )


def _figures(
    report: AnnualReport, book: FactBook, is_replaced: Callable[[Sentence], bool]
) -> Iterator[Change]:
    """Sentences that show other figures than a person last heard of and for which no new wording is offered."""
    for section in report.sections.all():
        for paragraph in section.paragraphs.all():
            if paragraph.is_left_out:
                continue
            for sentence in paragraph.sentences.all():
                if is_replaced(sentence):
                    continue
                now = {name: book.text(name) or "—" for name in fact_names(sentence.text)}
                then = {name: text for name, text in sentence.values.items() if name in now}
                if then != {name: now[name] for name in then}:
                    old, new = (
                        fill(sentence.text, values.__getitem__).strip() for values in (now | then, now)
                    )
                    yield Change(ChangeKind.FIGURES, section, old, new, paragraph, sentence=sentence)


def _sources(
    claims: ReportClaims, drafted: Mapping[str, DraftParagraph], is_replaced: Callable[[Sentence], bool]
) -> Iterator[Change]:
    """Sentences whose record was changed or deleted and for which no new wording is offered.

    Where the records would say the same again, another record stands behind it now.
    """
    for one in claims:
        is_left = one.paragraph.slot and one.sentence.support == Support.KEPT
        is_open = one.checked.state in {Backing.CHANGED, Backing.DELETED} and not is_left
        if not is_open or is_replaced(one.sentence):
            continue
        text = one.sentence.text.strip()
        paragraph = drafted.get(one.paragraph.slot, NOTHING)
        again = next((other for other in paragraph.sentences if other.text.strip() == text), None)
        reason = f"{one.checked.state}：{one.checked.reason}"
        if again:
            reason += f"；现在由“{'、'.join(ref.label for ref in again.sources)}”支撑"
        yield Change(
            ChangeKind.SOURCES,
            one.section,
            one.text,
            one.text if again else "",
            one.paragraph,
            paragraph if again else NOTHING,
            replaced=text,
            reason=reason,
        )


def place_of(step: Step, base: Sequence[str], told: Sequence[str]) -> tuple[int, int, list[str]]:
    """Where a stretch of what was drafted (`base`) stands in what the paragraph says now (`told`): from, to, and the
    sentences of a person's own in between.

    A stretch that is gone leaves an empty one behind the sentence before it.
    """
    places = _places(base, told)
    end = step.start + len(step.base)
    if at := [place for place in places[step.start : end] if place is not None]:
        begin, end = min(at), max(at) + 1
        return begin, end, [told[place] for place in range(begin, end) if place not in at]
    before = (place + 1 for place in reversed(places[: step.start]) if place is not None)
    begin = next(before, 0)
    return begin, begin, []


def _places(base: Sequence[str], told: Sequence[str]) -> list[int | None]:
    """For each sentence of a draft where it stands now, as it was or reworded; None where it is gone."""
    places: list[int | None] = [None] * len(base)
    for tag, a, b, c, d in SequenceMatcher(None, base, told, autojunk=False).get_opcodes():
        free = list(range(c, d))
        for n in range(a, b):
            if tag == "equal" or b - a == d - c:
                places[n] = c + n - a
            elif like := [place for place in free if stays(base[n], told[place])]:
                places[n] = like[0]
                free = [place for place in free if place > like[0]]
    return places
