"""The form of a meeting: its own fields, the roll and the agenda, saved as one."""

import json
from collections.abc import Callable, Container
from datetime import date, datetime
from functools import partial

from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property, lazy

from branch.access import can_write_branch, grants_of
from branch.campaigns.choosing import offer_campaigns
from branch.members.models import Member
from branch.organisations.models import PartyGroup
from core.forms import BaseModelForm, settle_choices
from meetings.enums import Attendance, MeetingKind, MeetingState
from meetings.meeting import faults, numbering, origins, suggestions
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.fields import MEETING, Part, entered, named
from meetings.meeting.models import Meeting, RollEntry, describe_roll
from meetings.meeting.roll import Roster, away_among, due_members
from meetings.meeting.services import hold_meeting, plan_meeting, save_meeting
from meetings.meeting.studying import library_of

from . import agenda as agenda_rows
from .roll import RollGrid

# A change of these asks the server anew who is due.
ROLL_SOURCE = "roll-source"
# The first part asks in this order, and then for whatever else the table has there.
ASKED = "kinds group title state starts_at ends_at place chair chair_note recorder year".split()
BASICS = [*ASKED, *(name for name in entered(MEETING, Part.BASICS, Part.CLOSING) if name not in ASKED)]
LECTURE = entered(MEETING, Part.LECTURE)
STUDY = named(MEETING, *entered(MEETING, Part.STUDY))
CONTENT = named(MEETING, *entered(MEETING, Part.MINUTES), *entered(MEETING, Part.SUBJECT))
# From the founding of the Party on; later years are slips of the hand, and the calendar ends somewhere.
EARLIEST, LATEST = 1921, 2100


def check_moment(moment: datetime) -> None:
    """Refuses a year that no meeting can be of, such as 0205 or 9999. Raises ValidationError."""
    year = timezone.localtime(moment).year
    if not EARLIEST <= year <= LATEST:
        raise forms.ValidationError(f"年份是 {year:04}，应在 {EARLIEST} 到 {LATEST} 之间，请核对日期。")


class OriginField(forms.ModelChoiceField):
    """A hidden pointer. One that leads nowhere, such as to a row deleted meanwhile, is left out without a word."""

    widget = forms.HiddenInput

    def __init__(self, rows: Callable[[], QuerySet]):
        """`rows` are asked for where something is pointed to: most forms point to nothing."""
        super().__init__(None, required=False)
        self.rows = rows

    def clean(self, value):
        """The record, or None."""
        if value in self.empty_values:
            return None
        self.queryset = self.rows()
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class PersonField(forms.ModelChoiceField):
    """A member, taken from those that the form has at hand: no query for each field that names one."""

    people = agenda_rows.People([])

    def offer(self, people: agenda_rows.People) -> None:
        """Choose among these members and no others."""
        self.queryset, self.people = Member.objects.none(), people
        self.choices = people.choices

    def to_python(self, value):
        """The member; what is not at hand is refused, as usual."""
        return self.people.found(str(value)) or super().to_python(value)


