"""The fields that a kind declares: how a value is checked, stored as JSON, and shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.dates import chinese_date
from core.refusals import Refused

NUMBER_MAX = 100_000


class FieldType(StrEnum):
    """What a field holds. MEMBER and PEOPLE are persons of the member register."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    MEMBER = "member"
    PEOPLE = "people"


LENGTHS = {FieldType.TEXT: 200, FieldType.LONG_TEXT: 2000}
EMPTY: tuple[object, ...] = (None, "", [], ())


@dataclass(frozen=True)
class KindField:
    """One field of a kind. `takes_part`: a person named here also counts among the participants."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    restricted: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    takes_part: bool = False

    @property
    def form_name(self) -> str:
        """Its name in the form and in the history, apart from the activity's own columns."""
        return f"data_{self.name}"

    @property
    def max_length(self) -> int | None:
        """Characters a text may have; None where the type has no such limit."""
        return LENGTHS.get(self.type)

    @property
    def names_people(self) -> bool:
        """Whether it holds persons of the register."""
        return self.type in {FieldType.MEMBER, FieldType.PEOPLE}

    def pack(self, value: object) -> Any:
        """The value as JSON stores it; None when empty. Persons keep the name they had on the day.

        Raises Refused for a missing required value or one that does not fit the type.
        """
        if isinstance(value, str):
            value = value.strip()
        if value in EMPTY:
            if self.required:
                raise Refused("请填写这一项。")
            return None
        return _PACKERS[self.type](self, value)

    def display(self, stored: Any) -> str:
        """The stored value in words; empty for nothing."""
        if stored in EMPTY:
            return ""
        shown = _SHOWN.get(self.type)
        return shown(self, stored) if shown else str(stored)

    def person_ids(self, stored: Any) -> list[int]:
        """Ids of the persons named in the stored value; none for other types."""
        if not self.names_people or not stored:
            return []
        return [person["id"] for person in (stored if isinstance(stored, list) else [stored])]


def _pack_text(field: KindField, value: object) -> str:
    text = str(value)
    if field.max_length and len(text) > field.max_length:
        raise Refused(f"最多 {field.max_length} 字，现有 {len(text)} 字，请删减。")
    return text


def _pack_date(field: KindField, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Refused(f"“{value}”不是有效日期，请写成 2025-03-07 这样。") from error


def _pack_integer(field: KindField, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise Refused(f"“{value}”不是整数，请填数字。") from error
    if not 0 <= number <= NUMBER_MAX:
        raise Refused(f"应在 0 到 {NUMBER_MAX} 之间，现在是 {number}。")
    return number


def _pack_boolean(field: KindField, value: object) -> bool:
    return bool(value)


def _pack_choice(field: KindField, value: object) -> str:
    code = str(value)
    if code not in dict(field.choices):
        raise Refused(f"“{code}”不在可选项里，请从列表中选择。")
    return code


def _pack_choices(field: KindField, value: object) -> list[str]:
    chosen = {_pack_choice(field, code) for code in ([value] if isinstance(value, str) else list(value))}  # type: ignore[call-overload]
    return [code for code, _ in field.choices if code in chosen]


def _pack_member(field: KindField, value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and {"id", "name"} <= value.keys():
        return {"id": value["id"], "name": value["name"]}
    if hasattr(value, "pk") and hasattr(value, "name"):
        return {"id": value.pk, "name": value.name}
    raise Refused("请从党员名册中选择。")


def _pack_people(field: KindField, value: Any) -> list[dict[str, Any]]:
    people = value if isinstance(value, list | tuple) else list(value)
    packed = {person["id"]: person for person in (_pack_member(field, one) for one in people)}
    return list(packed.values())


_PACKERS: dict[FieldType, Callable[[KindField, Any], Any]] = {
    FieldType.TEXT: _pack_text,
    FieldType.LONG_TEXT: _pack_text,
    FieldType.DATE: _pack_date,
    FieldType.INTEGER: _pack_integer,
    FieldType.BOOLEAN: _pack_boolean,
    FieldType.CHOICE: _pack_choice,
    FieldType.CHOICES: _pack_choices,
    FieldType.MEMBER: _pack_member,
    FieldType.PEOPLE: _pack_people,
}


_SHOWN: dict[FieldType, Callable[[KindField, Any], str]] = {
    FieldType.DATE: lambda field, stored: chinese_date(date.fromisoformat(stored)),
    FieldType.BOOLEAN: lambda field, stored: "是" if stored else "否",
    FieldType.CHOICE: lambda field, stored: dict(field.choices).get(stored, stored),
    FieldType.CHOICES: lambda field, stored: "、".join(
        dict(field.choices).get(code, code) for code in stored
    ),
    FieldType.MEMBER: lambda field, stored: str(stored["name"]),
    FieldType.PEOPLE: lambda field, stored: "、".join(person["name"] for person in stored),
}
