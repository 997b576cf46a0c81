"""The form of a 公示."""

from django import forms

from core.forms import BaseModelForm

from .models import Disclosure


class DisclosureForm(BaseModelForm):
    """What, where, from when to when; afterwards what was said to it."""

    fieldsets = [
        ("公示", ["kind", "subject", "text"]),
        ("地点和时间", ["place", "starts_on", "ends_on", "contact"]),
        ("公示结果", ["feedback"]),
    ]

    class Meta:
        model = Disclosure
        fields = ["kind", "subject", "text", "place", "starts_on", "ends_on", "contact", "feedback"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "feedback": forms.Textarea(attrs={"rows": 2})}

    def clean(self):
        """Dates in order."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"公示结束 {ends:%Y-%m-%d} 早于公示开始 {starts:%Y-%m-%d}，请改正其中一个。"
            )
        return cleaned
