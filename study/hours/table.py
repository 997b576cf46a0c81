"""Hours in tables that are read: how our own sheets tell what they were reckoned from."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django import forms

from core.refusals import Refused

from .reckoning import plain

BASIS = "学时折算"
# As `reckoning.converted` writes it: 半天 × 2，半天 = 4 学时（本单位规定）.
_BASIS = re.compile(r".+? × (?P<count>\d+(?:\.\d)?)，(?P<unit>.+? = [\d.]+ 学时)（.*")


def with_units(texts: dict[str, str], form: forms.ModelForm) -> dict[str, str]:
    """The cells with the reckoning as number and unit. Raises Refused where it is not written as the system does."""
    basis = texts.pop(BASIS, "")
    if not basis:
        return texts
    found = _BASIS.fullmatch(basis)
    labels = {name: str(form.fields[name].label) for name in ("unit_count", "unit")}
    if found is None:
        raise Refused(
            f"看不出怎样折算，请删去，或填写“{labels['unit_count']}”和“{labels['unit']}”。", field=BASIS
        )
    return {labels["unit_count"]: found["count"], labels["unit"]: found["unit"]} | texts


def check_hours(texts: Mapping[str, str], form: forms.ModelForm) -> None:
    """That the hours of a table are those of its reckoning. Raises Refused where they are not."""
    label = str(form.fields["hours"].label)
    reckoned: Decimal = form.cleaned_data["hours"]
    typed = re.match(r"\d+(?:\.\d+)?", texts.get(label, "").strip())
    if typed and form.cleaned_data.get("unit") and Decimal(typed[0]) != reckoned:
        raise Refused(
            f"按换算表是 {plain(reckoned)} 学时，表里写的是 {typed[0]}。请改成一致，或删去折算。", field=label
        )
