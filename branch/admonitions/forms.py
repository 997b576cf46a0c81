"""The form of a 提醒谈话, 批评教育 or 组织处置, and the filter above their list."""

from django import forms

from branch.members.models import Member
from core.forms import BaseModelForm, Choice, ListFilter

from .models import Admonition, AdmonitionKind


class AdmonitionFilter(ListFilter):
    """By what was done."""

    kind = Choice("类别", AdmonitionKind.choices)


class AdmonitionForm(BaseModelForm):
    """Who, what, when and by whom; why; what became of it."""

    fieldsets = [
        ("谈话或处置", ["member", "kind", "held_on", "by_whom", "document"]),
        ("内容", ["reason", "content"]),
        ("回访", ["follow_up_on", "outcome"]),
    ]

    class Meta:
        model = Admonition
        fields = [
            "member",
            "kind",
            "held_on",
            "by_whom",
            "document",
            "reason",
            "content",
            "follow_up_on",
            "outcome",
        ]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "content": forms.Textarea(attrs={"rows": 5}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.on_roll(self.branch, self.today)
        if self.instance.pk:
            members = members | Member.objects.filter(pk=self.instance.member_id)
        self.fields["member"].queryset = members.in_pinyin_order()

    def clean(self):
        """What happened lies in the past, a follow-up after it; a 组织处置 rests on a decision."""
        cleaned = super().clean()
        day, follow_up = cleaned.get("held_on"), cleaned.get("follow_up_on")
        if day and day > self.today:
            self.add_error("held_on", f"日期 {day:%Y-%m-%d} 还没有到，请改正。")
        if day and follow_up and follow_up < day:
            self.add_error(
                "follow_up_on", f"回访日期 {follow_up:%Y-%m-%d} 早于 {day:%Y-%m-%d}，请改正其中一个。"
            )
        if cleaned.get("kind") == AdmonitionKind.MEASURE and not cleaned.get("document"):
            self.add_error("document", "组织处置请填写决定的名称和文号，或哪一次会议的决定。")
        return cleaned
