"""Forms of 批评与自我批评 and of the notes on steps of the cycle."""

from datetime import date

from django import forms

from branch.models import Member
from core.forms import BaseModelForm

from ..enums_cycle import CycleStep
from ..models import Criticism, CycleNote, Meeting
from .agenda import people_choices
from .talks import clean_past


class CriticismForm(BaseModelForm):
    """What one member said to another, or of himself."""

    fieldsets = [("批评与自我批评", ["meeting", "critic", "criticised", "opinion", "reply"])]

    class Meta:
        model = Criticism
        fields = ["meeting", "critic", "criticised", "opinion", "reply"]
        widgets = {
            "opinion": forms.Textarea(attrs={"rows": 4}),
            "reply": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.instance.branch if self.instance.pk else self.branch
        self.instance.branch = branch
        rows = Member.objects.of_branch(branch).in_pinyin_order()
        members = list(rows.with_status(today))
        for name in ("critic", "criticised"):
            self.fields[name].queryset = rows
            self.fields[name].choices = people_choices(members)
        meetings = Meeting.objects.of_branch(branch).held().of_kind("LIFE").order_by("-starts_at")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].label_from_instance = lambda row: f"{row.title}（{row.year}年度）"
        if not meetings:
            self.fields["meeting"].help_text = "还没有登记已召开的组织生活会，请先登记会议。"


class CycleNoteForm(BaseModelForm):
    """A note on a step: what, when, where, and until when."""

    fieldsets = [("流程记录", ["step", "on", "text", "place", "until"])]

    class Meta:
        model = CycleNote
        fields = ["step", "on", "text", "place", "until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        """A note tells what was done, and a 公示 says where and until when."""
        data = super().clean()
        on, until = data.get("on"), data.get("until")
        if on:
            try:
                clean_past(on, self.today)
            except forms.ValidationError as error:
                self.add_error("on", error)
        if on and until and until < on:
            self.add_error("until", f"结束日期 {until:%Y-%m-%d} 早于开始日期 {on:%Y-%m-%d}，请改正其中一个。")
        if data.get("step") == CycleStep.ITEMS:
            for name, text in (("place", "公示须写明地点。"), ("until", "公示须写明结束日期。")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return data
