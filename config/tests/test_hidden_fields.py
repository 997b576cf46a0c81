"""What a form carries along hidden never stands in for a field of its model.

An import once carried the place of a meeting in its file in a hidden `place`: the meeting lost its 地点.
"""

from django import forms
from django.conf import settings
from django.urls import get_resolver

from core.forms import BaseModelForm
from meetings.meeting.forms.meeting import MeetingForm

# The version check of every record form.
OF_THE_BASE = frozenset(BaseModelForm.declared_fields)


def forms_of(base: type[forms.ModelForm]) -> set[type[forms.ModelForm]]:
    """A form and all forms that inherit it."""
    return {base}.union(*(forms_of(one) for one in base.__subclasses__()))


def shadowing(form: type[forms.ModelForm]) -> list[str]:
    """Hidden fields called as a field of the model, unless the class that declares one lists it in a Meta of its own."""
    if form._meta.model is None:
        return []
    # A row of a formset carries its number along.
    key = form._meta.model._meta.pk.name
    columns = {field.name for field in form._meta.model._meta.get_fields()} - {key}
    return [
        name
        for name, field in form.declared_fields.items()
        if field.widget.is_hidden
        and name in columns - OF_THE_BASE
        and not _is_on_purpose(_declaring(form, name, field), name)
    ]


def _declaring(form: type[forms.ModelForm], name: str, field: forms.Field) -> type:
    return [one for one in form.__mro__ if getattr(one, "declared_fields", {}).get(name) is field][-1]


def _is_on_purpose(form: type, name: str) -> bool:
    own = vars(form).get("Meta")
    return own is not None and name in (getattr(own, "fields", None) or ())


def test_no_hidden_field_stands_in_for_one_of_the_model():
    assert get_resolver().url_patterns, "all pages, and with them all forms, are loaded"
    ours = {
        form
        for form in forms_of(forms.ModelForm)
        if form.__module__.split(".")[0] in settings.FIRST_PARTY_APPS
    }
    assert len(ours) > 40
    assert {form.__qualname__: names for form in ours if (names := shadowing(form))} == {}


def test_the_check_sees_the_place_that_was_lost():
    """Negative control; a field that a form's own Meta lists is meant."""

    class Losing(MeetingForm):
        place = forms.CharField(widget=forms.HiddenInput)

    class Inheriting(Losing):
        pass

    class Meaning(MeetingForm):
        place = forms.CharField(widget=forms.HiddenInput)

        class Meta(MeetingForm.Meta):
            fields = ["title", "place"]

    assert [shadowing(form) for form in (Losing, Inheriting, Meaning, MeetingForm)] == [["place"]] * 2 + [
        []
    ] * 2
