"""One record of very many, typed by its name or code in place of a list of all of them."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet

# As many are looked through in a select; so many that come near are named in a message.
MOST_TO_CHOOSE, NEAR = 200, 5


class TypedChoice(forms.ModelChoiceField):
    """A record by words that name it alone: all of one of its `named_by` columns, or a part that stands in no other.

    Shown as the first of these columns; what is typed stays typed.
    """

    widget = forms.TextInput

    def __init__(self, *args: Any, named_by: tuple[str, ...], **kwargs: Any) -> None:
        self.named_by = named_by
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Model | None:
        """The record. Raises ValidationError where none or several are called so, with those that come near."""
        words = str(value or "").strip()
        if not words:
            return None
        for lookup in ("iexact", "icontains"):
            found = list(self._called(lookup, words)[: NEAR + 1])
            if len(found) == 1:
                return found[0]
            if found:
                raise forms.ValidationError(_several(words, [self.label_from_instance(one) for one in found]))
        # As programs post it.
        if words.isdecimal() and len(words) <= 18 and (one := self.queryset.filter(pk=words).first()):
            return one
        raise forms.ValidationError(f"没有找到“{words}”，请核对名称。")

    def _called(self, lookup: str, words: str) -> QuerySet[Any]:
        fits = Q()
        for name in self.named_by:
            fits |= Q(**{f"{name}__{lookup}": words})
        return self.queryset.filter(fits)

    def prepare_value(self, value: Any) -> Any:
        """What names the record; what was typed as it is."""
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        if isinstance(value, Model):
            return getattr(value, self.named_by[0])
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another one was typed."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


def _several(words: str, names: list[str]) -> str:
    more = " 等" if len(names) > NEAR else ""
    return f"“{words}”不止一个：{'、'.join(names[:NEAR])}{more}，请把名称写全。"


def type_many(form: forms.BaseForm, name: str, *named_by: str, empty: str = "") -> None:
    """Have a field of a form typed where its records are more than a select shows well; `empty` says what empty means.

    Called when its queryset is set.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField) or field.queryset.order_by().count() <= MOST_TO_CHOOSE:
        return
    hints = [str(field.help_text), "填写名称或其中几个字" + (f"；{empty}的留空" if empty else "")]
    typed = TypedChoice(
        queryset=field.queryset,
        named_by=named_by,
        required=field.required,
        label=field.label,
        help_text="".join(hint if hint.endswith("。") else f"{hint}。" for hint in hints if hint),
    )
    typed.error_messages["required"] = f"请填写{field.label}。"
    typed.label_from_instance = field.label_from_instance  # type: ignore[method-assign]
    form.fields[name] = typed
