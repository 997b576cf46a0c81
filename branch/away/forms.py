"""Forms of 流动党员: who is away, and a report."""

from django import forms

from branch.members.models import Member
from core.forms import BaseForm, BaseModelForm, Choice, ListFilter

from .models import Away


class AwayFilter(ListFilter):
    """Those who are away, or who were."""

    state = Choice("状态", [("back", "已返回的"), ("all", "全部")], everything="在外的")

    def apply(self, rows):
        """Those who are away, unless others are asked for."""
        rows = super().apply(rows)
        return rows if self.chosen("state") else rows.exclude(ends_on__lt=self.today)

    def by_state(self, rows, state: str):
        """Who came back, or everybody."""
        return rows.filter(ends_on__lt=self.today) if state == "back" else rows


class AwayForm(BaseModelForm):
    """Who is away since when and where, how the branch reaches them, and how often they report."""

    fieldsets = [
        ("外出", ["member", "place", "starts_on", "ends_on"]),
        ("联系和汇报", ["reason", "contact", "report_every"]),
    ]

    class Meta:
        model = Away
        fields = ["member", "place", "starts_on", "ends_on", "reason", "contact", "report_every"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.on_roll(self.branch, self.today)
        if self.instance.pk:
            members = members | Member.objects.filter(pk=self.instance.member_id)
            if not self.instance.may_be_read_by(self.user):
                del self.fields["reason"], self.fields["contact"]
        self.fields["member"].queryset = members.in_pinyin_order()

    def clean(self):
        """Nobody left tomorrow, or came back before leaving; reports lie in between."""
        cleaned = super().clean()
        left, back = cleaned.get("starts_on"), cleaned.get("ends_on")
        if left and left > self.today:
            self.add_error("starts_on", f"外出日期 {left:%Y-%m-%d} 还没有到，到那一天再登记。")
        if left and back and back < left:
            self.add_error(
                "ends_on", f"返回日期 {back:%Y-%m-%d} 早于外出日期 {left:%Y-%m-%d}，请改正其中一个。"
            )
        if back and back > self.today:
            self.add_error("ends_on", f"返回日期 {back:%Y-%m-%d} 还没有到，返回以后再填。")
        return cleaned


class ReportForm(BaseForm):
    """When, by which way, what was said."""

    is_private = True
    fieldsets = [("汇报", ["on", "channel", "text"])]

    on = forms.DateField(label="汇报日期")
    channel = forms.CharField(label="汇报方式", max_length=40, help_text="例如电话、微信、回支部当面。")
    text = forms.CharField(
        label="汇报内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="学习、工作和思想情况，一两句话；只有书记、登记人和本人能看到。",
    )

    def clean_on(self):
        """Nobody has reported tomorrow."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(f"汇报日期 {on:%Y-%m-%d} 还没有到，请改正。")
        return on
