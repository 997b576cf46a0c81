"""The 对照 items of a year and audience, edited together on one page."""

import hashlib

from django import forms

from ..services.framework import FrameworkLine

ITEMS_MOST = 15


class FrameworkLineForm(forms.Form):
    """One 对照 item; its place on the page is its number."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="对照内容", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class BaseFrameworkFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers; of two with one number, the row that was moved up comes first."""

    def lines(self) -> list[FrameworkLine]:
        """The rows that say something and are not taken away."""
        rows = []
        for place, form in enumerate(self.forms, start=1):
            typed = form.cleaned_data if form.is_valid() else {}
            if typed.get("text", "").strip() and not typed.get("DELETE"):
                number = typed.get("ORDER") or len(self.forms) + place
                rows.append((number, number - place, typed))
        rows.sort(key=lambda row: row[:2])
        return [FrameworkLine(typed["text"].strip(), typed.get("pk")) for _, _, typed in rows]


FrameworkFormSet = forms.formset_factory(
    FrameworkLineForm,
    formset=BaseFrameworkFormSet,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=ITEMS_MOST,
)


def framework_version(items) -> str:
    """A fingerprint of the stored items, so that a stale page is noticed."""
    stored = "|".join(f"{item.pk}:{item.lock_version}" for item in items)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]
