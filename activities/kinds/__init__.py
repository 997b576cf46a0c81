"""The registry of kinds: each kind is one declaration, and a new one needs no model and no migration."""

from . import ideology, integrity, practice, responsibility, site
from .base import (
    DataRefused,
    Kind,
    all_kinds,
    codes_by_area,
    describe,
    get,
    registry,
    statistics_of,
    summarise,
)
from .fields import FieldType, KindField
from .statistics import (
    KindStatistics,
    Person,
    StatContext,
    Statistic,
    StatisticValue,
)

# The meetings that the paragraph of each usual work area reflects (codes of meetings.enums.MeetingKind).
MEETING_KINDS_BY_AREA = {
    practice.AREA: ("LECTURE", "THEME_DAY", "STUDY"),
    responsibility.AREA: ("ASSEMBLY", "COMMITTEE", "GROUP", "LIFE", "APPRAISAL"),
}

__all__ = [
    "MEETING_KINDS_BY_AREA",
    "DataRefused",
    "FieldType",
    "Kind",
    "KindField",
    "KindStatistics",
    "Person",
    "StatContext",
    "Statistic",
    "StatisticValue",
    "all_kinds",
    "codes_by_area",
    "describe",
    "get",
    "registry",
    "statistics_of",
    "summarise",
]

registry.register(*practice.KINDS, *responsibility.KINDS, *site.KINDS, *integrity.KINDS, *ideology.KINDS)
