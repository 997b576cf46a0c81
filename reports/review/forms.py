"""Forms of the committee's deliberation, of comments, and of finalising with both in view."""

from datetime import date

from django import forms
from django.utils.timezone import localtime

from core.dates import chinese_date
from core.forms import BaseForm
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from reports.report.forms import FinaliseForm
from reports.report.models import AnnualReport

from .enums import Choice

LONGEST = 2000


class AnswerForm(BaseForm):
    """同意 or 意见, with words. `text_mark` names the text that the page showed: another one has to be read first."""

    fieldsets = [("我的意见", ["choice", "words"])]
    choice = forms.ChoiceField(label="对这份报告", choices=Choice, widget=forms.RadioSelect)
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="有意见时写明哪里要改、怎样改；同意时可以不写。",
    )
    text_mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, mark: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.mark = mark
        self.fields["text_mark"].initial = mark

    def clean(self):
        """Refuse an answer to a text that is no longer the report's, and an opinion without words."""
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.OPINION and not cleaned.get("words"):
            self.add_error("words", "请写明意见，例如哪一段要改、怎样改。")
        if cleaned.get("text_mark") != self.mark:
            self.data = self.data.copy()
            self.data["text_mark"] = self.mark
            raise forms.ValidationError("您打开这一页以后，报告的文字又有改动。请再看一遍正文，然后再保存。")
        return cleaned


class MeetingChoiceField(forms.ModelChoiceField):
    """A meeting by its day and title."""

    def label_from_instance(self, obj: Meeting) -> str:
        """2026年1月8日 支委会…."""
        return f"{chinese_date(localtime(obj.starts_at).date())} {obj.title}"


def meeting_field(user, report: AnnualReport, today: date) -> MeetingChoiceField:
    """The committee meetings from the report's year on; which of them deliberated on it may stay open."""
    rows = Meeting.objects.visible_to(user).of_branch(report.branch).held().of_kind(MeetingKind.COMMITTEE)
    return MeetingChoiceField(
        label="审议报告的支委会会议",
        queryset=rows.between(date(report.year, 1, 1), today).order_by("-starts_at"),
        required=False,
        empty_label="（没有对应的会议记录）",
        help_text="写明报告在哪次支委会上审议，报送时一并说明；先在“组织生活”登记那次会议，这里就能选到。",
    )


class MeetingForm(BaseForm):
    """Which meeting deliberated on the report."""

    fieldsets = [("", ["meeting"])]

    def __init__(self, *args, report: AnnualReport, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = meeting_field(self.user, report, self.today or date.max)


class ReviewedFinaliseForm(FinaliseForm):
    """Finalising a paper of the branch asks for the meeting, too."""

    def __init__(self, *args, report: AnnualReport, **kwargs):
        super().__init__(*args, **kwargs)
        if report.declaration.is_deliberated:
            self.fields["meeting"] = meeting_field(self.user, report, self.today or date.max)
            self.fields["meeting"].widget.attrs["class"] = "form-select"


class CommentForm(BaseForm):
    """What is said, and of which words of the paragraph."""

    fieldsets = [("批注", ["quote", "words"])]
    quote = forms.CharField(
        label="针对的文字",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以只留下要批的几个字；全部清空，就是针对整段。",
    )
    words = forms.CharField(label="批注内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, passage: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.passage = passage
        if not passage:
            del self.fields["quote"]

    def clean_quote(self) -> str:
        """Words that stand in the paragraph."""
        quote = self.cleaned_data["quote"].strip()
        if quote not in self.passage:
            raise forms.ValidationError(f"这一段里没有“{quote[:40]}”，请从上面的原文里照抄要批的文字。")
        return quote
