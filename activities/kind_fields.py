"""Form fields made from what a kind declares."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from branch.members.models import Member
from core.forms import CheckList

from .kinds.fields import NUMBER_MAX, FieldType, KindField

# More options than this stand in a drop-down list, fewer are laid open to tap.
OPEN_OPTIONS = 6

TOO_LONG = "最多 %(limit_value)d 字，现有 %(show_value)d 字，请删减。"

People = Mapping[int, Member]


class PeopleField(forms.TypedMultipleChoiceField):
    """Several persons of the register, as their ids."""

    widget = CheckList

    def __init__(self, people: People, **kwargs):
        choices = [(pk, member.name) for pk, member in people.items()]
        super().__init__(choices=choices, coerce=int, **kwargs)


def form_field(field: KindField, people: People) -> forms.Field:
    """The form field for a declared field; `people` are the persons of the register to choose from."""
    common = {"label": field.label, "required": field.required, "help_text": field.help}
    return _BUILDERS[field.type](field, people, common)


def _text(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    lines = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        max_length=field.max_length,
        widget=lines if field.type == FieldType.LONG_TEXT else forms.TextInput(),
        error_messages={"max_length": TOO_LONG},
        **common,
    )


def _date(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    return forms.DateField(error_messages={"invalid": "日期无效，请写成 2025-03-07 这样。"}, **common)


def _integer(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    messages = {
        "invalid": "请填整数，例如 3。",
        "min_value": "不能小于 %(limit_value)s。",
        "max_value": "不能大于 %(limit_value)s。",
    }
    return forms.IntegerField(min_value=0, max_value=NUMBER_MAX, error_messages=messages, **common)


def _boolean(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**common | {"required": False})


def _choice(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    options = list(field.choices)
    if field.required and len(options) <= OPEN_OPTIONS:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[_empty(field), *options], **common)


def _choices(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(choices=field.choices, widget=forms.CheckboxSelectMultiple, **common)


def _member(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    options = [(str(pk), member.name) for pk, member in people.items()]
    return forms.ChoiceField(choices=[_empty(field), *options], **common)


def _people(field: KindField, people: People, common: dict[str, Any]) -> forms.Field:
    return PeopleField(people, error_messages={"required": f"请选择{field.label}。"}, **common)


def _empty(field: KindField) -> tuple[str, str]:
    return ("", "请选择" if field.required else "未填")


_BUILDERS: dict[FieldType, Callable[[KindField, People, dict[str, Any]], forms.Field]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.DATE: _date,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.MEMBER: _member,
    FieldType.PEOPLE: _people,
}


def initial_value(field: KindField, stored: Any) -> Any:
    """What the form shows for a stored value."""
    if field.type == FieldType.MEMBER:
        return stored["id"] if stored else None
    if field.type == FieldType.PEOPLE:
        return field.person_ids(stored)
    return stored


def declared_value(field: KindField, cleaned: Any, people: People) -> Any:
    """What `KindField.pack` takes for a cleaned form value: persons instead of their ids."""
    if field.type == FieldType.MEMBER:
        return people.get(int(cleaned)) if cleaned else None
    if field.type == FieldType.PEOPLE:
        return [people[pk] for pk in cleaned or []]
    return cleaned
