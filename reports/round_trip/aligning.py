"""Which paragraphs of two texts are the same: as they are, moved, reworded, split or joined. Knows words alone."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

# How much two paragraphs share, of the longer one, to be the same one: in its place, and elsewhere.
_ALIKE, _ALIKE_ELSEWHERE = 0.35, 0.55
# How much of a piece stands in a whole, and the pairs of characters that it must share with it.
_PART_OF, _PAIRS_OF_PART = 0.7, 6
# What stands alone between the same neighbours is the same paragraph already where so much of it stayed.
_ALIKE_ALONE = 0.2


@dataclass(frozen=True, slots=True)
class Match:
    """Paragraphs of the old text that are paragraphs of the new one: one each, or one and several in a row."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """What matches, in the order of the old text; what is in none was struck or is new."""
    work = _Aligning(old, new)
    work.equal()
    work.joined()
    work.alike()
    return sorted((Match(tuple(a), tuple(b)) for a, b in work.groups), key=lambda match: match.old)


def in_order(places: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Positions of the heaviest rising row of `places`: whatever is not in it was moved."""
    best: list[tuple[int, int]] = []  # weight so far, position before
    for position, (place, weight) in enumerate(zip(places, weights, strict=True)):
        before = max(((best[one][0], one) for one in range(position) if places[one] < place), default=(0, -1))
        best.append((before[0] + weight, before[1]))
    chosen: set[int] = set()
    at = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while at >= 0:
        chosen.add(at)
        at = best[at][1]
    return chosen


