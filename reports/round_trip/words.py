"""A text with facts brought over into a wording that was typed elsewhere, where facts are plain words.

A fact whose value and neighbours stayed is the fact again. One whose value was typed over is told apart and stays the
fact, until a person takes what was typed.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from reports.report.tree import FACT, split_sentences

# Words of Latin letters and figures are one piece each, everything else goes by characters.
_PIECE = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?%?|.", re.DOTALL)
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?|[零〇一二三四五六七八九十百千两]+")
_IS_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
# What was typed over a longer fact is that fact still, where so much of it stayed.
_STILL = 0.5
_LONGEST_TYPED = 12


class Block(NamedTuple):
    """A stretch that two texts share: where it begins in the old one and in the new one, and its characters."""

    old: int
    new: int
    size: int


class Span(NamedTuple):
    """Where a fact's value stands in a printed text."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Retyped:
    """A fact over whose value something else was typed.

    `place` counts the facts of that name before it in the new text; `old` and `new` are the sentences around it as they were
    printed and as they came back.
    """

    name: str
    place: int
    value: str
    typed: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The new wording as it is to be stored, a text for each of its paragraphs, and the facts that were typed over."""

    texts: tuple[str, ...]
    retyped: tuple[Retyped, ...] = ()


def printed(template: str, values: Mapping[str, str]) -> tuple[str, list[Span]]:
    """A text with its facts filled in, and where each of them stands; a fact without a value stays as it is written."""
    text, end, spans = "", 0, []
    for match in FACT.finditer(template):
        text += template[end : match.start()]
        if (value := values.get(match[1])) is None:
            text += match[0]
        else:
            spans.append(Span(len(text), len(text) + len(value), match[1]))
            text += value
        end = match.end()
    return text + template[end:], spans


def shared(old: str, new: str, moved: Collection[str] = ()) -> list[Block]:
    """What stayed between two texts: whole sentences first, within the others words; `moved` sentences match nothing."""
    blocks: list[Block] = []
    olds, news = split_sentences(old), split_sentences(new)
    starts = _starts(olds), _starts(news)
    for tag, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(blocks, Block(starts[0][a], starts[1][c], starts[0][b] - starts[0][a]))
        elif tag == "replace":
            before = _PIECE.findall("".join(olds[a:b]))
            after = [piece for one in news[c:d] for piece in ([one] if one in moved else _PIECE.findall(one))]
            at = _starts(before, starts[0][a]), _starts(after, starts[1][c])
            for e, f, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
                if size:
                    _add(blocks, Block(at[0][e], at[1][f], at[0][e + size] - at[0][e]))
    return blocks


def _starts(pieces: Sequence[str], first: int = 0) -> list[int]:
    places = [first]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    return places


def _add(blocks: list[Block], one: Block) -> None:
    last = blocks[-1] if blocks else None
    if last and last.old + last.size == one.old and last.new + last.size == one.new:
        blocks[-1] = Block(last.old, last.new, last.size + one.size)
    else:
        blocks.append(one)


class _Put(NamedTuple):
    """What is stored in place of a stretch of the new text; `typed` where a fact was typed over there."""

    start: int
    end: int
    text: str
    retyped: Span | None = None


def merged(
    template: str, values: Mapping[str, str], parts: Sequence[str], known: Mapping[str, str]
) -> Merged:
    """`parts`, which came in place of a stored text, with its facts in them.

    `values` are the facts as the text was printed; `known` are sentences of the whole report with facts, by what was
    printed: such a sentence is known again wherever it was moved to.
    """
    old, spans = printed(template, values)
    new = "".join(parts)
    if old == new and len(parts) == 1:
        return Merged((template,))
    blocks = shared(old, new, known)
    puts = [*_kept(spans, blocks), *_typed_over(spans, blocks, old, new), *_moved(new, blocks, known)]
    cuts = _starts(parts)
    puts = sorted((put for put in puts if _part_of(put, cuts) is not None), key=lambda put: put[:2])
    texts, retyped = [], []
    for start, end in pairwise(cuts):
        text, at = "", start
        for put in (one for one in puts if start <= one.start and one.end <= end and one.start >= at):
            if put.start < at:
                continue
            text += new[at : put.start]
            if put.retyped:
                typed = new[put.start : put.end]
                name, value = put.retyped.name, old[put.retyped.start : put.retyped.end]
                place = "".join([*texts, text]).count(put.text)
                told = _around(old, put.retyped.start), _around(new, put.start)
                retyped.append(Retyped(name, place, value, typed, *told))
            text += put.text
            at = put.end
        texts.append(text + new[at:end])
    return Merged(tuple(texts), tuple(retyped))


def _part_of(put: _Put, cuts: Sequence[int]) -> int | None:
    """The paragraph in which a stretch stands, None where it reaches over its end."""
    number = bisect_right(cuts, put.start) - 1
    return number if number + 1 < len(cuts) and put.end <= cuts[number + 1] else None


def _around(text: str, place: int) -> str:
    """The sentence around a place."""
    sentences = split_sentences(text)
    number = bisect_right(_starts(sentences), place) - 1
    return sentences[min(number, len(sentences) - 1)].strip() if sentences else text


def _kept(spans: Sequence[Span], blocks: Sequence[Block]) -> Iterator[_Put]:
    """Facts that stand within what stayed."""
    for span in spans:
        for block in blocks:
            if block.old <= span.start and span.end <= block.old + block.size and span.end > span.start:
                start = block.new + span.start - block.old
                yield _Put(start, start + span.end - span.start, f"{{{span.name}}}")


def _typed_over(spans: Sequence[Span], blocks: Sequence[Block], old: str, new: str) -> Iterator[_Put]:
    """Facts whose value was typed over, each with the stretch that was typed; those that were struck are not told."""
    kept = {
        span
        for span in spans
        for block in blocks
        if block.old <= span.start and span.end <= block.old + block.size
    }
    groups: dict[tuple[int, int], list[Span]] = {}
    for span in spans:
        if span not in kept:
            groups.setdefault(_stretch(span, blocks, len(new)), []).append(span)
    for (start, end), group in groups.items():
        typed = new[start:end]
        if not typed:
            continue
        if all(_IS_FIGURE.fullmatch(old[span.start : span.end]) for span in group):
            figures = list(_FIGURE.finditer(typed))
            if len(figures) == len(group):
                for span, figure in zip(group, figures, strict=True):
                    yield _Put(start + figure.start(), start + figure.end(), f"{{{span.name}}}", span)
        elif len(group) == 1:
            (span,) = group
            value = old[span.start : span.end]
            alike = SequenceMatcher(None, value, typed, autojunk=False).ratio()
            if alike >= _STILL or (
                len(value) <= _LONGEST_TYPED and _is_alone(span, blocks) and len(typed) <= _LONGEST_TYPED
            ):
                yield _Put(start, end, f"{{{span.name}}}", span)


def _stretch(span: Span, blocks: Sequence[Block], longest: int) -> tuple[int, int]:
    """The stretch of the new text that stands where a fact stood."""
    start, end = 0, longest
    for block in blocks:
        if block.old <= span.start:
            start = block.new + min(span.start - block.old, block.size)
        if block.old + block.size >= span.end:
            end = block.new + max(0, span.end - block.old)
            break
    return start, max(start, end)


def _is_alone(span: Span, blocks: Sequence[Block]) -> bool:
    """Whether what stands beside a fact stayed on both sides."""
    before = span.start == 0 or any(block.old + block.size == span.start for block in blocks)
    return before and any(block.old == span.end for block in blocks)


def _moved(new: str, blocks: Sequence[Block], known: Mapping[str, str]) -> Iterator[_Put]:
    """Sentences with facts that came from elsewhere in the report."""
    place = 0
    for sentence in split_sentences(new):
        end = place + len(sentence)
        stayed = any(block.new < end and place < block.new + block.size for block in blocks)
        if not stayed and (template := known.get(sentence.strip())):
            left = len(sentence) - len(sentence.lstrip())
            yield _Put(place + left, place + left + len(sentence.strip()), template)
        place = end
