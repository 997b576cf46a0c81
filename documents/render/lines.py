"""Setting Chinese text in lines: where a line may end, how it fills the measure, and how it is written as HTML.

The PDF renderer's own engine stretches only the spaces between words and binds a quotation mark to
both its neighbours, so Chinese lines would end ragged and early. Here every line is composed before
the engine sees it: 28 characters to a full line, no closing mark at a line's start and no opening one
at its end (避头尾; the character before moves down with the mark), the rest spread evenly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from documents.content import Role, Run
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


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    run: Run
    width: float


def text_width(runs: Sequence[Run], measure: Measure) -> float:
    """Width in points of runs set in one line as in an unfilled line."""
    widths = [character.width for character in _characters(runs, measure.size)]
    return sum(widths) + measure.usual * (len(widths) - 1)


def compose(runs: Sequence[Run], measure: Measure) -> list[Line]:
    """Break runs into lines that fill the measure; the last is left as short as it is.

    Raises:
        MissingGlyphError: a character that no installed typeface has.
    """
    characters = _characters(runs, measure.size)
    lines: list[Line] = []
    start = 0
    while start < len(characters):
        available = measure.width - (0 if start else measure.indent)
        end = _line_end(characters, start, available, measure.tightest)
        lines.append(_line(characters[start:end], available, measure, is_last=end == len(characters)))
        start = end
    return lines


def _characters(runs: Sequence[Run], size: float) -> list[_Character]:
    return [
        _Character(character, run, face.advance(character) * size)
        for run in runs
        for face in (typeface(run.role),)
        for character in run.text
    ]


def _line_end(characters: Sequence[_Character], start: int, available: float, tightest: float) -> int:
    """Index after the last character of the line that begins at ``start``; spaces may hang out."""
    used = -tightest
    allowed = overflow = start
    for index in range(start, len(characters)):
        if index > start and _may_break(characters[index - 1].text, characters[index].text):
            allowed = index
        used += characters[index].width + tightest
        if used > available + 0.01 and characters[index].text != " ":
            overflow = index
            break
    else:
        return len(characters)
    return allowed if allowed > start else max(overflow, start + 1)


def _may_break(before: str, after: str) -> bool:
    if before in NEVER_LAST or after in NEVER_FIRST or after == " ":
        return False
    return before == " " or not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    """Letters and digits of other scripts than Chinese hold together, with what joins them."""
    return character.isascii() and (character.isalnum() or character in "-_/@#&+=<>$%.:~")


def _line(characters: Sequence[_Character], available: float, measure: Measure, *, is_last: bool) -> Line:
    visible = list(characters)
    while visible and visible[-1].text == " ":
        visible.pop()
    gaps = max(len(visible) - 1, 1)
    tracking = (available - sum(character.width for character in visible)) / gaps
    if tracking > measure.loosest or (is_last and tracking > measure.usual):
        tracking = measure.usual
    return Line(tuple(_joined(characters)), tracking)


def _joined(characters: Sequence[_Character]) -> Iterator[Run]:
    """The runs that a stretch of characters comes from."""
    start = 0
    for index, character in enumerate(characters):
        if character.run is not characters[start].run:
            yield Run("".join(one.text for one in characters[start:index]), characters[start].run.role)
            start = index
    if characters:
        yield Run("".join(one.text for one in characters[start:]), characters[start].run.role)


# A difference in tracking smaller than this adds up to a quarter of a point in a line: nobody sees it.
NOTICEABLE_PT = 0.01


def lines_html(lines: Sequence[Line], role: Role, usual: float) -> str:
    """The lines, each ended where we ended it; a span where the space between characters is not the usual one."""
    return "\n".join(
        _text(line, role)
        if abs(line.tracking - usual) < NOTICEABLE_PT
        else f'<span style="letter-spacing:{line.tracking:.3f}pt">{_text(line, role)}</span>'
        for line in lines
    )


def _text(line: Line, role: Role) -> str:
    """The line's words; those not in the element's own typeface in spans that leave its height alone.

    Typefaces draw their characters at different heights: rare ones are lowered to stand in line with their neighbours.
    """
    written: list[str] = []
    for run in line.runs:
        face = typeface(run.role)
        for is_rare, characters in groupby(run.text, face.is_rare):
            text = escape("".join(characters), quote=False)
            plain = run.role is role and not is_rare
            lowered = f' style="vertical-align:{-face.drop:.3f}em"' if is_rare else ""
            written.append(text if plain else f'<span class="role-{run.role.value}"{lowered}>{text}</span>')
    return "".join(written)
