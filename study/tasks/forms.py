"""Giving a study task, completing it, and taking a completion back."""

from django import forms
from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from branch.campaigns.choosing import offer_campaigns
from branch.members.models import Member
from branch.organisations.models import PartyGroup
from core.forms import BaseForm, BaseModelForm
from study.enums import Audience, ReflectionChannel
from study.hours.forms import UNIT_FIELDS, add_unit_fields, convert_hours
from study.plan.models import PlanItem
from study.reading.models import StudyMaterial

from . import services
from .models import StudyTask

# A change of one of these gives the task to other people.
LIST_FIELDS = {"audience", "group", "chosen"}


class TaskForm(BaseModelForm):
    """A task and its list of members. An unchanged audience leaves the list as it is."""

    chosen = forms.ModelMultipleChoiceField(
        label="指定党员",
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="学习对象是指定党员时勾选。",
    )
    fieldsets = [
        (
            "学什么",
            [
                "title",
                "material",
                "form",
                "requirement",
                "needs_reflection",
                "plan_item",
                "campaign",
            ],
        ),
        ("学时", ["hours", *UNIT_FIELDS, "is_training", "meeting"]),
        ("谁来学", ["audience", "group", "chosen"]),
        ("什么时候", ["starts_on", "due_on", "year"]),
    ]

    class Meta:
        model = StudyTask
        fields = [
            "title",
            "material",
            "form",
            "requirement",
            "hours",
            "needs_reflection",
            "is_training",
            "meeting",
            "plan_item",
            "campaign",
            "audience",
            "group",
            "starts_on",
            "due_on",
            "year",
        ]
        widgets = {
            "requirement": forms.Textarea(attrs={"rows": 4}),
            "audience": forms.RadioSelect,
            "year": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.branch = self.branch or self.instance.branch
        self.is_new = self.instance.pk is None
        self.due: list[Member] = []
        year = self.instance.year or self.initial.get("year") or timezone.localdate().year
        self._offer_people()
        add_unit_fields(self, self.branch)
        self.fields["plan_item"].queryset = PlanItem.objects.filter(
            Q(deleted_at__isnull=True, year=year) | Q(pk=self.instance.plan_item_id), branch=self.branch
        )
        self.fields["plan_item"].empty_label = "不在计划内"
        self.fields["material"].queryset = StudyMaterial.objects.filter(
            Q(deleted_at__isnull=True) | Q(pk=self.instance.material_id), branch=self.branch
        )
        self.fields["material"].empty_label = "不用材料"
        day = self.initial.get("starts_on") or timezone.localdate()
        offer_campaigns(self, self.branch, on=day, day_field="starts_on")
        meetings = apps.get_model("meetings.Meeting").objects
        self.fields["meeting"].queryset = (
            meetings.of_branch(self.branch)
            .filter(Q(year=year) | Q(pk=self.instance.meeting_id))
            .order_by("-starts_at")
        )
        self.fields["meeting"].empty_label = "不关联会议"

    def _offer_people(self) -> None:
        self.fields["group"].queryset = PartyGroup.objects.alive().filter(branch=self.branch)
        self.fields["group"].empty_label = "请选择党小组"
        on_list = self.instance.assignments.alive().values("member") if self.instance.pk else []
        roll = Member.objects.attending(self.branch, timezone.localdate()).values("pk")
        people = Member.objects.alive().filter(Q(pk__in=roll) | Q(pk__in=on_list), branch=self.branch)
        self.fields["chosen"].queryset = people.in_pinyin_order()
        if self.instance.pk and self.instance.audience == Audience.CHOSEN:
            self.initial["chosen"] = [row["member"] for row in on_list]

    def clean_title(self):
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_meeting(self):
        """One meeting counts once: no second task for it."""
        meeting = self.cleaned_data["meeting"]
        taken = services.task_of_meeting(meeting, besides=self.instance)
        if taken:
            raise forms.ValidationError(f"这次会议已有学习任务“{taken}”，一次会议的学时只计一次。")
        return meeting

    def clean(self):
        """The audience must mean somebody, the dates must fit the year, and hours are typed or converted."""
        cleaned = super().clean()
        convert_hours(self, cleaned)
        self._check_dates(cleaned)
        audience = cleaned.get("audience")
        if audience != Audience.GROUP:
            cleaned["group"] = None
        elif not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", "学习对象是党小组，请选择是哪个党小组。")
        if audience == Audience.CHOSEN:
            self.due = list(cleaned.get("chosen") or [])
            if not self.due and "chosen" not in self.errors:
                self.add_error("chosen", "学习对象是指定党员，请至少勾选一名党员。")
        elif audience and not self.errors:
            self._find_due(cleaned)
        return cleaned

    def _check_dates(self, cleaned) -> None:
        starts_on, due_on, year = (cleaned.get(name) for name in ("starts_on", "due_on", "year"))
        if starts_on and due_on and due_on < starts_on:
            self.add_error(
                "due_on", f"截止日期 {due_on:%Y-%m-%d} 早于开始日期 {starts_on:%Y-%m-%d}，请改正其中一个。"
            )
        elif starts_on and due_on and year and not starts_on.year <= year <= due_on.year:
            self.add_error(
                "year",
                f"所属年度 {year} 与起止日期（{starts_on:%Y-%m-%d} 至 {due_on:%Y-%m-%d}）对不上，请改正。",
            )

    def _find_due(self, cleaned) -> None:
        probe = StudyTask(
            branch=self.branch,
            audience=cleaned["audience"],
            group=cleaned["group"],
            starts_on=cleaned["starts_on"],
            due_on=cleaned["due_on"],
        )
        on = services.register_day(probe, today=timezone.localdate())
        self.due = services.due_members(probe, on=on)
        if not self.due and self.list_changes:
            self.add_error(
                "audience", f"按名册，{probe.audience_label}里没有应学习的党员，请换一个学习对象。"
            )

    @property
    def list_changes(self) -> bool:
        """Whether saving gives the task to other people than before."""
        return self.is_new or bool(LIST_FIELDS & set(self.changed_data))

    def write_links(self) -> None:
        """The list of members, and corrected hours for those who completed the task."""
        super().write_links()
        if self.list_changes:
            services.set_list(self.instance, self.due)
        if not self.is_new and self.instance.hours != self.initial["hours"]:
            services.correct_hours(self.instance, by=self.user)


BODY_LIMIT = 50_000


class CompleteForm(BaseForm):
    """What the member sends to complete a task: the 心得 where one is asked for."""

    fieldsets = [("完成学习", ["body"])]
    body = forms.CharField(
        label="学习心得", required=False, max_length=BODY_LIMIT, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args, assignment, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        field.required = assignment.task.needs_reflection
        field.error_messages["required"] = "这项任务要求写心得，请写下学习心得后再提交，长短不限。"
        field.help_text = (
            "写完再按“完成学习”。没有提交的文字会留在这台设备上，再打开时可以恢复。"
            if field.required
            else "可以不写。没有提交的文字会留在这台设备上，再打开时可以恢复。"
        )


class RecordCompletionForm(BaseForm):
    """What a writer enters for a member who studied elsewhere."""

    fieldsets = [("登记完成", ["completed_on", "channel", "body"])]
    completed_on = forms.DateField(label="完成日期", help_text="实际学完的日期，学时从这一天起计入。")
    channel = forms.ChoiceField(
        label="心得提交渠道",
        required=False,
        choices=[
            ("", "没有心得"),
            *[c for c in ReflectionChannel.choices if c[0] != ReflectionChannel.SYSTEM],
        ],
    )
    body = forms.CharField(
        label="心得正文",
        required=False,
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从微信群等处粘贴本人写的心得。",
    )

    def clean_completed_on(self):
        """Not in the future."""
        completed_on = self.cleaned_data["completed_on"]
        if completed_on > timezone.localdate():
            raise forms.ValidationError(f"完成日期 {completed_on:%Y-%m-%d} 还没有到，请填写实际日期。")
        return completed_on

    def clean(self):
        """A text comes with its channel and a channel with its text."""
        cleaned = super().clean()
        if cleaned.get("body") and not cleaned.get("channel") and "channel" not in self.errors:
            self.add_error("channel", "填了心得正文，请选择本人是从哪里交的。")
        if cleaned.get("channel") and not cleaned.get("body") and "body" not in self.errors:
            self.add_error("body", "选了提交渠道，请粘贴心得正文。")
        return cleaned


class WithdrawForm(BaseForm):
    """Why a completion is taken back; the member on the same day may leave it out."""

    fieldsets = [("撤回完成", ["reason"])]
    reason = forms.CharField(label="撤回原因", max_length=200, help_text="写进修改记录，本人会看到。")

    def __init__(self, *args, needs_reason=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = "请填写撤回原因，例如“误点完成”。"
