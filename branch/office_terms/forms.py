"""A term, and moving its end."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from branch.enums import TermOrigin
from core.forms import BaseForm, BaseModelForm

from .models import NUMBER_MOST, OfficeTerm
from .services import overlapping_term


class OfficeTermForm(BaseModelForm):
    """From when to when, how it came about, and who approved it."""

    fieldsets = [
        ("届次", ["number", "starts_on", "ends_on"]),
        ("产生", ["origin", "basis"]),
        ("上级批准", ["approved_by", "approval_document", "approved_on"]),
    ]

    class Meta:
        model = OfficeTerm
        fields = [
            "number",
            "starts_on",
            "ends_on",
            "origin",
            "basis",
            "approved_by",
            "approval_document",
            "approved_on",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_edit and self.branch and self.branch.is_sent_out:
            self.initial["origin"] = TermOrigin.APPOINTMENT
        branch = self.branch or getattr(self.instance, "branch", None)
        if branch and branch.is_sent_out:
            self.fields["origin"].choices = [(TermOrigin.APPOINTMENT.value, TermOrigin.APPOINTMENT.label)]
        words = f"届次填 1 至 {NUMBER_MOST} 的整数。"
        self.fields["number"].validators += [
            MinValueValidator(1, words),
            MaxValueValidator(NUMBER_MOST, words),
        ]

    def clean(self):
        """Days in their order, and no two terms on one day."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"实际结束 {ends:%Y-%m-%d} 早于任期开始 {starts:%Y-%m-%d}，请改正其中一个。"
            )
        elif starts and "ends_on" not in self.errors:
            term = OfficeTerm(pk=self.instance.pk, branch=self.branch, starts_on=starts, ends_on=ends)
            if not self.already_saved() and (other := overlapping_term(term)):
                until = f"至 {other.ends_on:%Y-%m-%d}" if other.ends_on else "还没有结束"
                self.add_error(
                    "starts_on",
                    f"和另一届重叠：那一届自 {other.starts_on:%Y-%m-%d}，{until}。请先改正那一届。",
                )
        return cleaned


class MoveEndForm(BaseForm):
    """The day by which the next election is held, and the document that approves it."""

    fieldsets = [("提前或延期换届", ["until", "document"])]

    until = forms.DateField(label="换届改在", help_text="提前或延期都不超过 1 年；任期提醒按这一天算。")
    document = forms.CharField(
        label="批准文件", max_length=200, help_text="上级批准的文件名称和文号；文件可以附在届次上。"
    )
