"""Forms of the annual report."""

from dataclasses import replace

from django import forms

from core.forms import BaseForm
from core.refusals import Refused
from documents.reading.files import ReportFile
from reports.forms import MAX_IMPORT_BYTES
from reports.models import AnnualReport

from .parse import parse_report
from .saving import check_free, check_length, check_year, import_report
from .schema import KIND_LABELS, ParsedReport, SectionKind


class ImportFileForm(BaseForm):
    """Which older report, and of which year. After `is_valid()` the file has been read into `parsed`."""

    fieldsets = [("旧报告", ["file", "year"])]
    file = forms.FileField(
        label="报告文件",
        help_text="Word 文档（.docx）或纯文本（.txt），不超过 20 MB。选好后先预览，确认无误再保存。",
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
        error_messages={"empty": "文件是空的，没有可以导入的内容，请检查是否选错了文件。"},
    )
    year = forms.IntegerField(
        label="所属年度",
        help_text="报告总结的是哪一年；它的上年度整改情况会记入前一年。",
        error_messages={"invalid": "年度请填四位数字，例如 2021。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.source: ReportFile | None = None
        self.parsed: ParsedReport | None = None

    def clean_file(self):
        """Read the report; a file that cannot be read says why."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_IMPORT_BYTES:
            raise forms.ValidationError("文件超过 20 MB。请删去图片或附件，只留报告正文后再导入。")
        self.source = ReportFile(upload.name, upload.read())
        try:
            parsed = parse_report(self.source.data, self.source.name)
            check_length(parsed)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.parsed = parsed
        return upload

    def clean_year(self):
        """Refuse a year that is none, or that has its report."""
        return free_year(self.branch, self.cleaned_data["year"])


def free_year(branch, year: int) -> int:
    """The year, when a report of it can be imported. Raises ValidationError."""
    try:
        check_year(year)
        check_free(branch, year)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return year


class ImportConfirmForm(BaseForm):
    """The preview: the year, and for each section what it is about. `save()` makes the records."""

    pointer = forms.CharField(widget=forms.HiddenInput)
    year = forms.IntegerField(
        label="所属年度",
        widget=forms.NumberInput(attrs={"class": "form-control"}),
        error_messages={"invalid": "年度请填四位数字，例如 2021。"},
    )

    def __init__(self, *args, parsed: ParsedReport, source: ReportFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.parsed, self.source = parsed, source
        choices = [(kind.value, label) for kind, label in KIND_LABELS.items()]
        for number, section in enumerate(parsed.sections):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=f"“{section.heading}”的类别",
                choices=choices,
                initial=section.kind.value,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "请从列表中选择这一部分的类别。"},
            )

    def clean_year(self):
        """Refuse a year that is none, or that has its report."""
        return free_year(self.branch, self.cleaned_data["year"])

    def corrected(self) -> ParsedReport:
        """The report with the kinds that the person chose."""
        kinds = [self[f"kind_{number}"].value() for number in range(len(self.parsed.sections))]
        known = {kind.value for kind in KIND_LABELS}
        sections = [
            replace(section, kind=SectionKind(kind)) if kind in known else section
            for section, kind in zip(self.parsed.sections, kinds, strict=True)
        ]
        return replace(self.parsed, sections=tuple(sections))

    def rows(self):
        """Each section as it will be taken over, with the field of its kind."""
        sections = self.corrected().sections
        return [(section, self[f"kind_{number}"]) for number, section in enumerate(sections)]

    def save(self) -> AnnualReport:
        """Store records and report; a form sent twice makes one. Raises Refused."""
        return self.once(
            lambda: import_report(
                branch=self.branch,
                year=self.cleaned_data["year"],
                parsed=self.corrected(),
                by=self.user,
                source=self.source,
            ),
        )