@settle_choices
class MeetingForm(BaseModelForm):
    """Entering or editing a meeting. `today` decides what is still a plan."""

    kinds = forms.MultipleChoiceField(
        label="类别",
        choices=MeetingKind,
        widget=forms.CheckboxSelectMultiple(attrs={"class": ROLL_SOURCE}),
        error_messages={"required": "请至少选择一个类别。"},
        help_text="一次会议可以同时算几类，例如党员大会上讲党课，两项都选。",
    )
    renew_roll = forms.BooleanField(
        label="按现在的党员名册重新生成应到名单",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": ROLL_SOURCE}),
    )
    title_default = forms.CharField(required=False, widget=forms.HiddenInput({"data-kept": True}))
    year_default = forms.CharField(required=False, widget=forms.HiddenInput({"data-kept": True}))

    fieldsets = [("会议", BASICS)]

    class Meta:
        model = Meeting
        fields = [*BASICS[1:], *(field.name for field in (*CONTENT, *STUDY)), *LECTURE]
        field_classes = {"chair": PersonField, "recorder": PersonField}
        widgets = agenda_rows.text_widgets((*CONTENT, *STUDY)) | {
            "state": forms.RadioSelect(attrs={"class": ROLL_SOURCE}),
            "group": forms.Select(attrs={"class": ROLL_SOURCE}),
            "starts_at": forms.DateTimeInput(attrs={"class": ROLL_SOURCE}),
            "minutes": forms.Textarea(attrs={"rows": 8}),
            "study_hours": forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
        }
        help_texts = {
            "year": "组织生活会和民主评议按它计入；次年年初召开的填上一年。其他类别按召开日期计入，与日期同年。"
        }
        error_messages = {
            "title": {"required": "请填写会议名称，例如“2025年3月支委会”。"},
            "starts_at": {"required": "请填写会议的日期和开始时间。"},
        }

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.is_new = self.instance.pk is None
        self.meeting_branch = self.branch if self.is_new else self.instance.branch
        self.stored_state = None if self.is_new else self.instance.state
        self.origins = [origin for origin in origins.registered() if origin.suits(self.stored_state)]
        for origin in self.origins:
            if origin.field:
                self.fields[origin.field] = OriginField(partial(origin.rows, self.user, self.meeting_branch))
        for name in ("starts_at", "ends_at"):
            self.fields[name].validators.append(check_moment)
        self.stored_day = None if self.is_new else faults.day_of(self.instance)
        self.stored_group_id = self.instance.group_id
        self.stored_kinds = [] if self.is_new else [str(kind) for kind in self.instance.kinds]
        if self.is_new:
            self.instance.branch = self.meeting_branch
        self._set_choices()
        self._set_initial()
        offer_campaigns(self, self.meeting_branch, on=self.day or today, day_field="starts_at")
        # The page asks for 委托说明 only when someone else than the post's holder is chosen.
        usual = partial(suggestions.chairs_of, self.meeting_branch, self.day or today)
        self.fields["chair"].widget.attrs["data-usual"] = lazy(lambda: json.dumps(usual()), str)()
        self.agenda = self._agenda_formset()
        self.roll = self._roll_grid()

    def _set_choices(self) -> None:
        self.roster = Roster.of(self.meeting_branch)
        self.members = self.roster.with_status(self.day or self.today)
        self.people = agenda_rows.People(self.members)
        for name in ("chair", "recorder"):
            self.fields[name].offer(self.people)
        groups = PartyGroup.objects.alive().filter(branch=self.meeting_branch)
        if not can_write_branch(self.user, self.meeting_branch):
            groups = groups.filter(pk__in=grants_of(self.user).led_group_ids)
            self.fields["group"].required = True
            self.fields["group"].error_messages["required"] = "请选择您负责的党小组。"
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "请选择（支部会议不选）"
        self.fields["state"].choices = [(s.value, s.label) for s in (MeetingState.PLANNED, MeetingState.HELD)]
        if self.stored_state == MeetingState.HELD:
            del self.fields["state"]

    def _set_initial(self) -> None:
        if not self.is_new and self.instance.number and not self.instance.is_number_said:
            # Numbered by its day: what is typed here would stand from then on.
            self.initial["number"] = None
            self.fields["number"].widget.attrs["placeholder"] = f"按日期为第{self.instance.number}次"
        if self.is_new:
            self.initial.setdefault("title_default", self.initial.get("title") or "")
            self.initial.setdefault("year_default", self.initial.get("year") or "")
            return
        self.initial["kinds"] = self.stored_kinds
        if self.stored_state == MeetingState.PLANNED and self.stored_day <= self.today:
            self.initial["state"] = MeetingState.HELD

    def _agenda_formset(self):
        stored = [] if self.is_new else list(AgendaItem.objects.filter(meeting=self.instance))
        items = self.initial.get("agenda", []) if self.is_new else stored
        options = {"prefix": agenda_rows.PREFIX, "form_kwargs": self._taken_up(items, stored)}
        if self.is_bound:
            return agenda_rows.AgendaFormSet(self.data, **options)
        formset = agenda_rows.AgendaFormSet(initial=agenda_rows.initial_rows(items), **options)
        formset.extra = 0 if items else 1
        return formset

    def _taken_up(self, items: list[AgendaItem], stored: list[AgendaItem]) -> dict[str, object]:
        """What the rows need: members, and by key what a row may take up again: what it did, and what one may see."""
        typed = {
            name: {
                int(value) for key, value in self.data.items() if key.endswith(f"-{name}") and value.isdigit()
            }
            | {pk for item in items if (pk := getattr(item, column))}
            for name, column in (("carries", "carried_from_id"), ("takes", "topic_id"))
        }
        return {
            "people": self.people,
            "follows": self._earlier(typed["carries"], stored) if typed["carries"] else {},
            "topics": self._topics(typed["takes"], stored) if typed["takes"] else {},
        }

    def _earlier(self, keys: set[int], stored: list[AgendaItem]) -> dict[int, AgendaItem]:
        visible = Q(meeting__in=Meeting.objects.visible_to(self.user).of_branch(self.meeting_branch))
        kept = Q(pk__in=[item.carried_from_id for item in stored if item.carried_from_id])
        rows = AgendaItem.objects.filter(visible | kept, pk__in=keys).select_related("meeting__branch")
        return {one.pk: one for one in rows}

    def _topics(self, keys: set[int], stored: list[AgendaItem]) -> dict[int, object]:
        topics = AgendaItem._meta.get_field("topic").related_model.objects
        visible = Q(pk__in=topics.visible_to(self.user).of_branch(self.meeting_branch))
        kept = Q(pk__in=[item.topic_id for item in stored if item.topic_id])
        return {one.pk: one for one in topics.filter(visible | kept, pk__in=keys)}

    def _offers(self, *, are_proposals: bool) -> list[tuple[origins.Origin, object]]:
        wanted = [one for one in self.origins if one.offers and one.is_proposal == are_proposals]
        return [(one, offer) for one in wanted for offer in one.offers(self.user, self.meeting_branch)]

    @cached_property
    def templates(self) -> list:
        """What can be put into the agenda with a button."""
        return [offer for _, offer in self._offers(are_proposals=False)]

    @cached_property
    def proposals(self) -> list[tuple[str, object]]:
        """Matters proposed for the agenda that it does not have yet, of the group that meets, or of the branch."""
        group = self.typed("group")
        there = {
            (button, str(form[name].value() or ""))
            for form in self.agenda.forms
            for button, name in (("follow", "carries"), ("take", "takes"))
        }
        return [
            (origin.name, offer)
            for origin, offer in self._offers(are_proposals=True)
            if offer.group_id == (group.pk if group else None) and (origin.name, str(offer.pk)) not in there
        ]

    # ---- The roll follows the typed kinds, group, day and state ----

    def typed(self, name: str):
        """The present value of a field, typed or initial, cleaned where it can be; None where it cannot."""
        if name not in self.fields:
            return self.stored_state if name == "state" else None
        field = self.fields[name]
        raw = self[name].data if self.is_bound else self[name].value()
        try:
            return field.clean(raw)
        except forms.ValidationError:
            return None

    @property
    def day(self) -> date | None:
        """The typed day of the meeting."""
        starts_at = self.typed("starts_at")
        return timezone.localtime(starts_at).date() if starts_at else None

    @property
    def is_plan(self) -> bool:
        """Whether what is typed is a plan, which has no roll."""
        return self.typed("state") == MeetingState.PLANNED

    @property
    def has_kinds(self) -> bool:
        """Whether a kind is chosen."""
        return bool(self.typed("kinds"))

    def known_roll(self) -> list[RollEntry]:
        """The roll that the grid starts from; a form that is filled from elsewhere gives unsaved entries."""
        return [] if self.is_new else list(self.instance.roll.select_related("member"))

    def _roll_grid(self) -> RollGrid:
        stored = self.known_roll()
        day, kinds, group = self.day, self.typed("kinds") or [], self.typed("group")
        group_id = group.pk if group else None
        self.roll_differs = False
        if self.is_plan:
            return RollGrid([], stored, self.data)
        if day is None or not kinds:
            # Who is due cannot be told; what was chosen for whom is kept all the same.
            known = set() if self.is_bound else {entry.member_id for entry in stored}
            sent = [one for one in self.members if one.pk in known or f"roll-{one.pk}" in self.data]
            return RollGrid(sent, stored, self.data)
        due = due_members(self.meeting_branch, group, kinds, day, roster=self.roster)
        away: Container[int] = SimpleLazyObject(lambda: away_among(due, day))
        same_basis = (day, group_id) == (self.stored_day, self.stored_group_id)
        if stored and same_basis and set(kinds) == set(self.stored_kinds):
            self.roll_differs = {member.pk for member in due} != {entry.member_id for entry in stored}
            if not self.typed("renew_roll"):
                due, away = [entry.member for entry in stored], ()
        return RollGrid(due, stored, self.data, self.initial.get("signed"), away)

    def fresh_defaults(self) -> dict[str, str]:
        """Title and year for the typed kinds and day, where the suggested ones were left as they stood."""
        kinds, group, day = self.typed("kinds"), self.typed("group"), self.day
        if not self.is_new or not kinds or day is None:
            return {}
        year = suggestions.year_for(kinds, day)
        wanted = {"title": suggestions.title_for(kinds, group, day, year), "year": str(year)}
        return {
            name: value
            for name, value in wanted.items()
            if value and self[name].data == self[f"{name}_default"].data != value
        }

    # ---- Checking ----

    def clean_number(self):
        """What is typed, else what the name says."""
        return self.cleaned_data["number"] or numbering.said_in(self.cleaned_data.get("title", ""))

    def clean_ends_at(self):
        """The end follows the start."""
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            raise forms.ValidationError(faults.span_message(starts_at, ends_at))
        return ends_at

    def _get_validation_exclusions(self):
        """Members were chosen from those at hand, and of the end `clean_ends_at` has told: no query asks once more."""
        return super()._get_validation_exclusions() | {"chair", "recorder", "ends_at"}

    def _post_clean(self):
        super()._post_clean()
        if self.already_saved():
            return
        data = self.cleaned_data
        self.instance.is_number_said = data.get("number") is not None
        agenda_is_valid = self.agenda.is_valid()
        if "starts_at" in data and "kinds" in data and "year" in data:
            self._check_meeting(data["kinds"])
        if not self.is_plan and self.day and data.get("kinds"):
            self._check_roll()
        if not agenda_is_valid:
            for text in self.agenda.faults():
                self.add_error(None, text)

    def _check_meeting(self, kinds: list[str]) -> None:
        if not self.is_plan and self.day > self.today:
            where = "state" if "state" in self.fields else "starts_at"
            self.add_error(where, f"{self.day:%Y-%m-%d} 还没有到，只能登记为计划。")
        if not self.is_plan and self.cleaned_data.get("chair") is None and "chair" not in self.errors:
            self.add_error("chair", "请选择主持人。")
        for fault in faults.faults_of(self.instance, kinds, []):
            if fault.field not in self.errors:
                self.add_error(fault.field or None, fault.message)

    def _check_roll(self) -> None:
        if not self.roll.rows:
            self.add_error(
                None, "这次会议没有应到人员，请先核对类别和日期，或在“组织与党员”里登记任职和党员状态。"
            )
        elif drift := self.roll.drift():
            self.add_error(
                None, f"应到名单随日期、类别或名册变了（{drift}）。请核对下面的到会情况，再保存一次。"
            )
        for text in self.roll.faults():
            self.add_error(None, text)

    def forget_errors(self) -> None:
        """Show what was typed without judging it yet: only the roll was asked for."""
        self._errors = ErrorDict()
        for form in self.agenda.forms:
            form._errors = ErrorDict()

    def mark_stale(self) -> None:
        """Also compare kinds, roll and agenda, which are no columns of the meeting."""
        super().mark_stale()
        stored = Meeting.objects.get(pk=self.instance.pk).audit_values()
        for key, yours in self._typed_parts().items():
            label, theirs = stored[key]
            if theirs != yours:
                self.conflicts.append((label, theirs, yours))

    def _typed_parts(self) -> dict[str, str]:
        chosen = self.data.getlist("kinds") if hasattr(self.data, "getlist") else self.data.get("kinds", [])
        self.agenda.is_valid()
        stored = {item.pk: item for item in AgendaItem.objects.filter(meeting=self.instance)}
        items = self.agenda.lines()
        for order, item in enumerate(items, start=1):
            item.order, same = order, stored.get(item.pk)
            if same:
                item.done_on, item.dropped_reason = same.done_on, same.dropped_reason
        lines = [line for line in self.roll.lines() if line.attendance in Attendance.values]
        return {
            "kinds": "、".join(kind.label for kind in MeetingKind if kind in chosen),
            "roll": describe_roll(lines),
            "agenda": "\n".join(item.summary for item in items),
        }

    # ---- Saving ----

    def _write(self):
        meeting, kinds = self.instance, self.cleaned_data["kinds"]
        agenda = self.agenda.lines()
        roll = [] if self.is_plan else self.roll.lines()
        chosen = [(origin, self.cleaned_data[origin.field]) for origin in self.origins if origin.field]
        chosen = [(origin, record) for origin, record in chosen if record]
        for origin, record in chosen:
            if origin.before_save:
                origin.before_save(meeting, record)
        if not self.is_new:
            return save_meeting(
                meeting, before=self.before, kinds=kinds, roll=roll, agenda=agenda, by=self.user
            )
        if self.is_plan:
            plan_meeting(meeting, kinds=kinds, agenda=agenda, by=self.user)
        else:
            hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=self.user)
        for origin, record in chosen:
            if origin.after_save:
                origin.after_save(meeting, record, self.user)
        return meeting

    def build_helper(self):
        """Only the first part: the page places roll, agenda and content itself."""
        helper = super().build_helper()
        helper.render_unmentioned_fields = False
        return helper

    @property
    def content_fields(self):
        """(field, kinds that ask for it) of what stands below the agenda."""
        return [(self[field.name], field.kinds) for field in CONTENT]

    @property
    def study_fields(self):
        """(field, kinds that ask for it) of what was studied and how long."""
        return [(self[field.name], field.kinds) for field in STUDY]

    @cached_property
    def library(self) -> list[str]:
        """Titles of materials to choose from."""
        return library_of(self.meeting_branch)

    @property
    def lecture_fields(self):
        """What a Party lecture needs."""
        return [self[name] for name in LECTURE]
