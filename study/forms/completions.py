"""Completing a task and taking a completion back."""

from django import forms
from django.utils import timezone

from core.forms import BaseForm

from ..enums import ReflectionChannel

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
            "写完再按“完成学习”。没有提交的文字会留在这台设备上，再打开还在。"
            if field.required
            else "可以不写。没有提交的文字会留在这台设备上，再打开还在。"
        )
        field.widget.attrs["data-draft"] = draft_key(assignment)


def draft_key(assignment) -> str:
    """Name under which the browser keeps text that was typed but not sent."""
    return f"assignment-{assignment.pk}"


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
