"""The 对照 items of a year and audience, edited together on one page."""

import hashlib

from django import forms

from ..services import FrameworkLine

ITEMS_MOST = 15


class FrameworkLineForm(forms.Form):
    """One 对照 item; its place on the page is its number."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="对照内容", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class BaseFrameworkFormSet(forms.BaseFormSet):
    """Rows in the order of their numbers."""

    def lines(self) -> list[FrameworkLine]:
        """The rows that say something and are not taken away."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        rows = [row for row in rows if row.get("text", "").strip() and not row.get("DELETE")]
        rows.sort(key=lambda row: row.get("ORDER") or ITEMS_MOST * 100)
        return [FrameworkLine(row["text"].strip(), row.get("pk")) for row in rows]


FrameworkFormSet = forms.formset_factory(
    FrameworkLineForm,
    formset=BaseFrameworkFormSet,
    extra=2,
    can_delete=True,
    can_order=True,
    max_num=ITEMS_MOST,
)


def framework_version(items) -> str:
    """A fingerprint of the stored items, so that a stale page is noticed."""
    stored = "|".join(f"{item.pk}:{item.lock_version}" for item in items)
    return hashlib.sha256(stored.encode()).hexdigest()[:16]
