"""Answering a 请示, and noting an answer that came on paper."""

from django import forms

from core.attachments import add
from core.file_types import ALLOWED
from core.forms import BaseForm, BaseModelForm, FilesField
from core.refusals import Refused
from reports.report.models import AnnualReport

from .enums import Decision
from .models import ReceivedRuling
from .services import check_unanswered, note_received


class RulingForm(BaseForm):
    """The decision, what is asked with it, and what stands before the number."""

    fieldsets = [("批复", ["decision", "words", "code"])]
    decision = forms.ChoiceField(label="批复意见", choices=Decision, widget=forms.RadioSelect)
    words = forms.CharField(
        label="要求或理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写进批复正文，一行一段，几段的自动编号；同意而没有别的要求，可以不填。起草以后还能改。",
    )
    code = forms.CharField(
        label="发文代字",
        max_length=30,
        help_text="本单位发文字号里年份前面的字；序号在定稿时按顺序给。",
        error_messages={"required": "请填写发文代字，例如“某公司党”。"},
    )


class ReceivedRulingForm(BaseModelForm):
    """Number, day and answer of a 批复 on paper, with the paper itself."""

    is_as_edited = False
    fieldsets = [("批复", ["issuer", "number", "issued_on", "decision", "words", "files"])]
    files = FilesField(
        label="批复原件",
        required=False,
        help_text=f"扫描件或照片，可以一次选几个文件：{ALLOWED}。以后核对时看得到原件。",
    )

    class Meta:
        model = ReceivedRuling
        fields = ["issuer", "number", "issued_on", "decision", "words"]
        widgets = {"decision": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = Decision.choices
        self.answered: AnnualReport = self.instance.request
        superior = self.answered.branch.sent_by or self.answered.branch.parent
        if superior and not self.is_edit:
            self.initial["issuer"] = superior.name

    def clean_issued_on(self):
        """Not before the 请示, and not in the future."""
        day = self.cleaned_data["issued_on"]
        if self.today and day > self.today:
            raise forms.ValidationError(f"批复日期 {day:%Y-%m-%d} 还没有到，请核对。")
        if self.answered.signed_on and day < self.answered.signed_on:
            raise forms.ValidationError(
                f"批复日期 {day:%Y-%m-%d} 早于请示的日期 {self.answered.signed_on:%Y-%m-%d}，请改正其中一个。"
            )
        return day

    def clean(self):
        """A 请示 has one answer."""
        cleaned = super().clean()
        if not self.is_edit and not self.already_saved():
            try:
                check_unanswered(self.answered)
            except Refused as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    def write_links(self) -> None:
        """The files, and the 请示 is answered. Raises ValidationError naming the file that is not taken."""
        super().write_links()
        for upload in self.cleaned_data["files"]:
            try:
                add(record=self.instance, upload=upload, by=self.user)
            except Refused as refusal:
                raise forms.ValidationError({"files": f"“{upload.name}”没有上传：{refusal}"}) from refusal
        if not self.is_edit:
            note_received(self.instance, by=self.user)
