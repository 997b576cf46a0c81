"""Two texts of a report beside each other, paragraph by paragraph: words in and out, what moved, which figures changed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from documents.content import numeral
from reports.report.document import AnnualContent
from reports.report.enums import SectionKind
from reports.review.texts import Text

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
# So much of the pairs of characters two paragraphs must share to count as the same one, rewritten.
ALIKE = 0.4
# A fact that is longer is a sentence: what changed of it stands in the text.
LONGEST_FACT = 24


class Kind(StrEnum):
    """What became of a paragraph."""

    SAME = "未改"
    CHANGED = "改动"
    ADDED = "新增"
    REMOVED = "删去"


@dataclass(frozen=True)
class Stretch:
    """Words that stayed, went out, or came in."""

    text: str
    is_struck: bool = False
    is_new: bool = False


@dataclass(frozen=True)
class Row:
    """A paragraph of one of the texts: its section's number and title, its own number, its words."""

    section: int
    title: str
    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One paragraph of both texts, or of one where it is new or gone."""

    kind: Kind
    old: Row | None
    new: Row | None
    is_moved: bool = False

    @property
    def row(self) -> Row:
        """How it stands now, or stood."""
        row = self.new or self.old
        if row is None:
            raise ValueError("a difference has a side")
        return row

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to tell of it."""
        return self.kind == Kind.SAME and not self.is_moved

    @property
    def words(self) -> str:
        """改动, 移动, both, 新增 or 删去."""
        if not self.is_moved:
            return str(self.kind)
        return "移动" if self.kind == Kind.SAME else "移动并改动"

    @property
    def came_from(self) -> str:
        """Where a moved paragraph stood before."""
        return f"{self.old.title}{self.old.label}" if self.is_moved and self.old else ""

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Both wordings in one row."""
        return stretches_of(self.old.text if self.old else "", self.new.text if self.new else "")


@dataclass(frozen=True)
class Figure:
    """A number or a fact that is another one now, and what it counts or where it stands."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Block:
    """Paragraphs in a row of which nothing is to be told, or one of which something is."""

    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether they are all as they were."""
        return self.differences[0].is_same


@dataclass(frozen=True)
class Comparison:
    """What differs between two texts."""

    differences: tuple[Difference, ...]
    headings: tuple[Figure, ...]
    figures: tuple[Figure, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many paragraphs were changed, moved, added and removed."""
        told = Counter(one.words for one in self.differences if not one.is_same)
        return [(word, told[word]) for word in ("改动", "移动并改动", "移动", "新增", "删去") if told[word]]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs at all."""
        return not self.counts and not self.headings and not self.figures

    @property
    def blocks(self) -> Iterator[Block]:
        """The paragraphs in order, those that stayed gathered."""
        same: list[Difference] = []
        for one in self.differences:
            if one.is_same and (not same or same[-1].row.title == one.row.title):
                same.append(one)
                continue
            if same:
                yield Block(tuple(same))
            same = [one] if one.is_same else []
            if not one.is_same:
                yield Block((one,))
        if same:
            yield Block(tuple(same))


def compare(old: Text, new: Text, facts: Iterable[Figure] = ()) -> Comparison:
    """What became of every paragraph of two texts; `facts` are those that have another value now."""
    before, after = rows_of(old), rows_of(new)
    pairs = _pairs(before, after)
    stays = in_order(pairs)
    told = _differences(before, after, pairs, stays)
    facts = list(facts)
    known = {pair for fact in facts for pair in zip(_numbers(fact.old), _numbers(fact.new), strict=False)}
    numbers = [one for row in told for one in _figures(row) if (_bare(one.old), _bare(one.new)) not in known]
    return Comparison(tuple(told), tuple(_headings(old, new)), (*facts, *numbers))


def rows_of(text: Text) -> list[Row]:
    """The paragraphs of a text in order."""
    rows, number = [], 0
    for n, section in enumerate(text):
        title = str(SectionKind(section["kind"]).label)
        if section["heading"]:
            number += 1
            title = numeral(number, 1) + section["heading"]
        rows += [Row(n, title, label, words) for label, words in section["paragraphs"]]
    return rows


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Which old paragraph is which new one: equal words in order first, then equal words anywhere, then the most alike."""
    old, new = [row.text for row in before], [row.text for row in after]
    pairs: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        pairs |= {a + n: b + n for n in range(size)}
    free = [n for n in range(len(new)) if n not in set(pairs.values())]
    for a in range(len(old)):
        same = next((b for b in free if a not in pairs and new[b] == old[a]), None)
        if same is not None:
            pairs[a] = same
            free.remove(same)
    left = [a for a in range(len(old)) if a not in pairs]
    grams = {a: _bigrams(old[a]) for a in left}, {b: _bigrams(new[b]) for b in free}
    scores = sorted(
        (
            (_likeness(grams[0][a], grams[1][b]), before[a].title == after[b].title, -abs(a - b), a, b)
            for a in left
            for b in free
        ),
        reverse=True,
    )
    taken: set[int] = set()
    for score, _, _, a, b in scores:
        if score >= ALIKE and a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[n : n + 2] for n in range(max(len(text) - 1, 1)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def in_order(pairs: Mapping[int, int]) -> set[int]:
    """The most old paragraphs that still follow each other in the new text; the others moved."""
    tails: list[int] = []
    ends: list[int] = []
    back: dict[int, int | None] = {}
    for a in sorted(pairs):
        place = bisect_left(tails, pairs[a])
        back[a] = ends[place - 1] if place else None
        tails[place : place + 1] = [pairs[a]]
        ends[place : place + 1] = [a]
    stays: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        stays.add(last)
        last = back[last]
    return stays


def _differences(
    before: Sequence[Row], after: Sequence[Row], pairs: Mapping[int, int], stays: set[int]
) -> list[Difference]:
    """In the order of the new text; what was removed stands behind what it followed."""
    was = {b: a for a, b in pairs.items()}
    gone: dict[int, list[Difference]] = {}
    last = -1
    for a, row in enumerate(before):
        if a in stays:
            last = pairs[a]
        elif a not in pairs:
            gone.setdefault(last, []).append(Difference(Kind.REMOVED, row, None))
    told = list(gone.get(-1, []))
    for b, row in enumerate(after):
        if (source := was.get(b)) is None:
            told.append(Difference(Kind.ADDED, None, row))
        else:
            kind = Kind.SAME if before[source].text == row.text else Kind.CHANGED
            told.append(Difference(kind, before[source], row, is_moved=source not in stays))
        told += gone.get(b, [])
    return told


def stretches_of(old: str, new: str) -> list[Stretch]:
    """What of the old words stayed and went, what came in; numbers and Latin words are whole."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    result: list[Stretch] = []
    struck = put_in = ""
    for n, (tag, a, b, c, d) in enumerate(codes):
        one, other = "".join(before[a:b]), "".join(after[c:d])
        # A single character between two changes is no word that stayed.
        is_island = tag == "equal" and b - a == 1 and 0 < n < len(codes) - 1
        if tag == "equal" and not is_island:
            result += _changed(struck, put_in)
            struck = put_in = ""
            result.append(Stretch(one))
        else:
            struck, put_in = struck + one, put_in + other
    return result + _changed(struck, put_in)


def _changed(struck: str, put_in: str) -> list[Stretch]:
    parts = [Stretch(struck, is_struck=True), Stretch(put_in, is_new=True)]
    return [part for part in parts if part.text]


def _figures(difference: Difference) -> Iterator[Figure]:
    """Numbers of a changed paragraph that stand in the place of others."""
    if difference.kind != Kind.CHANGED:
        return
    stretches = difference.stretches
    for n, (struck, put_in) in enumerate(pairwise(stretches)):
        if not (struck.is_struck and put_in.is_new):
            continue
        unit = stretches[n + 2].text[:1] if n + 2 < len(stretches) else ""
        unit = unit if unit.isalpha() and not struck.text[-1:].isalpha() else ""
        old, new = _numbers(struck.text), _numbers(put_in.text)
        for one, other in zip(old, new, strict=False):
            if one != other:
                yield Figure(difference.row.title, one + unit, other + unit)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def _bare(text: str) -> str:
    return next(iter(_numbers(text)), "")


def _headings(old: Text, new: Text) -> Iterator[Figure]:
    """Sections of the same kind, in order, that are headed otherwise now, and those that came or went."""
    before, after = _by_kind(old), _by_kind(new)
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one != other and (one or other):
            yield Figure("部分标题", one or "（没有）", other or "（没有）")


def _by_kind(text: Text) -> dict[tuple[str, int], str]:
    seen: Counter[str] = Counter()
    headings = {}
    for section in text:
        headings[section["kind"], seen[section["kind"]]] = section["heading"]
        seen[section["kind"]] += 1
    return headings


def changed_facts(old: AnnualContent, new: AnnualContent) -> list[Figure]:
    """Facts that both texts use, with the values that differ."""
    before, after = _facts(old), _facts(new)
    return [
        Figure(name, before[name], value)
        for name, value in after.items()
        if name in before and before[name] != value and len(before[name] + value) <= 2 * LONGEST_FACT
    ]


def _facts(content: AnnualContent) -> dict[str, str]:
    return {fact.name: fact.value for sentence in content.sentences() for fact in sentence.facts}
