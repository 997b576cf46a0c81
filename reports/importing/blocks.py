"""The blocks of a stretch of text: which labels form a run 1, 2, 3 … and so open them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.numbering import (
    NEXT,
    WEAK_STYLES,
    Number,
    NumberStyle,
    inline_numbers,
    label_number,
    leading_number,
)
from documents.reading.files import SourceParagraph

from .schema import ParsedParagraph, Piece, Role


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place: paragraph `row`, offset `start` to `end`; `depth` is Word's list level."""

    row: int
    start: int
    end: int
    style: NumberStyle
    value: int
    label: str
    is_leading: bool
    depth: int = 0

    @property
    def key(self) -> tuple[NumberStyle, int]:
        """Labels with the same key can follow one another in a run."""
        return self.style, self.depth


@dataclass(frozen=True, slots=True)
class Run:
    """The labels of one run, and the places where its numbers jump (previous value, mark)."""

    marks: tuple[Mark, ...]
    jumps: tuple[tuple[int, Mark], ...] = ()
    is_leading: bool = True  # all its labels begin paragraphs


def main_run(marks: Sequence[Mark], without: Run | None = None) -> Run | None:
    """The outermost run among `marks` (in text order), or None.

    Labels that begin paragraphs go before labels inside them. `without` is the run of the block
    outside: its key is left out, unless that run stands at paragraph beginnings only and the
    labels are inline (“一是……。一是……二是……” inside one paragraph).
    """
    mixed = without is not None and not without.is_leading
    groups: dict[tuple[NumberStyle, int], list[Mark]] = {}
    for mark in marks:
        if without and mark.key == without.marks[0].key and (mark.is_leading or mixed):
            continue
        groups.setdefault(mark.key, []).append(mark)
    runs = [run for group in groups.values() if (run := _run_of(group))]
    leading = [run for run in runs if any(mark.is_leading for mark in run.marks)]
    if leading:
        return min(leading, key=_first_leading)
    return min(runs, key=lambda run: (run.marks[0].row, run.marks[0].start), default=None)


def _first_leading(run: Run) -> tuple[int, int]:
    return next((mark.row, mark.start) for mark in run.marks if mark.is_leading)


def _run_of(group: list[Mark]) -> Run | None:
    """The run in marks of one key, or None."""
    builder = _Builder(group)
    for place, mark in enumerate(group):
        if mark.is_leading:
            builder.take_leading(place, mark)
        else:
            builder.take_inline(place, mark)
    return builder.result()


class _Builder:
    """Walks the marks of one key. A mark in the text counts only where it continues the run; one
    that begins a paragraph also where the count jumps, which is reported."""

    def __init__(self, group: list[Mark]) -> None:
        self.group = group
        self.marks: list[Mark] = []
        self.jumps: list[tuple[int, Mark]] = []
        self.last = 0
        self.nested = 0
        self.next_leading = _next_leading_values(group)
        first = next((mark for mark in group if mark.is_leading), None)
        # An inline list in the introduction, before a list of paragraphs that starts at 1.
        self.has_leading = first is not None
        self.inline_from = first.row if first and first.value == 1 else -1

    def take_leading(self, place: int, mark: Mark) -> None:
        value = self.last + 1 if mark.value == NEXT else mark.value
        lonely = mark.style in WEAK_STYLES or self.next_leading[place] != value + 1
        if not self.marks and value != 1 and lonely and mark.end:
            return  # a lone typed “5、” is no list; “2、”, “3、” is one without its first number
        if value != self.last + 1:
            self.jumps.append((self.last, mark))
        self._accept(mark, value)

    def take_inline(self, place: int, mark: Mark) -> None:
        if mark.row < self.inline_from:
            return
        value = self.last + 1 if mark.value == NEXT and self.last > 1 else mark.value
        if self.nested and value == self.nested + 1:
            self.nested = value
        elif value == self.last + 1 and self.next_leading[place] != value:
            if self.last or self._is_followed(place):
                self._accept(mark, value)
        elif value == 1 and self.marks and not self._starts_anew(place, mark):
            self.nested = 1
        elif (value == 1 and self.marks) or (self._is_slip(mark, value) and self.next_leading[place] == 0):
            self.jumps.append((self.last, mark))
            self._accept(mark, value)

    def _starts_anew(self, place: int, mark: Mark) -> bool:
        """A second list in a later paragraph, where no list stands at paragraph beginnings."""
        apart = not self.has_leading and mark.row > self.marks[-1].row
        return apart and self._is_followed(place)

    def _is_slip(self, mark: Mark, value: int) -> bool:
        """“二是……二是” or “一是……三是” in running text: a slip of the pen, yet a block."""
        slipped = value in (self.last, self.last + 2)
        return mark.style is NumberStyle.IS and self.last > 0 and slipped

    def _accept(self, mark: Mark, value: int) -> None:
        self.marks.append(mark if mark.value == value else replace(mark, value=value))
        self.last, self.nested = value, 0

    def _is_followed(self, place: int) -> bool:
        following = self.group[place + 1 : place + 2]
        return bool(following) and following[0].value in (2, NEXT)

    def result(self) -> Run | None:
        if not self.marks:
            return None
        lone = len(self.marks) == 1
        if lone and (not self.marks[0].is_leading or self.marks[0].style in WEAK_STYLES):
            return None
        is_leading = all(mark.is_leading for mark in self.marks)
        return Run(tuple(self.marks), tuple(self.jumps), is_leading)


