"""The one page on which a secretary hands the branch over."""

from django import forms

from branch.members.models import Member, Post
from core.forms import BaseForm

from .open_work import OpenWork
from .services import Plan


class HandoverForm(BaseForm):
    """Who begins and when, and who witnesses."""

    fieldsets = [
        ("接任", ["taking", "starts_on", "ends_on", "ends_others"]),
        ("移交", ["witness", "note"]),
    ]

    taking = forms.ModelChoiceField(label="接任书记", queryset=Member.objects.none())
    starts_on = forms.DateField(
        label="接任日期",
        help_text="新任期的第一天；原书记的任期到前一天为止。会议从这一天起默认由新书记主持。",
    )
    ends_on = forms.DateField(
        label="任期至", required=False, help_text="留空表示没有定；系统角色随任期到期。"
    )
    ends_others = forms.BooleanField(
        label="同时结束接任人原有的支委任职",
        required=False,
        initial=True,
        help_text="例如副书记、组织委员。",
    )
    witness = forms.CharField(label="监交人", max_length=60, required=False, help_text="打印在移交清单上。")
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如选举的会议、上级批复的文号、需要提醒接任人的事。",
    )

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.on_roll(post.branch, self.today).exclude(pk=post.member_id)
        self.fields["taking"].queryset = members.in_pinyin_order()

    def plan(self, work: "WorkForm") -> Plan:
        """What was decided, as the service takes it."""
        names = ("taking", "starts_on", "ends_on", "witness", "note", "ends_others")
        cleaned = {name: self.cleaned_data[name] for name in names}
        return Plan(**cleaned, given=work.given(self.cleaned_data["taking"]))


class WorkForm(forms.Form):
    """For each piece of open work who takes it: the new secretary, whoever had it, or another member."""

    def __init__(self, *args, post: Post, work: list[OpenWork], today, **kwargs):
        super().__init__(*args, prefix="work", **kwargs)
        members = Member.objects.on_roll(post.branch, today).exclude(pk=post.member_id).in_pinyin_order()
        self.people = {str(member.pk): member for member in [post.member, *members]} if work else {}
        choices = [("", "新书记"), (str(post.member_id), f"仍由{post.member}负责")]
        choices += [(pk, one.name) for pk, one in self.people.items() if one.pk != post.member_id]
        self.work = work
        for piece in work:
            self.fields[piece.key] = forms.ChoiceField(
                label=f"接手人：{piece.title}",
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def rows(self):
        """Each piece of open work with its field."""
        return [(piece, self[piece.key]) for piece in self.work]

    def given(self, taking: Member) -> dict[str, Member]:
        """Who takes each piece."""
        return {
            piece.key: self.people.get(self.cleaned_data.get(piece.key, ""), taking) for piece in self.work
        }
