"""The one entry form of all kinds, built from the declaration of the chosen kind, and the filters of lists, timeline and calendar."""

from datetime import date
from functools import cached_property, partial

from django import forms
from django.db.models import Q, QuerySet

from branch.access import can_read_branch, may_see_restricted
from branch.campaigns.choosing import offer_campaigns
from branch.enums import ON_ROLL
from branch.members.models import Member
from core.dates import chinese_date, month_range, overlapping, quarter_range
from core.forms import (
    BaseModelForm,
    Choice,
    ListFilter,
    SearchField,
    use_native_pickers,
    word_required_errors,
)
from meetings.enums import TOOK_PLACE, MeetingKind
from meetings.meeting.forms.meeting import OriginField
from meetings.meeting.models import Meeting

from . import permissions, services
from .adopting import decisions_of
from .kind_fields import TOO_LONG, PeopleField, declared_value, form_field, initial_value
from .kinds import registry
from .kinds.base import DataRefused, Kind
from .kinds.statistics import StatisticValue
from .models import Activity, WorkArea
from .statistics import figure_of, meeting_name
from .timeline import Narrowing


def people_of_year(branch, year: int, also: set[int]) -> dict[int, Member]:
    """Members on the roll at any time of a year, and those named already, by id in pinyin order."""
    in_year = overlapping(date(year, 1, 1), date(year, 12, 31), "statuses__")
    on_roll = in_year & Q(statuses__status__in=ON_ROLL)
    rows = Member.objects.of_branch(branch).filter(on_roll | Q(pk__in=also)).distinct()
    return {member.pk: member for member in rows.in_pinyin_order()}


class MeetingChoice(forms.ModelChoiceField):
    """A meeting by its date and name."""

    def label_from_instance(self, obj):
        """3月7日 第一季度党员大会."""
        return meeting_name(obj)