class _Aligning:
    """The matching under way: groups of old and new positions, each position in one group at most."""

    def __init__(self, old: Sequence[str], new: Sequence[str]):
        self.texts = old, new
        self.groups: list[tuple[list[int], list[int]]] = []
        self.group_of: tuple[dict[int, int], dict[int, int]] = {}, {}

    def link(self, old: Iterable[int], new: Iterable[int]) -> None:
        """Old and new paragraphs are the same."""
        group = sorted(old), sorted(new)
        for side in (0, 1):
            self.group_of[side].update(dict.fromkeys(group[side], len(self.groups)))
        self.groups.append(group)

    def free(self, side: int) -> list[int]:
        """Positions that match nothing yet."""
        return [place for place in range(len(self.texts[side])) if place not in self.group_of[side]]

    def equal(self) -> None:
        """The same words: first those that kept their order, then those that stand elsewhere, the nearest first.

        Of paragraphs that say the same, the first is the first.
        """
        old, new = self.texts
        pairs: list[tuple[int, int]] = []
        for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            pairs += [(a + step, b + step) for step in range(size)]
        left = set(range(len(new))) - {b for _, b in pairs}
        for place in sorted(set(range(len(old))) - {a for a, _ in pairs}):
            if places := [one for one in left if new[one] == old[place]]:
                nearest = min(places, key=lambda one, place=place: abs(one - place))
                left.remove(nearest)
                pairs.append((place, nearest))
        same: dict[str, list[tuple[int, int]]] = {}
        for pair in pairs:
            same.setdefault(old[pair[0]], []).append(pair)
        for rows in same.values():
            for a, b in zip(sorted(a for a, _ in rows), sorted(b for _, b in rows), strict=True):
                self.link([a], [b])

    def joined(self) -> None:
        """Paragraphs that say in a row exactly what one of the other text says."""
        for whole in (0, 1):
            free = set(self.free(1 - whole))
            for place in self.free(whole):
                if row := self._row_of(_bare(self.texts[whole][place]), 1 - whole, free):
                    free -= set(row)
                    self.link([place] if whole == 0 else row, row if whole == 0 else [place])

    def _row_of(self, text: str, side: int, free: set[int]) -> list[int]:
        for first in sorted(free):
            row, rest = [], text
            for place in range(first, len(self.texts[side])):
                piece = _bare(self.texts[side][place])
                if place not in free or not piece or not rest.startswith(piece):
                    break
                row.append(place)
                rest = rest[len(piece) :]
                if not rest and len(row) > 1:
                    return row
        return []

    def alike(self) -> None:
        """The most alike first; a piece joins the paragraph whose other piece stands beside it."""
        pairs = [{place: _pairs(self.texts[side][place]) for place in self.free(side)} for side in (0, 1)]
        scored = sorted((-common, not self.fits(a, b), a, b) for a, b, common in _common(pairs[0], pairs[1]))
        for _ in range(2):
            for _, _, a, b in scored:
                self._consider(a, b, pairs)
        self._alone(pairs)

    def _consider(self, a: int, b: int, pairs: Sequence[dict[int, Counter[str]]]) -> None:
        mine, others = (self.group_of[side].get(place) for side, place in ((0, a), (1, b)))
        if mine is None and others is None:
            if self._are_one(pairs[0][a], pairs[1][b], is_here=self.fits(a, b)):
                self.link([a], [b])
        elif mine is not None and others is None:
            self._grow(mine, 1, b, pairs)
        elif others is not None and mine is None:
            self._grow(others, 0, a, pairs)

    @staticmethod
    def _are_one(one: Counter[str], other: Counter[str], *, is_here: bool) -> bool:
        common, sizes = (one & other).total(), sorted((one.total(), other.total()))
        if common >= (_ALIKE if is_here else _ALIKE_ELSEWHERE) * sizes[1]:
            return True
        wanted = _PAIRS_OF_PART if is_here else 2 * _PAIRS_OF_PART
        return common >= wanted and common >= (_PART_OF if is_here else 0.85) * sizes[0]

    def _grow(self, number: int, side: int, place: int, pairs: Sequence[dict[int, Counter[str]]]) -> None:
        """Let a group take one more piece on a side, where it stands beside it and in what is left of the whole."""
        group = self.groups[number]
        rows, wholes = group[side], group[1 - side]
        is_beside = place in (rows[0] - 1, rows[-1] + 1)
        # What is the same as it was has nothing left to share.
        if len(wholes) > 1 or not is_beside or wholes[0] not in pairs[1 - side]:
            return
        left = pairs[1 - side][wholes[0]].copy()
        for one in rows:
            left -= pairs[side][one]
        common, size = (left & pairs[side][place]).total(), pairs[side][place].total()
        if common >= min(_PAIRS_OF_PART, max(2, size)) and common >= 0.6 * size:
            rows.append(place)
            rows.sort()
            self.group_of[side][place] = number

    def _alone(self, pairs: Sequence[dict[int, Counter[str]]]) -> None:
        """A free paragraph that is the only one between two neighbours, on both sides."""
        taken = {place: self.groups[number][1] for place, number in self.group_of[0].items()}
        for a in self.free(0):
            if {a - 1, a + 1} & set(self.free(0)):
                continue
            b = taken.get(a - 1, [-1])[-1] + 1
            if (
                taken.get(a + 1, [len(self.texts[1])])[0] != b + 1
                or b in self.group_of[1]
                or b not in pairs[1]
            ):
                continue
            common = (pairs[0][a] & pairs[1][b]).total()
            if common >= _ALIKE_ALONE * max(pairs[0][a].total(), pairs[1][b].total()):
                self.link([a], [b])

    @cached_property
    def _anchors(self) -> list[tuple[int, int]]:
        """Equal paragraphs that kept their order."""
        rows = sorted((group[0][0], group[1][0]) for group in self.groups)
        kept = in_order([b for _, b in rows], [len(self.texts[0][a]) + 1 for a, _ in rows])
        return [row for place, row in enumerate(rows) if place in kept]

    def fits(self, a: int, b: int) -> bool:
        """Whether both stand between the same equal paragraphs."""
        at = bisect_left(self._anchors, (a, -1))
        before = self._anchors[at - 1][1] if at else -1
        behind = self._anchors[at][1] if at < len(self._anchors) else len(self.texts[1])
        return before < b < behind


def _bare(text: str) -> str:
    return "".join(text.split())


def _pairs(text: str) -> Counter[str]:
    """Pairs of neighbouring characters, marks left out."""
    plain = "".join(one for one in text if one.isalnum())
    return Counter(plain[place : place + 2] for place in range(max(1, len(plain) - 1)))


def _common(old: dict[int, Counter[str]], new: dict[int, Counter[str]]) -> Iterator[tuple[int, int, int]]:
    """Every two paragraphs that share pairs, with how many."""
    where: dict[str, list[tuple[int, int]]] = {}
    for place, pairs in new.items():
        for pair, count in pairs.items():
            where.setdefault(pair, []).append((place, count))
    for place, pairs in old.items():
        common: Counter[int] = Counter()
        for pair, count in pairs.items():
            for other, others in where.get(pair, ()):
                common[other] += min(count, others)
        for other, total in common.items():
            yield place, other, total
