"""Posts with their terms."""

from django import forms
from django.utils import timezone

from core.forms import BaseForm, BaseModelForm

from ..enums import PostTitle
from ..models import Member, PartyGroup, Post
from ..services import overlapping_post


class PostForm(BaseModelForm):
    """Who holds which post from when to when."""

    fieldsets = [("任职", ["title", "member", "group", "duties"]), ("任期", ["starts_on", "ends_on"])]

    class Meta:
        model = Post
        fields = ["title", "member", "group", "duties", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        members = Member.objects.on_roll(self.branch, today)
        groups = PartyGroup.objects.active_on(today).filter(branch=self.branch)
        if self.instance.pk:
            members = members | Member.objects.filter(pk=self.instance.member_id)
            groups = groups | PartyGroup.objects.filter(pk=self.instance.group_id or 0)
        self.fields["member"].queryset = members.in_pinyin_order()
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "不是党小组长"

    def clean(self):
        """A leader leads a group; a post that one person holds is not held twice on a day."""
        cleaned = super().clean()
        title, group = cleaned.get("title"), cleaned.get("group")
        if title == PostTitle.GROUP_LEADER and group is None and "group" not in self.errors:
            self.add_error("group", "党小组长须选择所在党小组。")
        if title and title != PostTitle.GROUP_LEADER:
            cleaned["group"] = None
        self._check_span(cleaned)
        if not self.errors and not self.already_saved():
            self._check_free(cleaned)
        return cleaned

    def _check_span(self, cleaned) -> None:
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"任期结束 {ends:%Y-%m-%d} 早于开始 {starts:%Y-%m-%d}，请改正其中一个。"
            )

    def _check_free(self, cleaned) -> None:
        names = ("title", "member", "group", "starts_on", "ends_on")
        post = Post(pk=self.instance.pk, branch=self.branch, **{name: cleaned.get(name) for name in names})
        if other := overlapping_post(post):
            until = f"至 {other.ends_on:%Y-%m-%d}" if other.ends_on else "任期没有结束"
            self.add_error(
                "starts_on",
                f"{other.member.name}自 {other.starts_on:%Y-%m-%d} 担任{other.get_title_display()}，{until}；"
                "请先填写那一任的结束日期。",
            )


class EndPostForm(BaseForm):
    """The last day of a term."""

    fieldsets = [("任期结束", ["ends_on"])]

    ends_on = forms.DateField(label="任期最后一天", help_text="例如支部大会改选的前一天；空缺从次日起算。")
