"""The one entry form of all kinds, built from the declaration of the chosen kind."""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils.timezone import localtime

from branch.access import may_see_restricted
from branch.enums import ON_ROLL
from branch.models import Member
from core.dates import chinese_date, overlapping
from core.forms import BaseModelForm, use_native_pickers, word_required_errors
from meetings.models import Meeting

from .. import services
from ..kinds.base import DataRefused, Kind
from ..models.activity import Activity, WorkArea
from .kind_fields import TOO_LONG, PeopleField, declared_value, form_field, initial_value


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
        return f"{chinese_date(localtime(obj.starts_at).date()).split('年', 1)[1]} {obj.title}"


class ActivityForm(BaseModelForm):
    """Records or changes an activity of one kind. Restricted fields of a stored activity are only the secretary's."""

    class Meta:
        model = Activity
        fields = [
            "happened_on",
            "ends_on",
            "title",
            "work_area",
            "place",
            "meeting",
            "summary",
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
        self._word(kind)
        self.fieldsets = self._fieldsets()

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
        choosable = Q(starts_at__year=year) | Q(pk=self.instance.meeting_id)
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
            ("归类", ["work_area", "title", "meeting", "ends_on"]),
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
            return services.record_activity(activity, participants=chosen, by=self.user)
        return services.save_activity(activity, before=self.before, participants=chosen, by=self.user)
