"""Cuts the paragraphs of a section into introduction, items and points."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reports.importing.numbering import Number, NumberStyle, inline_numbers, label_number, leading_number
from reports.importing.runs import Mark, Run, main_run
from reports.importing.schema import ParsedParagraph, Piece, Role
from reports.importing.source import SourceParagraph


@dataclass(frozen=True, slots=True)
class _Cut:
    """A block opens here: `item` and `point` count from 0."""

    mark: Mark
    item: int
    point: int | None


def numbered_paragraph(source: SourceParagraph, role: Role = Role.BODY) -> ParsedParagraph:
    """The paragraph with the label it begins with set apart, not yet cut."""
    number = number_of(source)
    if number is None:
        return ParsedParagraph(role, source.text)
    return ParsedParagraph(
        role, source.text[number.end :], number.label, number.style.name, bool(source.label)
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
            result.append(ParsedParagraph(aside[row], source.text))
            continue
        own = by_row.get(row, [])
        result.append(_cut_paragraph(source, own, state))
        if own:
            state = (own[-1].item, own[-1].point)
    return result, jumps


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
    whole = numbered_paragraph(source)
    opens = bool(cuts) and cuts[0].mark.start == 0
    if not opens and not source.label:
        whole = ParsedParagraph(Role.BODY, source.text)
    pieces = []
    if not opens:
        end = cuts[0].mark.start if cuts else len(source.text)
        pieces.append(Piece("", source.text[:end].rstrip(), *state))
    for place, cut in enumerate(cuts):
        end = cuts[place + 1].mark.start if place + 1 < len(cuts) else len(source.text)
        text = source.text[cut.mark.end : max(end, cut.mark.end)].rstrip()
        pieces.append(Piece(cut.mark.label, text, cut.item, cut.point))
    return replace(whole, pieces=tuple(pieces))