def _next_leading_values(group: list[Mark]) -> list[int]:
    """For each mark the value of the next one that begins a paragraph; 0 if there is none."""
    values, following = [], 0
    for mark in reversed(group):
        values.append(following)
        if mark.is_leading:
            following = mark.value
    return values[::-1]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A block opens here: `item` and `point` count from 0."""

    mark: Mark
    item: int
    point: int | None


def paragraph_of(source: SourceParagraph, role: Role, pieces: tuple[Piece, ...] = ()) -> ParsedParagraph:
    """The paragraph in this role, with the words that the file has."""
    return ParsedParagraph(role, source.text, pieces=pieces, row=source.row, forced=source.forced)


def numbered_paragraph(
    source: SourceParagraph, role: Role = Role.BODY, pieces: tuple[Piece, ...] = ()
) -> ParsedParagraph:
    """The paragraph with the label it begins with set apart."""
    number = number_of(source)
    if number is None:
        return paragraph_of(source, role, pieces)
    return ParsedParagraph(
        role,
        source.text[number.end :],
        number.label,
        number.style.name,
        bool(source.label),
        pieces=pieces,
        row=source.row,
        forced=source.forced,
    )


def number_of(source: SourceParagraph) -> Number | None:
    """The paragraph's own label: Word's, or else the one it begins with."""
    if source.label:
        return label_number(source.label, fallback=1)
    return leading_number(source.text)


def cut_section(
    paragraphs: list[SourceParagraph], aside: dict[int, Role]
) -> tuple[list[ParsedParagraph], list[tuple[int, Mark]]]:
    """The paragraphs with their pieces, and the jumps of the items' and points' numbers.

    `aside` gives the rows that are no running text and their roles; unnumbered subheadings among
    them open the items where a section has no numbers at all.
    """
    marks = [
        mark for row, source in enumerate(paragraphs) if row not in aside for mark in _marks(row, source)
    ]
    run = main_run(marks)
    if run is None or not run.is_leading:
        leads = _lead_run(paragraphs, aside)
        # One paragraph “主要有：一是……；二是……” only leads in what is counted inside it.
        run = leads if leads and (run is None or len(leads.marks) > 1) else run
        marks = sorted(
            {*marks, *(run.marks if run else ())}, key=lambda mark: (mark.row, mark.start, mark.end)
        )
    if run is None and (run := _subheading_run(paragraphs, aside)):
        marks = list(run.marks)
        aside = {row: role for row, role in aside.items() if role is not Role.SUBHEADING}
    cuts, jumps = _cuts(marks, run) if run else ([], [])
    by_row: dict[int, list[_Cut]] = {}
    for cut in cuts:
        by_row.setdefault(cut.mark.row, []).append(cut)
    state: tuple[int | None, int | None] = (None, None)
    result = []
    for row, source in enumerate(paragraphs):
        if row in aside:
            result.append(paragraph_of(source, aside[row]))
            continue
        own = by_row.get(row, [])
        result.append(_cut_paragraph(source, own, state))
        if own:
            state = (own[-1].item, own[-1].point)
    return result, jumps


# 在学习方面，…… and 学习方面：…… begin one block each, where every paragraph begins so.
_ASPECT = re.compile(r"(?:在|对照)?[^，。；：:！？\n]{2,24}(?:方面|上)(?:存在|[，,：:])")
_LEAD = re.compile(r"[^，。；：:！？“”\n]{2,14}[：:](?=\S)")


def _lead_run(paragraphs: list[SourceParagraph], aside: dict[int, Role]) -> Run | None:
    """Unnumbered paragraphs that each begin with what they are about, after at most one that leads in."""
    rows = [row for row in range(len(paragraphs)) if row not in aside]
    for pattern in (_ASPECT, _LEAD):
        begun = [
            row for row in rows if pattern.match(paragraphs[row].text) and not number_of(paragraphs[row])
        ]
        if begun and begun in (rows, rows[1:]):
            marks = [
                Mark(row, 0, 0, NumberStyle.FOREIGN, value, "", True) for value, row in enumerate(begun, 1)
            ]
            return Run(tuple(marks))
    return None


def _subheading_run(paragraphs: list[SourceParagraph], aside: dict[int, Role]) -> Run | None:
    rows = [row for row in range(len(paragraphs)) if aside.get(row) is Role.SUBHEADING]
    marks = [Mark(row, 0, 0, NumberStyle.FOREIGN, value, "", True) for value, row in enumerate(rows, 1)]
    return Run(tuple(marks)) if len(marks) > 1 else None


def _marks(row: int, source: SourceParagraph) -> Iterable[Mark]:
    """Labels of one paragraph. Directly after a leading label another may follow (“1、一是”)."""
    number = number_of(source)
    start = 0
    if number:
        start = number.end
        yield _mark(row, number, True, source.list_level if source.label else 0)
        typed = leading_number(source.text) if source.label else None
        if typed:
            start = typed.end
            yield _mark(row, typed, True, 0)
    for inline in inline_numbers(source.text, start):
        yield _mark(row, inline, False, 0)


def _mark(row: int, number: Number, is_leading: bool, depth: int) -> Mark:
    return Mark(row, number.start, number.end, number.style, number.value, number.label, is_leading, depth)


def _cuts(marks: list[Mark], run: Run) -> tuple[list[_Cut], list[tuple[int, Mark]]]:
    cuts, jumps = [], list(run.jumps)
    places = {id_of(mark): place for place, mark in enumerate(marks)}
    starts = [places[id_of(mark)] for mark in run.marks]
    for item, (mark, start) in enumerate(zip(run.marks, starts, strict=True)):
        cuts.append(_Cut(mark, item, None))
        end = starts[item + 1] if item + 1 < len(starts) else len(marks)
        inner = [one for one in marks[start + 1 : end] if _is_after(one, mark)]
        points = main_run(inner, without=run)
        if points:
            jumps += points.jumps
            cuts += [_Cut(one, item, point) for point, one in enumerate(points.marks)]
    return cuts, jumps


def id_of(mark: Mark) -> tuple[int, int, int, str]:
    """Where a mark stands; labels by Word share the place of typed ones but not the style."""
    return mark.row, mark.start, mark.end, mark.style.name


def _is_after(mark: Mark, opener: Mark) -> bool:
    return (mark.row, mark.start) >= (opener.row, opener.end)


def _cut_paragraph(
    source: SourceParagraph, cuts: list[_Cut], state: tuple[int | None, int | None]
) -> ParsedParagraph:
    """One paragraph in pieces; a label that opens no block goes back into the text."""
    opens = bool(cuts) and cuts[0].mark.start == 0
    pieces = []
    if not opens:
        end = cuts[0].mark.start if cuts else len(source.text)
        pieces.append(Piece("", source.text[:end].rstrip(), *state))
    for place, cut in enumerate(cuts):
        end = cuts[place + 1].mark.start if place + 1 < len(cuts) else len(source.text)
        text = source.text[cut.mark.end : max(end, cut.mark.end)].rstrip()
        pieces.append(Piece(cut.mark.label, text, cut.item, cut.point))
    of = numbered_paragraph if opens or source.label else paragraph_of
    return of(source, Role.BODY, tuple(pieces))
