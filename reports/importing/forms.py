"""Forms of the annual report."""

from dataclasses import replace

from django import forms

from branch.reading_answers.models import AnswerAbout, answers_of, keep_answers
from core.forms import BaseForm
from core.refusals import Refused
from documents.reading.files import ReportFile
from documents.reading.mending import LINES_MOST, Mended, MendedLine, mending_in
from reports.report.forms import MAX_IMPORT_BYTES
from reports.report.models import AnnualReport

from .mending import KINDS, LEARNED_MOST, heading_key, said_kind
from .parse import parse_report
from .saving import check_free, check_length, check_year, import_report
from .schema import KIND_LABELS, ParsedReport, Role, SectionKind, rows_became


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
            learned = answers_of(self.branch, AnswerAbout.REPORT_HEADING)
            parsed = parse_report(self.source.data, self.source.name, learned=learned)
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
        self.kind_names = section_names(parsed)
        said = {row for row, one in self.mending().items() if said_kind(one.kind)}
        choices = [(kind.value, label) for kind, label in KIND_LABELS.items()]
        for name, section in zip(self.kind_names, parsed.sections, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=f"“{section.heading}”的类别",
                choices=choices,
                initial=section.kind.value,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "请从列表中选择这一部分的类别。"},
                # Said of the heading's own line, which goes before.
                disabled=any(one.row in said for one in section.paragraphs if one.role is Role.HEADING),
            )

    def clean_year(self):
        """Refuse a year that is none, or that has its report."""
        return free_year(self.branch, self.cleaned_data["year"])

    def corrected(self) -> ParsedReport:
        """The report with the kinds that the person chose."""
        kinds = [
            self[name].initial if self.fields[name].disabled else self[name].value()
            for name in self.kind_names
        ]
        known = {kind.value for kind in KIND_LABELS}
        sections = [
            replace(section, kind=SectionKind(kind)) if kind in known else section
            for section, kind in zip(self.parsed.sections, kinds, strict=True)
        ]
        return replace(self.parsed, sections=tuple(sections))

    def rows(self):
        """Each section as it will be taken over, with the field of its kind."""
        sections = self.corrected().sections
        return [(section, self[name]) for section, name in zip(sections, self.kind_names, strict=True)]

    def mending(self) -> dict[int, Mended]:
        """What was posted of the file's paragraphs."""
        return mending_in(self.data, KINDS) if self.is_bound else {}

    def lines(self) -> list[MendedLine]:
        """Each paragraph of the file with what it became and what was said of it; none where there are too many."""
        texts, mending, became = self.parsed.source_paragraphs, self.mending(), rows_became(self.corrected())
        if len(texts) > LINES_MOST:
            return []
        return [
            MendedLine(row, text, became.get(row, "没有导入：分隔线"), mending.get(row, Mended()))
            for row, text in enumerate(texts)
        ]

    def learned(self) -> dict[str, str]:
        """What the choices say of headings in the branch's own words: the kind of section by `heading_key`."""
        found = {}
        for read, section in zip(self.parsed.sections, self.corrected().sections, strict=True):
            headings = [one for one in section.paragraphs if one.role is Role.HEADING]
            is_said = read.kind != section.kind or any(said_kind(one.forced) for one in headings)
            if is_said and headings and len(headings[-1].text) <= LEARNED_MOST:
                found[heading_key(headings[-1].text)] = section.kind.value
        return found

    def save(self) -> AnnualReport:
        """Store records and report, and what was learned; a form sent twice makes one. Raises Refused."""
        return self.once(self._store)

    def _store(self) -> AnnualReport:
        keep_answers(self.branch, AnswerAbout.REPORT_HEADING, self.learned())
        return import_report(
            branch=self.branch,
            year=self.cleaned_data["year"],
            parsed=self.corrected(),
            by=self.user,
            source=self.source,
        )


def section_names(parsed: ParsedReport) -> list[str]:
    """A name for the kind of each section that stays its own when other paragraphs are mended."""
    names: list[str] = []
    for section in parsed.sections:
        row = min((one.row for one in section.paragraphs), default=-1)
        nth = sum(name.startswith(f"kind_{row}_") for name in names)
        names.append(f"kind_{row}_{nth}")
    return names
