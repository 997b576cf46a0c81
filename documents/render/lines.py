"""Setting Chinese text in lines: where a line may end and how it fills the measure.

28 characters to a full line, no closing mark at a line's start and no opening one at its end (避头尾; the character
before moves down with the mark), the rest spread evenly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Run
from documents.fonts import typeface

from .page import BODY_PT, CHARACTER_PITCH_PT, TRACKING_PT

NEVER_FIRST = frozenset("、。，．：；？！％‰℃）〕】》」』〉］｝”’…—～·!%),.:;?]}")
NEVER_LAST = frozenset("（〔【《「『〈［｛“‘￥＄([{")
# A line is left as it is rather than pulled apart further than this (a long web address follows).
LOOSEST_PT = 4.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print; ``tracking`` is the space added after each character, in points."""

    runs: tuple[Run, ...]
    tracking: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Measure:
    """How long lines are: all in points; ``indent`` shortens the first line."""

    width: float
    indent: float = 0.0
    size: float = BODY_PT
    tightest: float = TRACKING_PT
    usual: float = CHARACTER_PITCH_PT - BODY_PT
    loosest: float = LOOSEST_PT


def text_width(runs: Sequence[Run], measure: Measure) -> float:
    """Width in points of runs set in one line as in an unfilled line."""
    widths = _widths(runs, measure.size)
    return sum(widths) + measure.usual * (len(widths) - 1)


def line_width(line: Line, size: float) -> float:
    """Width in points of a line, the space after its last character included."""
    widths = _widths(line.runs, size)
    return sum(widths) + line.tracking * len(widths)


def compose(runs: Sequence[Run], measure: Measure) -> list[Line]:
    """Break runs into lines that fill the measure; the last is left as short as it is.

    Raises:
        MissingGlyphError: a character that no installed typeface has.
    """
    text, widths = "".join([run.text for run in runs]), _widths(runs, measure.size)
    lines: list[Line] = []
    start = 0
    while start < len(text):
        available = measure.width - (0 if start else measure.indent)
        end = _line_end(text, widths, start, available, measure.tightest)
        tracking = _tracking(text[start:end], widths[start:end], available, measure, end == len(text))
        lines.append(Line(_part(runs, start, end), tracking))
        start = end
    return lines


def _widths(runs: Sequence[Run], size: float) -> list[float]:
    return [
        glyph(character).advance * size
        for run in runs
        for glyph in (typeface(run.role).glyph,)
        for character in run.text
    ]


def _line_end(text: str, widths: Sequence[float], start: int, available: float, tightest: float) -> int:
    """Index after the last character of the line that begins at ``start``; spaces may hang out."""
    used = -tightest
    for index in range(start, len(text)):
        used += widths[index] + tightest
        if used > available + 0.01 and text[index] != " ":
            break
    else:
        return len(text)
    breaks = (end for end in range(index, start, -1) if _may_break(text[end - 1], text[end]))
    return next(breaks, max(index, start + 1))


def _may_break(before: str, after: str) -> bool:
    if before in NEVER_LAST or after in NEVER_FIRST or after == " ":
        return False
    return before == " " or not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    """Letters and digits of other scripts than Chinese hold together, with what joins them."""
    return character.isascii() and (character.isalnum() or character in "-_/@#&+=<>$%.:~")


def _tracking(text: str, widths: Sequence[float], available: float, measure: Measure, is_last: bool) -> float:
    visible = len(text.rstrip(" "))
    tracking = (available - sum(widths[:visible])) / max(visible - 1, 1)
    if tracking > measure.loosest or (is_last and tracking > measure.usual):
        return measure.usual
    return tracking


def _part(runs: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs that a stretch of characters comes from."""
    parts, before = [], 0
    for run in runs:
        after = before + len(run.text)
        if start < after and before < end:
            parts.append(Run(run.text[max(start - before, 0) : end - before], run.role))
        before = after
    return tuple(parts)
