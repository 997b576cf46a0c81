"""Everything that proof-reading looks at, in one call."""

from collections.abc import Sequence

from . import marks, order, wording
from .text import Check, Known, Line, Remark

NOTHING = Known()
CHECKS: tuple[Check, ...] = (
    marks.doubled,
    marks.marks,
    marks.pairs,
    marks.placeholders,
    marks.digits,
    marks.decimals,
    order.numbering,
    wording.terms,
    wording.vague,
    wording.figures,
    wording.dates,
    wording.people,
    order.repeated,
    order.like_last_year,
    order.unlinked,
    order.weight,
)


def proofread(
    lines: Sequence[Line], known: Known = NOTHING, checks: Sequence[Check] = CHECKS
) -> list[Remark]:
    """The remarks on a text, in reading order."""
    return sorted(
        (remark for check in checks for remark in check(lines, known)), key=lambda remark: remark.line
    )
