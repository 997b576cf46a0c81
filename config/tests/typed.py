"""What a browser sends back of an opened form."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model, QuerySet
from django.utils.timezone import localdate


def filled(form) -> dict[str, object]:
    """What a person would send who fills in every field that must be filled in."""
    data: dict[str, object] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if not field.required or value not in (None, "", []):
            data[name] = "" if value is None else value
        elif isinstance(field, forms.ModelChoiceField):
            data[name] = field.queryset.first().pk
        elif isinstance(field, forms.ChoiceField):
            data[name] = next(key for key, _ in field.choices if key)
        elif isinstance(field, forms.DateField):
            data[name] = localdate().isoformat()
        else:
            data[name] = "试验内容"
    return data


def as_posted(value: object) -> object:
    """A field's value as a browser sends it."""
    if isinstance(value, Model):
        return value.pk
    return [as_posted(row) for row in value] if isinstance(value, list | tuple | QuerySet) else value


def typed(form) -> dict[str, object]:
    """What the browser sends back of an opened form, its rows included; a file where it asks for one."""
    several = forms.SelectMultiple | forms.CheckboxSelectMultiple
    data = {
        name: as_posted(value)
        for name, value in filled(form).items()
        if value or not isinstance(form.fields[name].widget, several)
    }
    if "proof" in form.fields:
        data["proof"] = SimpleUploadedFile("结业证.pdf", b"%PDF-1.4\n%%EOF")
    for rows in vars(form).values():
        if isinstance(rows, forms.BaseFormSet):
            data |= {f"{rows.prefix}-TOTAL_FORMS": rows.total_form_count()}
            data |= {f"{rows.prefix}-INITIAL_FORMS": rows.initial_form_count()}
            data |= {row.add_prefix(name): row[name].value() or "" for row in rows for name in row.fields}
    return data
