"""Finds the headings of the sections: which class of lines is the document's top level.

Candidates are grouped by class: heading style level, number style, or unnumbered. The class that
names most kinds of section plainly is the top level; of equals the outermost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.importing.blocks import number_of
from reports.importing.headings import MAX_HEADING, Meaning, meaning_of
from reports.importing.numbering import Number, NumberStyle
from reports.importing.schema import SectionKind
from reports.importing.source import SourceParagraph

ClassKey = tuple[int, str]

_STOPS = "。！？；;"
_NO_HEADINGS = (NumberStyle.IS, NumberStyle.MUST, NumberStyle.FIRST, NumberStyle.OF_THEM)
_RANK = {style: 10 + place for place, style in enumerate(NumberStyle)}
_UNNUMBERED: ClassKey = (50, "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may head a section: `head` its words without number, to offset `end`.

    Long numbered paragraphs are kept with an empty head: they count in the sequence.
    """

    row: int
    source: SourceParagraph
    number: Number | None
    head: str
    end: int
    meaning: Meaning | None

    @property
    def keys(self) -> tuple[ClassKey, ...]:
        """The classes that the line belongs to."""
        found: list[ClassKey] = []
        if self.source.outline:
            found.append((self.source.outline, "outline"))
        if self.number:
            found.append((_RANK[self.number.style], f"{self.source.list_level}"))
        elif not self.source.outline:
            found.append(_UNNUMBERED)
        return tuple(found)

    @property
    def plain_kinds(self) -> tuple[SectionKind, ...]:
        """The kinds it names without naming anything else."""
        return self.meaning.kinds if self.meaning and self.meaning.is_plain else ()

    @property
    def is_whole_line(self) -> bool:
        """Whether no text follows on the line."""
        return self.end == len(self.source.text)

    @property
    def look(self) -> tuple[bool, bool, int]:
        """What tells headings without number from text."""
        return self.source.is_bold, self.source.is_centred, self.source.size


def candidates_of(paragraphs: Sequence[SourceParagraph], rows: Sequence[int]) -> list[Candidate]:
    """The lines among `rows` that may be headings."""
    found = (_candidate(row, paragraphs[row]) for row in rows)
    return [one for one in found if one is not None]


def _candidate(row: int, source: SourceParagraph) -> Candidate | None:
    number = number_of(source)
    if source.is_row or (number and number.style in _NO_HEADINGS):
        return None
    start = number.end if number else 0
    body = source.text[start:]
    end = _head_end(body)
    if end == 0 and number is None:
        return None
    head = body[:end]
    meaning = meaning_of(head)
    unmarked = not (number or source.outline or source.is_bold)
    if unmarked and not (meaning and meaning.is_plain):
        return None
    return Candidate(row, source, number, head, start + end, meaning)


def _head_end(body: str) -> int:
    """Where the heading's words end: the line, or its first clause if that names a section."""
    short = len(body) <= MAX_HEADING
    if short and not any(stop in body[:-1] for stop in _STOPS):
        whole = meaning_of(body)
        if whole and whole.is_plain:
            return len(body)
        colon = _first(body, "：:")
        if 0 < colon < len(body) and _is_plain(body[:colon]):
            return colon
        return len(body)
    for marks in ("：:。", "。"):
        end = _first(body[: MAX_HEADING + 1], marks)
        if end and _is_plain(body[:end]):
            return end
    end = _first(body[: MAX_HEADING + 1], "。")
    return end if end <= 30 else 0


def _first(body: str, marks: str) -> int:
    """The offset after the first of `marks`, or 0."""
    places = [body.find(mark) for mark in marks]
    return min((place for place in places if place >= 0), default=-1) + 1


def _is_plain(head: str) -> bool:
    meaning = meaning_of(head)
    return bool(meaning and meaning.is_plain)


def headings_of(candidates: list[Candidate]) -> list[Candidate]:
    """The headings of the top level in order; empty if no section is recognised."""
    key = _top_class(candidates)
    if key is None:
        return []
    chosen = _members(candidates, key)
    extras = _extras(candidates, chosen, is_numbered=key != _UNNUMBERED)
    return sorted([*chosen, *extras], key=lambda one: one.row)


