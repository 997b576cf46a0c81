"""The forms of a duty of the committee, and of a member's own pledge."""

from functools import partial

from django import forms

from activities.adopting import decisions_of
from activities.enums import Fulfilment
from activities.kind_fields import TOO_LONG, CheckList
from activities.models import Activity, DutyItem
from core.dates import chinese_date
from core.forms import BaseForm, BaseModelForm, RecordsField
from meetings.meeting.forms.meeting import OriginField

from .services import OwnPledge


class ActivitiesField(RecordsField):
    """Activities to tap, by date."""

    def label_from_instance(self, obj):
        """2025年3月7日 走访慰问."""
        return f"{chinese_date(obj.happened_on)} {obj.title}"


class DutyItemForm(BaseModelForm):
    """Creates or changes a duty; activities of the chosen year can be named as its records."""

    activities = ActivitiesField(
        label="落实记录",
        queryset=Activity.objects.none(),
        required=False,
        widget=CheckList,
        help_text="选出落实这一项的活动；至少有一次的，这一年算已落实。",
    )
    fieldsets = [("职责", ["post_title", "text", "adopted_on", "adopted_at"]), ("落实", ["activities"])]

    class Meta:
        model = DutyItem
        fields = ["post_title", "text", "adopted_on", "adopted_at", "activities"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Activity.objects.of_branch(self.branch).in_year(self.year)
        if self.instance.pk:
            rows = rows | Activity.objects.alive().filter(duty_items=self.instance)
        self.fields["activities"].queryset = rows.distinct().order_by("happened_on", "pk")
        self.fields["agenda_item"] = OriginField(partial(decisions_of, self.user, self.branch))
        for name in ("text", "adopted_at"):
            self.fields[name].error_messages["max_length"] = TOO_LONG

    def prepare(self, instance) -> None:
        """A duty that a meeting has decided on keeps the decision."""
        super().prepare(instance)
        if instance.pk is None:
            instance.agenda_item = self.cleaned_data.get("agenda_item")


OPEN = [("", "还没有填"), *Fulfilment.choices]


class PledgeForm(BaseForm):
    """The goal, and how it stands in the middle and at the end of the year."""

    goal = forms.CharField(
        label="岗位目标承诺",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="承诺做到什么，写得能检查；党员大会按它点评，统计兑现率。",
        error_messages={"max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请删减。"},
    )
    midyear = forms.ChoiceField(
        label="年中自查", choices=OPEN, required=False, help_text="年中对照承诺看一看做到了没有。"
    )
    own_result = forms.ChoiceField(
        label="年末自查", choices=OPEN, required=False, help_text="年末点评前填，点评时参考。"
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fieldsets = [("我的承诺", ["goal", "midyear", "own_result"])]

    def words(self) -> OwnPledge:
        """What was written."""
        cleaned = self.cleaned_data
        return OwnPledge(cleaned["goal"], cleaned["midyear"], cleaned["own_result"])
