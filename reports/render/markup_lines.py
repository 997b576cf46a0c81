"""Composed lines as HTML."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from reports.content.document import Role
from reports.render.fonts import typeface
from reports.render.lines import Line

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
    """The line's words; those not in the element's own typeface in spans that leave its height alone."""
    written: list[str] = []
    for run in line.runs:
        for is_rare, characters in groupby(run.text, typeface(run.role).is_rare):
            text = escape("".join(characters), quote=False)
            plain = run.role is role and not is_rare
            written.append(text if plain else f'<span class="role-{run.role.value}">{text}</span>')
    return "".join(written)
