"""What a kind of activity declares."""

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.refusals import Refused

from .counting import count
from .decisions import Decision
from .fields import EMPTY, KindField
from .statistics import KindStatistics, Row, StatContext, Statistic

TITLE_MAX = 100
Data = Mapping[str, Any]
# A check over several fields: what is wrong, by field name.
Check = Callable[[Data, date], dict[str, str]]


class DataRefused(Refused):
    """The fields of an activity do not fit its kind. `errors`: {field name: message}."""

    def __init__(self, errors: dict[str, str]):
        self.errors = errors
        super().__init__("；".join(errors.values()))


@dataclass(frozen=True)
class Kind:
    """A kind of activity, whole: the form, the checks, the figures and the sentence follow from it.

    `title_pattern` names an activity from its fields, such as `走访慰问{targets}`; it must not use a restricted
    field. `sentence` words the figures for section three of the report; it is asked only when there are rows.
    `meeting_label` says what the linked meeting means. Of a private kind (talks with a person, what people think) nothing
    typed stays on the device by itself. A kind that is published names the fields that say where, from and to of its
    公示: 党务公开 lists each of its activities.
    """

    code: str
    label: str
    icon: str
    explanation: str
    area: str
    fields: tuple[KindField, ...]
    title_pattern: str
    statistics: tuple[Statistic, ...]
    sentence: Callable[[KindStatistics], str]
    checks: tuple[Check, ...] = ()
    meeting_label: str = "所在会议"
    has_participants: bool = True
    summary_help: str = ""
    is_private: bool = False
    # What a passed decision fills in, the words by which one is known, and whether it makes one record alone.
    from_decision: Callable[[Decision], dict[str, Any]] | None = None
    decision_words: str = ""
    is_once: bool = True
    notice_fields: tuple[str, str, str] | None = None

    def __post_init__(self) -> None:
        restricted = {one.name for one in self.fields if one.restricted}
        used = {name for _, name, _, _ in string.Formatter().parse(self.title_pattern) if name}
        if restricted & used:
            raise ValueError(f"{self.code}: the title would tell restricted fields")

    def pack(self, data: Data, happened_on: date | None) -> dict[str, Any]:
        """The fields as stored, empty ones left out. Raises DataRefused with a message per field.

        Without a date only the single fields are checked.
        """
        packed, errors = {}, {}
        for one in self.fields:
            try:
                value = one.pack(data.get(one.name))
            except Refused as refusal:
                errors[one.name] = str(refusal)
            else:
                if value not in EMPTY:
                    packed[one.name] = value
        if happened_on and not errors:
            for check in self.checks:
                errors |= check(packed, happened_on)
        if errors:
            raise DataRefused(errors)
        return packed

    def propose_title(self, data: Data) -> str:
        """A title made from the packed fields; the kind's label where they say nothing."""
        shown = {one.name: one.display(data.get(one.name)) for one in self.fields}
        title = " ".join(self.title_pattern.format_map(shown).split()).strip("：:（）、 ")
        return title[:TITLE_MAX] or self.label

    def summarise(self, rows: Sequence[Row], context: StatContext) -> KindStatistics:
        """All figures of the kind for these rows; pure, without queries."""
        values = {one.key: one.compute(rows, context) for one in (COUNT, *self.statistics)}
        return KindStatistics(self.code, self.label, values, context)

    def people_taking_part(self, data: Data) -> list[int]:
        """Ids of persons named in fields that count as taking part."""
        return [pk for one in self.fields if one.takes_part for pk in one.person_ids(data.get(one.name))]


COUNT = Statistic("count", "次数", count)
