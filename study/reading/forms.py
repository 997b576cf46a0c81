"""Forms of study materials and 心得."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from branch.campaigns.choosing import offer_campaigns
from branch.members.models import Member
from core.forms import BaseModelForm
from study.enums import ReflectionChannel
from study.tasks.models import StudyTask

from .models import Reflection, StudyMaterial


class MaterialForm(BaseModelForm):
    """Text, link or file; files are added on the material's page."""

    fieldsets = [("材料", ["title", "category", "source", "link", "campaign"]), ("正文", ["body"])]

    class Meta:
        model = StudyMaterial
        fields = ["title", "category", "source", "link", "campaign", "body"]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 16}),
            "link": forms.TextInput(attrs={"inputmode": "url"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_campaigns(self, self.branch or self.instance.branch, on=None)


NO_TEXT = "请写下心得正文，长短不限。"


class OwnReflectionForm(BaseModelForm):
    """A member's own 心得 outside a task, or a change of its text."""

    fieldsets = [("心得", ["material", "body"])]

    class Meta:
        model = Reflection
        fields = ["material", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}
        error_messages = {"body": {"required": NO_TEXT}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        field = self.fields["material"]
        field.queryset = StudyMaterial.objects.filter(
            Q(deleted_at__isnull=True) | Q(pk=self.instance.material_id), branch=branch
        )
        field.empty_label = "不针对某份材料"
        if self.instance.task_id:
            del self.fields["material"]

    def prepare(self, instance) -> None:
        """The author is the person who writes, today, in this system."""
        if instance.pk is None:
            instance.member = self.user.member
            instance.written_on = timezone.localdate()
            instance.channel = ReflectionChannel.SYSTEM


class RecordedReflectionForm(BaseModelForm):
    """A 心得 that a member handed in elsewhere, entered by the branch (代录)."""

    fieldsets = [("作者和来处", ["member", "channel", "written_on"]), ("心得", ["task", "material", "body"])]

    class Meta:
        model = Reflection
        fields = ["member", "channel", "written_on", "task", "material", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}
        error_messages = {"body": {"required": NO_TEXT}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        self.fields["member"].queryset = Member.objects.of_branch(branch).in_pinyin_order()
        self.fields["member"].empty_label = "请选择作者"
        self.fields["task"].queryset = StudyTask.objects.filter(
            Q(deleted_at__isnull=True) | Q(pk=self.instance.task_id), branch=branch
        )
        self.fields["task"].empty_label = "不针对某项任务"
        self.fields["material"].queryset = StudyMaterial.objects.filter(
            Q(deleted_at__isnull=True) | Q(pk=self.instance.material_id), branch=branch
        )
        self.fields["material"].empty_label = "不针对某份材料"
        self.fields["channel"].choices = [
            ("", "请选择渠道"),
            *[c for c in ReflectionChannel.choices if c[0] != ReflectionChannel.SYSTEM],
        ]
        self.fields["channel"].initial = self.initial["channel"] = (
            self.instance.channel if self.instance.pk else ""
        )

    def clean_written_on(self):
        """Not in the future."""
        written_on = self.cleaned_data["written_on"]
        if written_on > timezone.localdate():
            raise forms.ValidationError(f"写作日期 {written_on:%Y-%m-%d} 还没有到，请填写实际日期。")
        return written_on

    def clean(self):
        """The author must be on the list of the task."""
        cleaned = super().clean()
        task, member = cleaned.get("task"), cleaned.get("member")
        if task and member and not task.assignments.alive().filter(member=member).exists():
            self.add_error("task", f"{member.name}不在“{task}”的名单里，请换一项任务，或先把人加进名单。")
        return cleaned

    def prepare(self, instance) -> None:
        """A 心得 on a task is one on its material."""
        if instance.task and not instance.material:
            instance.material = instance.task.material
