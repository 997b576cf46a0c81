"""Filters of the list, and the short forms: signing, adding to a record, make-up study, explanations."""

from datetime import date
from functools import cache

from django import forms

from branch.organisations.models import PartyGroup
from core import rules
from core.forms import BaseForm, Choice, ListFilter, SearchField, settle_choices
from meetings.enums import MAKE_UP_KEY, TOOK_PLACE, MeetingKind, MeetingState

BRANCH_WIDE = "branch"
TOOK_PLACE_KEY = "TOOK_PLACE"
SORTS = {"starts_at", "title", "present_count"}


@cache
def _periods(year: int) -> tuple[list[rules.Period], list[tuple[str, str]]]:
    """The periods of a year, and how they are called in the filter: the whole year first, as the one shown."""
    periods = [*rules.yearly(year), *rules.quarterly(year), *rules.monthly(year)]
    return periods, [_told(period, year) for period in periods if period.months < 12]


def _told(period: rules.Period, year: int) -> tuple[str, str]:
    return period.key, period.label if period.key.startswith(str(year)) else period.key


@settle_choices
class MeetingFilterForm(ListFilter):
    """Meetings by kind, period, state, group and text."""

    kind = Choice("类别", MeetingKind.choices, everything="全部类别")
    period = Choice("期间")
    state = Choice(
        "状态",
        [*MeetingState.choices, (TOOK_PLACE_KEY, "已召开和已确认"), (MAKE_UP_KEY, "有人待补学")],
        everything="全部状态",
    )
    group = Choice("范围", [(BRANCH_WIDE, "支部会议")])
    q = SearchField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.year
        periods, parts = _periods(year)
        chosen = rules.period_of(self.data.get("period", ""))
        if chosen and chosen.key not in {period.key for period in periods}:
            periods = [*periods, chosen]
            parts = [*parts, _told(chosen, year)] if chosen.months < 12 else parts
        self.fields["period"].choices = [
            ("", f"{year}年度"),
            *parts,
            *((p.key, f"{p.key}年度（所属）") for p in periods if p.months == 12),
        ]
        groups = PartyGroup.objects.alive().filter(branch=self.branch)
        own = [(str(group.pk), group.name) for group in groups]
        self.fields["group"].choices = [*self.fields["group"].choices, *own]

    def apply(self, rows):
        """Of the period first: the kind counts for a year or for the days of a shorter span."""
        period, kind = rules.period_of(self.chosen("period")), self.chosen("kind")
        if period and period.months < 12:
            rows = rows.between(period.starts_on, period.ends_on)
            rows = rows.of_kind(kind) if kind else rows
        else:
            year = int(period.key) if period else self.year
            rows = rows.of_kind(kind, year) if kind else rows.listed_in(year)
        return super().apply(rows)

    def by_kind(self, meetings, kind: str):
        """Done with the period: see `apply`."""
        return meetings

    by_period = by_kind

    def by_state(self, meetings, state: str):
        """In a state, or with somebody who has to make up for the meeting."""
        if state == MAKE_UP_KEY:
            return meetings.awaiting_make_up()
        return meetings.filter(state__in=TOOK_PLACE if state == TOOK_PLACE_KEY else [state])

    def by_group(self, meetings, group: str):
        """Of a group, or of the whole branch."""
        return meetings.branch_wide() if group == BRANCH_WIDE else meetings.filter(group=group)

    def by_q(self, meetings, text: str):
        """With a text anywhere in the record."""
        return meetings.with_text(text)

    @property
    def period_label(self) -> str:
        """The period filtered by, for a title: 2025年度, 2025年第一季度, 2025年3月."""
        period = rules.period_of(self.chosen("period"))
        if period is None or period.months == 12:
            return f"{period.key if period else self.year}年度"
        return f"{period.starts_on.year}年{period.label}"

    @property
    def counted_year(self) -> int:
        """The year whose figures a table of the rows explains."""
        period = rules.period_of(self.chosen("period"))
        return period.starts_on.year if period else self.year


class ConfirmForm(BaseForm):
    """Chair and recorder have signed; from then on the record is locked."""

    on = forms.DateField(label="签字日期", help_text="主持人和记录人在会议记录上签字的日期。")
    is_signed = forms.BooleanField(
        label="主持人、记录人都已在会议记录上签字",
        error_messages={"required": "两人都签字以后才能确认，请勾选。"},
    )

    fieldsets = [("签字确认", ["on", "is_signed"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today

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