def subheadings_of(candidates: list[Candidate]) -> list[Candidate]:
    """Headings inside a section that part it into different kinds (problems, causes …), or none.

    All lines of their class must name a kind, at least two kinds in all; without numbers each
    kind once, for lines such as “整改措施” may stand under every single problem.
    """
    key = _top_class(candidates)
    if key is None:
        return []
    chosen = _members(candidates, key)
    kinds = [one.plain_kinds[0] for one in chosen if one.plain_kinds]
    if len(kinds) < len(chosen) or len(set(kinds)) < 2:
        return []
    return [] if key == _UNNUMBERED and len(set(kinds)) < len(kinds) else chosen


def _members(candidates: list[Candidate], key: ClassKey) -> list[Candidate]:
    members = [one for one in candidates if key in one.keys]
    if key == _UNNUMBERED:
        return _unnumbered(members)
    if key[1] == "outline":
        return [one for one in members if one.head]
    return _chain(members)


def _top_class(candidates: list[Candidate]) -> ClassKey | None:
    plain: dict[ClassKey, set[SectionKind]] = {}
    loose: dict[ClassKey, set[SectionKind]] = {}
    first: dict[ClassKey, int] = {}
    for one in candidates:
        for key in one.keys:
            if one.plain_kinds:
                plain.setdefault(key, set()).update(one.plain_kinds)
                first.setdefault(key, one.row)
            elif one.meaning and key != _UNNUMBERED:
                loose.setdefault(key, set()).update(one.meaning.kinds)
    for table in (plain, loose):
        if best := min(table, key=lambda key: (-len(table[key]), key), default=None):
            # A class further out that begins earlier and names other kinds encloses the best.
            outer = [
                key
                for key in table
                if key < best and table[key] - table[best] and first.get(key, 0) < first.get(best, 0)
            ]
            return min(outer, default=best)
    return None


def _unnumbered(members: list[Candidate]) -> list[Candidate]:
    """Plain headings, and bold ones of the very same look where all plain ones are bold."""
    plain = [one for one in members if one.plain_kinds]
    looks = {one.look for one in plain}
    if not all(look[0] for look in looks):
        return plain
    return [one for one in members if one.plain_kinds or (one.look in looks and one.is_whole_line)]


def _chain(members: list[Candidate]) -> list[Candidate]:
    """The numbered headings: a run that starts again at 1 inside a section is not theirs."""
    chosen: list[Candidate] = []
    last = nested = 0
    for one in members:
        value = one.number.value if one.number else 0
        follows, inside = value == last + 1, bool(nested) and value == nested + 1
        if one.plain_kinds and (follows or not inside):
            is_heading = True
        else:
            is_heading = follows and not inside and one.head != ""
            is_heading = is_heading and (bool(chosen) or one.is_whole_line)
        if is_heading:
            chosen.append(one)
            last, nested = value, 0
        elif value == 1 or inside:
            nested = value
    return chosen


def _extras(candidates: list[Candidate], chosen: list[Candidate], *, is_numbered: bool) -> list[Candidate]:
    """Headings that lost their number or style: the only line that names a missing section."""
    taken = {one.row for one in chosen}
    first = chosen[0].row if chosen and is_numbered else -1
    present = {kind for one in chosen for kind in (one.meaning.kinds if one.meaning else ())}
    rest = [one for one in candidates if one.row not in taken and one.plain_kinds]
    named = [one.plain_kinds[0] for one in rest]
    found = []
    for one, kind in zip(rest, named, strict=True):
        if kind in present or named.count(kind) > 1 or not one.is_whole_line or one.row < first:
            continue
        if one.number is None or (is_numbered and _fits(one, chosen)):
            found.append(one)
    return found


def _fits(one: Candidate, chosen: list[Candidate]) -> bool:
    """Whether a heading numbered in another style closes a gap of the chain."""
    before = [head for head in chosen if head.row < one.row and head.number]
    after = [head for head in chosen if head.row > one.row and head.number]
    last = before[-1].number.value if before and before[-1].number else 0
    following = after[0].number.value if after and after[0].number else last + 2
    value = one.number.value if one.number else 0
    return value == last + 1 and following == last + 2
