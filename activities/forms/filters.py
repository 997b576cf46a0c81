"""The filters above the list of activities."""

from django import forms
from django.db.models import Q

from core.dates import month_range, quarter_range

from ..kinds import registry
from ..kinds.base import Kind
from ..models.activity import ActivityQuerySet

NO_AREA = "none"


class ActivityFilter(forms.Form):
    """Kind, work area, month or quarter, person and text; bound to the address of the page."""

    kind = forms.ChoiceField(label="类别", required=False)
    area = forms.ChoiceField(label="工作领域", required=False)
    period = forms.ChoiceField(label="时间", required=False)
    person = forms.ChoiceField(label="参加人", required=False)
    q = forms.CharField(
        label="文字", required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args, year: int, areas, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        everything = ("", "全部")
        kind_options = [(kind.code, kind.label) for kind in registry.all_kinds()]
        area_options = [(str(area.pk), area.name) for area in areas]
        self.fields["kind"].choices = [everything, *kind_options]
        self.fields["area"].choices = [everything, *area_options, (NO_AREA, "未归入领域")]
        self.fields["period"].choices = [everything, *_periods()]
        if people:
            self.fields["person"].choices = [everything, *((str(one.pk), one.name) for one in people)]
        else:
            del self.fields["person"]

    def chosen_kind(self) -> Kind | None:
        """The one kind that is listed, if any."""
        code = self._chosen().get("kind")
        return registry.get(code) if code else None

    def _chosen(self) -> dict[str, str]:
        """The values that are valid; the others show their error beside the field."""
        self.is_valid()
        return self.cleaned_data

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """The activities that fit; nothing is filtered by a value that is not valid."""
        chosen = self._chosen()
        if code := chosen.get("kind"):
            activities = activities.of_kind(code)
        if area := chosen.get("area"):
            activities = (
                activities.without_area() if area == NO_AREA else activities.filter(work_area_id=area)
            )
        if period := chosen.get("period"):
            number = int(period[1:])
            span = quarter_range(self.year, number) if period[0] == "Q" else month_range(self.year, number)
            activities = activities.filter(happened_on__range=span)
        if person := chosen.get("person"):
            activities = activities.with_person(int(person))
        return _with_text(activities, chosen.get("q", ""))


def _periods() -> list[tuple[str, str]]:
    quarters = [(f"Q{number}", f"第{name}季度") for number, name in enumerate("一二三四", start=1)]
    return [*quarters, *((f"M{month}", f"{month}月") for month in range(1, 13))]


def _with_text(activities: ActivityQuerySet, text: str) -> ActivityQuerySet:
    """Every word of the text stands in title, place, summary or outside people; never in restricted fields."""
    for word in text.split():
        fits = Q()
        for column in ("title", "place", "summary", "outside_people"):
            fits |= Q(**{f"{column}__icontains": word})
        activities = activities.filter(fits)
    return activities
