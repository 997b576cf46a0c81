"""Filters of the list, and the short forms: signing, adding to a record, make-up study, explanations."""

from datetime import date

from django import forms

from branch.models import PartyGroup, RuleExplanation
from core import rules
from core.forms import BaseForm, BaseModelForm

from ..enums import MAKE_UP_KEY, TOOK_PLACE, MeetingKind, MeetingState

BRANCH_WIDE = "branch"
TOOK_PLACE_KEY = "TOOK_PLACE"
SORTS = {"starts_at", "title", "present_count"}


class MeetingFilterForm(forms.Form):
    """Kind, period, state, group and text; applies itself to a queryset."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *MeetingKind.choices])
    period = forms.ChoiceField(label="期间", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *MeetingState.choices,
            (TOOK_PLACE_KEY, "已召开和已确认"),
            (MAKE_UP_KEY, "有人待补学"),
        ],
    )
    group = forms.ChoiceField(label="范围", required=False)
    q = forms.CharField(label="文字", required=False, max_length=60)

    def __init__(self, data, *, branch, year: int):
        super().__init__(data)
        self.year = year
        periods = [*rules.yearly(year), *rules.quarterly(year), *rules.monthly(year)]
        chosen = rules.period_of(data.get("period", ""))
        if chosen and chosen.key not in {period.key for period in periods}:
            periods.append(chosen)
        self.fields["period"].choices = [
            ("", f"{year}年度"),
            *((p.key, p.label if p.key.startswith(str(year)) else p.key) for p in periods if p.months < 12),
            *((p.key, f"{p.key}年度（所属）") for p in periods if p.months == 12),
        ]
        groups = PartyGroup.objects.alive().filter(branch=branch)
        self.fields["group"].choices = [
            ("", "全部"),
            (BRANCH_WIDE, "支部会议"),
            *((str(group.pk), group.name) for group in groups),
        ]

    def apply(self, rows):
        """The rows that fit; a filter that cannot be read is left out and its error shown."""
        self.is_valid()
        data = self.cleaned_data
        rows = self._in_period(rows, rules.period_of(data.get("period", "")), data.get("kind"))
        if data.get("state") == MAKE_UP_KEY:
            rows = rows.awaiting_make_up()
        elif data.get("state"):
            rows = rows.filter(state__in=TOOK_PLACE if data["state"] == TOOK_PLACE_KEY else [data["state"]])
        if data.get("group") == BRANCH_WIDE:
            rows = rows.branch_wide()
        elif data.get("group"):
            rows = rows.filter(group=data["group"])
        return rows.with_text(data["q"]) if data.get("q") else rows

    @property
    def period_label(self) -> str:
        """The period filtered by, for a title: 2025年度, 2025年第一季度, 2025年3月."""
        period = rules.period_of(self.cleaned_data.get("period", ""))
        if period is None or period.months == 12:
            return f"{period.key if period else self.year}年度"
        return f"{period.starts_on.year}年{period.label}"

    @property
    def counted_year(self) -> int:
        """The year whose figures a table of the rows explains."""
        period = rules.period_of(self.cleaned_data.get("period", ""))
        return period.starts_on.year if period else self.year

    def _in_period(self, rows, period: rules.Period | None, kind: str | None):
        if period and period.months < 12:
            rows = rows.between(period.starts_on, period.ends_on)
            return rows.of_kind(kind) if kind else rows
        year = int(period.key) if period else self.year
        return rows.of_kind(kind, year) if kind else rows.in_year(year)


class ConfirmForm(BaseForm):
    """Chair and recorder have signed; from then on the record is locked."""

    on = forms.DateField(label="签字日期", help_text="主持人和记录人在会议记录上签字的日期。")
    is_signed = forms.BooleanField(
        label="主持人、记录人都已在会议记录上签字",
        error_messages={"required": "两人都签字以后才能确认，请勾选。"},
    )

    fieldsets = [("签字确认", ["on", "is_signed"])]

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self):
        """Nobody signs tomorrow."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(f"签字日期 {on:%Y-%m-%d} 还没有到，请改正。")
        return on


class CorrectForm(BaseForm):
    """An addition to a confirmed record."""

    text = forms.CharField(
        label="补充更正内容",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="原记录不变，这段文字连同原因列在后面。",
    )
    reason = forms.CharField(label="原因", max_length=200, help_text="例如“漏记一项决定”。")

    fieldsets = [("补充更正", ["text", "reason"])]


class DayForm(forms.Form):
    """The day of something done: a decision carried out, a make-up study."""

    on = forms.DateField(
        error_messages={"required": "请填写日期。", "invalid": "日期写成 2025-03-07 这样。"},
    )

    def __init__(self, data, *, today: date):
        super().__init__(data)
        self.today = today

    def clean_on(self):
        """Nothing is done tomorrow."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(f"日期 {on:%Y-%m-%d} 还没有到，请改正。")
        return on

    @property
    def fault(self) -> str:
        """The first error, for a message."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class ExplanationForm(BaseModelForm):
    """The written reason for one rule, period and subject, which the address names."""

    fieldsets = [("情况说明", ["reason"])]

    class Meta:
        model = RuleExplanation
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}
