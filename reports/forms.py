"""Forms of the annual report."""

from django import forms

from core.forms import BaseForm, BaseModelForm

from .models import AnnualReport

MAX_IMPORT_BYTES = 20 * 1024 * 1024


class ReportForm(BaseModelForm):
    """Title, salutation and signature of a report."""

    fieldsets = [("版头与落款", ["title", "salutation", "signer", "signed_on"])]

    class Meta:
        model = AnnualReport
        fields = ["title", "salutation", "signer", "signed_on"]


class ReturnForm(BaseForm):
    """Why a report goes back to the branch."""

    fieldsets = [("退回", ["comment"])]
    comment = forms.CharField(
        label="退回原因和修改要求",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text="支部会在报告页面看到这段话。",
        error_messages={"required": "请写明退回的原因和修改要求。"},
    )
