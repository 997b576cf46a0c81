"""Forms of 批评与自我批评: one entry, the reply of the person criticised, and all that one person was told."""

from collections.abc import Sequence

from django import forms

from branch.members.models import Member
from core.forms import BaseForm, BaseModelForm
from meetings.meeting.forms.agenda import people_choices
from meetings.meeting.models import Meeting

from .models import Criticism
from .services import Sitter

OPINION_LENGTH = 2000
# Before the critic's number, in the names of the fields of what one person was told.
SAID = "said-"


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Member.objects.of_branch(self.branch).in_pinyin_order()
        members = list(rows.with_status(self.today))
        for name in ("critic", "criticised"):
            self.fields[name].queryset = rows
            self.fields[name].choices = people_choices(members)
        meetings = Meeting.objects.of_branch(self.branch).held().of_kind("LIFE").order_by("-starts_at")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].label_from_instance = lambda row: f"{row.title}（{row.year}年度）"
        if not meetings:
            self.fields["meeting"].help_text = "还没有登记已召开的组织生活会，请先登记会议。"


class ReplyForm(BaseModelForm):
    """本人态度 alone, in the person's own words."""

    fieldsets = [("本人态度", ["reply"])]

    class Meta:
        model = Criticism
        fields = ["reply"]
        widgets = {"reply": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"reply": "写明是否接受、打算怎样改；以后还可以修改，修改留有记录。"}
        error_messages = {"reply": {"required": "请写本人态度，例如“意见中肯，我接受，从……改起”。"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply"].required = True


class ToldForm(BaseForm):
    """What each of those present said to one of them; empty where somebody said nothing."""

    def __init__(self, *args, sitters: Sequence[Sitter], told: Sitter, **kwargs):
        super().__init__(*args, **kwargs)
        # Self-criticism comes first, as at the meeting.
        people = [told.member, *(sitter.member for sitter in sitters if sitter is not told)]
        self.stored = [(critic, told.said_by(critic)) for critic in people]
        # Typed while a colleague stored another one of the same critic: kept, the page shows both.
        self.critics = {
            name: critic
            for name, critic, row in ((f"{SAID}{critic.pk}", critic, row) for critic, row in self.stored)
            if row is None or self.data.get(name, "").strip()
        }
        for name, critic in self.critics.items():
            label = "自我批评" if critic == told.member else str(critic)
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=OPINION_LENGTH,
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    def rows(self):
        """(critic, the stored criticism or None, the bound field or None) for the page."""
        return [
            (critic, row, self[name] if (name := f"{SAID}{critic.pk}") in self.fields else None)
            for critic, row in self.stored
        ]

    def said(self) -> dict[Member, str]:
        """What was typed, by the critic."""
        return {critic: self.cleaned_data.get(name) or "" for name, critic in self.critics.items()}
