"""The filters above the line of the year and the calendar."""

from django import forms
from django.utils import timezone

from meetings.enums import MeetingKind

from ..kinds import registry
from ..timeline import Wanted

MEETING, ACTIVITY = "m", "a"


class TimelineFilter(forms.Form):
    """Kind of meeting or activity, work area and person; bound to the address of the page."""

    kind = forms.ChoiceField(label="类别", required=False)
    area = forms.ChoiceField(label="工作领域", required=False)
    person = forms.ChoiceField(label="参加人", required=False)

    def __init__(self, *args, areas, people, **kwargs):
        super().__init__(*args, **kwargs)
        everything = ("", "全部")
        meetings = [(f"{MEETING}:{kind.value}", kind.label) for kind in MeetingKind]
        activities = [(f"{ACTIVITY}:{kind.code}", kind.label) for kind in registry.all_kinds()]
        self.fields["kind"].choices = [everything, ("组织生活", meetings), ("活动", activities)]
        self.fields["area"].choices = [everything, *((str(area.pk), area.name) for area in areas)]
        if people:
            self.fields["person"].choices = [everything, *((str(one.pk), one.name) for one in people)]
        else:
            del self.fields["person"]

    def wanted(self) -> Wanted:
        """What is asked for; a value that is not valid narrows nothing and shows its error beside the field."""
        self.is_valid()
        sort, _, code = self.cleaned_data.get("kind", "").partition(":")
        area, person = self.cleaned_data.get("area"), self.cleaned_data.get("person")
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

    def chosen_month(self, year: int) -> int:
        """The month asked for; else the present one of the present year, else January."""
        self.is_valid()
        today = timezone.localdate()
        return self.cleaned_data.get("month") or (today.month if today.year == year else 1)
