"""The member's own pledge."""

from django import forms

from core.forms import BaseForm

from ..enums import Fulfilment
from ..pledges import OwnPledge

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
