"""Forms of the annual report."""

from collections.abc import Iterator, Sequence

from django import forms

from core.forms import BaseForm, BaseModelForm
from reports.claims.report import CheckedSentence

from .models import AnnualReport

MAX_IMPORT_BYTES = 20 * 1024 * 1024


class ReportForm(BaseModelForm):
    """Title, salutation and signature of a report, and of a numbered paper what stands before its number."""

    fieldsets = [("版头与落款", ["title", "salutation", "code", "read_on", "signer", "signed_on"])]

    class Meta:
        model = AnnualReport
        fields = ["title", "salutation", "code", "read_on", "signer", "signed_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What a number was given with stays: the numbers of another 发文代字 run apart.
        if not self.instance.declaration.is_numbered or self.instance.number:
            del self.fields["code"]


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


class FinaliseForm(BaseForm):
    """Why each sentence that is not fully backed is kept as it is."""

    def __init__(self, *args, sentences: Sequence[CheckedSentence] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.sentences = sentences
        for one in sentences:
            self.fields[f"reason_{one.sentence.pk}"] = forms.CharField(
                label="保留的理由",
                max_length=200,
                required=False,
                initial=one.sentence.reason if one.is_kept else "",
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def rows(self) -> Iterator[tuple[CheckedSentence, forms.BoundField]]:
        """Each sentence with its place, its backing and the field for the reason."""
        return ((one, self[f"reason_{one.sentence.pk}"]) for one in self.sentences)

    @property
    def decisions(self) -> dict[int, str]:
        """The reasons given, by the number of the sentence."""
        return {one.sentence.pk: self.cleaned_data[f"reason_{one.sentence.pk}"] for one in self.sentences}
