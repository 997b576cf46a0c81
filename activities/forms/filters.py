"""The filters above the list of activities, the line of the year and the calendar."""

from functools import cached_property

from django import forms
from django.db.models import QuerySet

from branch.access import can_read_branch
from branch.models import Member
from core.dates import month_range, quarter_range
from core.forms import Choice, ListFilter, SearchField
from meetings.enums import MeetingKind

from .. import permissions
from ..kinds import registry
from ..kinds.base import Kind
from ..kinds.statistics import StatisticValue
from ..models.activity import WorkArea
from ..statistics import figure_of
from ..timeline import Wanted

NO_AREA = "none"
MEETING, ACTIVITY = "m", "a"
PERIODS = [
    *((f"Q{number}", f"第{name}季度") for number, name in enumerate("一二三四", start=1)),
    *((f"M{month}", f"{month}月") for month in range(1, 13)),
]


class WhoAndWhereFilter(ListFilter):
    """Work area, and for those who read the whole branch, a person who took part."""

    area = Choice("工作领域")
    person = Choice("参加人")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(WorkArea.objects.of_branch(self.branch).in_year(self.year).in_order())
        if can_read_branch(self.user, self.branch):
            self.fields["person"].offer(Member.objects.of_branch(self.branch).in_pinyin_order())
        else:
            del self.fields["person"]


class ActivityFilter(WhoAndWhereFilter):
    """Activities by kind, work area, month or quarter, person and text, or those that a figure counts.

    The text is never looked for in restricted fields.
    """

    searched = ("title", "place", "summary", "outside_people")
    kind = Choice("类别")
    period = Choice("时间", PERIODS)
    q = SearchField()
    field_order = ("kind", "area", "period", "person", "q")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices += _kinds()
        self.fields["area"].choices += [(NO_AREA, "未归入领域")]

    def chosen_kind(self) -> Kind | None:
        """The one kind that is listed, if any."""
        code = self.chosen("kind")
        return registry.get(code) if code else None

    @cached_property
    def figure(self) -> StatisticValue | None:
        """The figure whose rows are asked for (`?kind=…&figure=…`), for those who may read figures."""
        kind, key = self.chosen_kind(), self.data.get("figure", "")
        if not (kind and key and permissions.can_read_figures(self.user, self.branch)):
            return None
        return figure_of(self.branch, self.year, self.today, code=kind.code, key=key)

    def apply(self, rows: QuerySet) -> QuerySet:
        """Those that the figure counts, too."""
        rows = super().apply(rows)
        return rows.filter(pk__in=[row.pk for row in self.figure.rows]) if self.figure else rows

    def by_area(self, activities, area: str):
        """Of an area, or of none."""
        return activities.without_area() if area == NO_AREA else activities.filter(work_area=area)

    def by_period(self, activities, period: str):
        """In a month or a quarter."""
        span = {"Q": quarter_range, "M": month_range}[period[0]](self.year, int(period[1:]))
        return activities.filter(happened_on__range=span)

    def by_person(self, activities, person: str):
        """With a member taking part."""
        return activities.with_person(int(person))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in registry.all_kinds()]


class TimelineFilter(WhoAndWhereFilter):
    """Kind of meeting or activity, work area and person."""

    kind = Choice("类别")
    field_order = ("kind", "area", "person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = [(f"{MEETING}:{kind.value}", kind.label) for kind in MeetingKind]
        activities = [(f"{ACTIVITY}:{code}", label) for code, label in _kinds()]
        self.fields["kind"].choices += [("组织生活", meetings), ("活动", activities)]

    def wanted(self) -> Wanted:
        """What is asked for; a value that is not valid narrows nothing and shows its error beside the field."""
        sort, _, code = self.chosen("kind").partition(":")
        area, person = self.chosen("area"), self.chosen("person")
        return Wanted(
            meeting_kind=code if sort == MEETING else "",
            activity_kind=code if sort == ACTIVITY else "",
            area_id=int(area) if area else None,
            person_id=int(person) if person else None,
        )


class CalendarFilter(TimelineFilter):
    """The same for one month."""

    month = forms.TypedChoiceField(
        label="月份", required=False, coerce=int, choices=[(n, f"{n}月") for n in range(1, 13)]
    )
    field_order = ("month", "kind", "area", "person")

    def chosen_month(self) -> int:
        """The month asked for; else the present one of the present year, else January."""
        return self.chosen("month") or (self.today.month if self.today.year == self.year else 1)
