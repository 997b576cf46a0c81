"""What a person says of a paragraph of an older report: a heading of a kind of section, an item, a point, the words before go on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from documents.reading.files import SourceParagraph

from .blocks import number_of
from .outline import Candidate
from .schema import KIND_LABELS, ParsedParagraph, ParsedSection, Piece, SectionKind

HEADING, ITEM, POINT, TEXT = "heading:", "item", "point", "text"
KINDS = {
    **{f"{HEADING}{kind.value}": f"部分的标题：{label}" for kind, label in KIND_LABELS.items()},
    ITEM: "新的一条",
    POINT: "上一条里的小点",
    TEXT: "接着上面的内容",
}
LEARNED_MOST = 40


def heading_key(text: str) -> str:
    """A heading by its words alone, without number, blanks and marks: how it is kept and found again."""
    number = number_of(SourceParagraph(text))
    return re.sub(r"[\W_]+", "", text[number.end if number else 0 :])


def with_learned(
    paragraphs: Iterable[SourceParagraph], learned: Mapping[str, str]
) -> tuple[SourceParagraph, ...]:
    """The paragraphs, those whose words the branch has said to be a heading marked as such."""
    if not learned:
        return tuple(paragraphs)
    return tuple(
        replace(one, forced=HEADING + kind)
        if not one.forced
        and len(one.text) <= LEARNED_MOST + 10
        and (kind := learned.get(heading_key(one.text)))
        else one
        for one in paragraphs
    )


def headings_said(paragraphs: Sequence[SourceParagraph], found: Iterable[Candidate]) -> list[Candidate]:
    """The headings that were found, without those that are said to be none and with those that are said to be one."""
    kept = {one.row: one for one in found if not paragraphs[one.row].forced}
    for row, source in enumerate(paragraphs):
        if said_kind(source.forced):
            number = number_of(source)
            head = source.text[number.end if number else 0 :]
            kept[row] = Candidate(row, source, number, head, len(source.text), None)
    return [kept[row] for row in sorted(kept)]


def said_kind(forced: str) -> SectionKind | None:
    """The kind of section that a paragraph is said to head."""
    return SectionKind(forced.removeprefix(HEADING)) if forced.startswith(HEADING) else None


def regrouped(section: ParsedSection) -> ParsedSection:
    """The section with items and points where they are said to begin, all counted anew."""
    if not any(one.forced in {ITEM, POINT, TEXT} for one in section.paragraphs):
        return section
    counter = _Counter()
    return replace(section, paragraphs=tuple(map(counter.take, section.paragraphs)))


class _Counter:
    """Counts items and points through a section."""

    def __init__(self) -> None:
        self.item: int | None = None
        self.point: int | None = None
        self.read: tuple[int | None, int | None] = (None, None)

    def take(self, paragraph: ParsedParagraph) -> ParsedParagraph:
        """The paragraph with its pieces counted on."""
        forced = paragraph.forced
        pieces = paragraph.pieces
        if forced in {ITEM, POINT, TEXT} and not pieces:
            pieces = (Piece("", paragraph.text),)
        if forced == TEXT:
            self.read = (pieces[-1].item, pieces[-1].point)
            text = "".join(piece.number + piece.text for piece in pieces)
            return replace(paragraph, pieces=(Piece("", text, self.item, self.point),))
        made = []
        for place, piece in enumerate(pieces):
            self._count(piece, forced if place == 0 else "")
            made.append(replace(piece, item=self.item, point=self.point))
        return replace(paragraph, pieces=tuple(made))

    def _count(self, piece: Piece, forced: str) -> None:
        opens_item = piece.item is not None and piece.item != self.read[0]
        opens_point = piece.point is not None and (piece.item, piece.point) != self.read
        self.read = (piece.item, piece.point)
        if forced == ITEM or (not forced and opens_item and piece.point is None):
            self.item, self.point = 0 if self.item is None else self.item + 1, None
        elif self.item is not None and (forced == POINT or opens_point):
            self.point = 0 if self.point is None else self.point + 1
        elif forced == POINT or opens_item:
            self.item, self.point = 0 if self.item is None else self.item + 1, None
