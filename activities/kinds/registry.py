"""The kinds that there are, by code. A new one is a declaration here: no model, no migration."""

from collections.abc import Sequence

from . import ideology, integrity, practice, responsibility, site, vanguard
from .base import Kind
from .statistics import KindStatistics, Row, StatContext, StatisticValue

KINDS: dict[str, Kind] = {}

# The meetings that the paragraph of each usual work area reflects (codes of meetings.enums.MeetingKind).
MEETING_KINDS_BY_AREA = {
    practice.AREA: ("LECTURE", "THEME_DAY", "STUDY"),
    responsibility.AREA: ("ASSEMBLY", "COMMITTEE", "GROUP", "LIFE", "APPRAISAL"),
}


def register(*declared: Kind) -> None:
    """Make kinds known, in this order. Raises ValueError when a code is taken."""
    for kind in declared:
        if kind.code in KINDS:
            raise ValueError(f"kind {kind.code!r} is declared twice")
        KINDS[kind.code] = kind


def get(code: str) -> Kind:
    """The declaration of a code. Raises KeyError when there is none."""
    return KINDS[code]


def all_kinds() -> list[Kind]:
    """Every declared kind."""
    return list(KINDS.values())


def codes_by_area() -> dict[str, list[str]]:
    """The codes of the kinds under the name of the work area they belong to by default."""
    areas: dict[str, list[str]] = {}
    for kind in all_kinds():
        areas.setdefault(kind.area, []).append(kind.code)
    return areas


def summarise(code: str, rows: Sequence[Row], context: StatContext) -> KindStatistics:
    """The figures and the sentence of one kind for its rows."""
    return get(code).summarise(rows, context)


def statistics_of(code: str, rows: Sequence[Row], context: StatContext | None = None) -> list[StatisticValue]:
    """The figures of one kind for its rows, the number of activities first."""
    return list(summarise(code, rows, context or StatContext()).values.values())


def describe(statistics: KindStatistics) -> str:
    """One or more full sentences for section three of the report; empty when nothing was recorded."""
    if not statistics["count"].value:
        return ""
    return get(statistics.code).sentence(statistics)


register(
    *practice.KINDS,
    *vanguard.KINDS,
    *responsibility.KINDS,
    *site.KINDS,
    *integrity.KINDS,
    *ideology.KINDS,
)