class ActivityForm(BaseModelForm):
    """Records or changes an activity of one kind. Restricted fields of a stored activity are only the secretary's."""

    class Meta:
        model = Activity
        fields = [
            "happened_on",
            "ends_on",
            "title",
            "work_area",
            "campaign",
            "place",
            "meeting",
            "summary",
            "is_for_report",
            "outside_people",
        ]
        field_classes = {"meeting": MeetingChoice}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "outside_people": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, kind: Kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, year = kind, self.year
        self.packed: dict = {}
        is_new = self.instance.pk is None
        if is_new:
            self.instance.kind, self.instance.branch = kind.code, self.branch
        else:
            year = self.instance.happened_on.year
        data = self.instance.data
        self.shown_fields = [
            field for field in kind.fields if is_new or not field.restricted or self._sees_restricted()
        ]
        self.people = people_of_year(self.branch, year, self._named_already(is_new))
        self._limit_choices(year)
        for field in self.shown_fields:
            self.fields[field.form_name] = form_field(field, self.people)
            self.initial.setdefault(field.form_name, initial_value(field, data.get(field.name)))
        if kind.has_participants:
            self._add_participants(is_new)
        else:
            del self.fields["outside_people"]
        if is_new:
            self._propose(year)
        if is_new and kind.from_decision:
            self.fields["agenda_item"] = OriginField(partial(decisions_of, self.user, self.branch))
        offer_campaigns(
            self, self.branch or self.instance.branch, on=self._proposed_day(), day_field="happened_on"
        )
        self._word(kind)
        self.fieldsets = self._fieldsets()

    @property
    def is_private(self) -> bool:
        """Also of a kind that is about what was said in confidence."""
        return self.kind.is_private or super().is_private

    @property
    def hidden_labels(self) -> str:
        """Restricted fields that this person may not see; saving keeps them as they are."""
        return "、".join(field.label for field in self.kind.fields if field not in self.shown_fields)

    def _sees_restricted(self) -> bool:
        return may_see_restricted(self.user, self.branch)

    def _named_already(self, is_new: bool) -> set[int]:
        if is_new:
            return set()
        data = self.instance.data
        named = {pk for field in self.kind.fields for pk in field.person_ids(data.get(field.name))}
        return named | set(self.instance.participant_ids)

    def _limit_choices(self, year: int) -> None:
        areas = WorkArea.objects.of_branch(self.branch).in_year(year).in_order()
        self.fields["work_area"].queryset = areas
        self.fields["work_area"].empty_label = "不归入任何领域"
        # Nothing is done at a meeting that is still a plan.
        choosable = Q(starts_at__year=year, state__in=TOOK_PLACE) | Q(pk=self.instance.meeting_id)
        meetings = Meeting.objects.of_branch(self.branch).filter(choosable).order_by("-starts_at")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].empty_label = "不在会上"

    def _add_participants(self, is_new: bool) -> None:
        self.fields["participants"] = PeopleField(
            self.people,
            label="参加党员",
            required=False,
            help_text="用于统计参加人次；参加的党员能在“工作纪实”里看到这次活动。",
        )
        if not is_new:
            self.initial["participants"] = sorted(self.instance.participant_ids)

    def _propose(self, year: int) -> None:
        if year == self.today.year:
            self.initial.setdefault("happened_on", self.today)
        self.initial.setdefault("work_area", services.default_area(self.branch, year, self.kind.code))

    def _proposed_day(self) -> date | None:
        """The day that the form begins with, which may come from an address."""
        try:
            return self.fields["happened_on"].to_python(self.initial.get("happened_on"))
        except forms.ValidationError:
            return None

    def _word(self, kind: Kind) -> None:
        self.fields["title"].required = False
        self.fields["title"].widget.attrs["placeholder"] = "不填就按内容自动命名"
        self.fields["meeting"].label = kind.meeting_label
        if kind.summary_help:
            self.fields["summary"].help_text = kind.summary_help
        for name in {"title", "place", "summary", "outside_people"} & set(self.fields):
            self.fields[name].error_messages["max_length"] = TOO_LONG
        use_native_pickers(self)
        word_required_errors(self)

    def _fieldsets(self) -> list[tuple[str, list[str]]]:
        own = [field.form_name for field in self.shown_fields]
        return [
            ("时间和内容", ["happened_on", *own, "summary", "place"]),
            ("参加人员", ["participants", "outside_people"]),
            ("归类", ["work_area", "campaign", "is_for_report", "title", "meeting", "ends_on"]),
        ]

    def clean_happened_on(self):
        """An activity is recorded once it has taken place."""
        day = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError(f"日期不能晚于今天（{chinese_date(self.today)}）；活动结束后再登记。")
        return day

    def clean(self):
        """Check the kind's own fields by its declaration, then what every record is checked for."""
        self._pack()
        return super().clean()

    def _pack(self) -> None:
        stored = self.instance.data
        data = {field.name: stored.get(field.name) for field in self.kind.fields}
        for field in self.shown_fields:
            data[field.name] = declared_value(field, self.cleaned_data.get(field.form_name), self.people)
        try:
            self.packed = self.kind.pack(data, self.cleaned_data.get("happened_on"))
        except DataRefused as refusal:
            for name, message in refusal.errors.items():
                if f"data_{name}" in self.fields and f"data_{name}" not in self.errors:
                    self.add_error(f"data_{name}", message)

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            for name, message in services.check_place(self.instance).items():
                self.add_error(name, message)

    def _typed_instance(self):
        typed = super()._typed_instance()
        typed.data = self.packed
        return typed

    def mark_stale(self) -> None:
        """Participants are compared, too."""
        super().mark_stale()
        chosen = set(self.cleaned_data.get("participants") or [])
        if "participants" in self.fields and chosen != self.instance.participant_ids:
            stored = self._names(self.instance.participant_ids)
            self.conflicts.append(("参加党员", stored, self._names(chosen)))

    def _names(self, ids) -> str:
        return "、".join(member.name for pk, member in self.people.items() if pk in ids)

    def _write(self):
        activity = self.instance
        activity.data = self.packed
        chosen = [self.people[pk] for pk in self.cleaned_data.get("participants") or []]
        if activity.pk is None:
            activity.created_by = self.user
            activity.agenda_item = self.cleaned_data.get("agenda_item")
            return services.record_activity(activity, participants=chosen, by=self.user)
        return services.save_activity(activity, before=self.before, participants=chosen, by=self.user)


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

    def narrowing(self) -> Narrowing:
        """What is asked for; a value that is not valid narrows nothing and shows its error beside the field."""
        sort, _, code = self.chosen("kind").partition(":")
        area, person = self.chosen("area"), self.chosen("person")
        return Narrowing(
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
