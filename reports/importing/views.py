"""The import of an older report: choosing the file, the preview of words and records, saving."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from branch.reading_answers.models import AnswerAbout, answers_of
from branch.workspace import branch_required
from core import records
from core.editing import made_before, refusals_in
from core.refusals import Refused
from documents.reading import files
from documents.reading.mending import DROP, JOIN, mending_in
from documents.reading.source_lines import SourceLine
from reports.report import permissions
from reports.report.enums import SectionKind

from .arrangement import Arrangement, arrange
from .forms import ImportConfirmForm, ImportFileForm
from .headings import year_of
from .mending import KINDS
from .parse import parse_report
from .saving import RECORD_NAMES, proposed_title, record_counts
from .schema import ParsedReport, lines_of


@dataclass(frozen=True)
class ImportPreview:
    """The report as read, in the order a reader checks it."""

    layout: Arrangement
    parsed: ParsedReport
    warnings: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def lines(self) -> list[SourceLine]:
        """Every line of the file with what it became."""
        return lines_of(self.parsed)

    @property
    def is_title_proposed(self) -> bool:
        """Whether the file had no title of its own."""
        return self.layout.title != self.parsed.title

    @property
    def opening(self) -> list[str]:
        """The text before the first section."""
        return self._texts(SectionKind.PREAMBLE)

    @property
    def closing(self) -> list[str]:
        """The text after the last section, unless it went into the signature."""
        return self._texts(SectionKind.CLOSING)

    def _texts(self, kind: str) -> list[str]:
        sections = [section for section in self.layout.sections if section.kind == kind]
        return [paragraph.text for section in sections for paragraph in section.paragraphs]

    @property
    def total(self) -> int:
        """How many records will be made."""
        return sum(count for _, count in self.counts)


def preview_of(form: ImportConfirmForm) -> ImportPreview:
    """The preview with the kinds chosen in the form."""
    parsed = form.corrected()
    year = str(form["year"].value() or "")
    layout = arrange(parsed, proposed_title=proposed_title(form.branch, year if year.isdigit() else ""))
    warnings = [*parsed.warnings, *layout.notes]
    named = year_of(parsed.title)
    if named and year and str(named) != year:
        warnings.insert(0, f"标题写的是 {named} 年，所属年度填的是 {year} 年，请核对。")
    counts = tuple((RECORD_NAMES[kind], count) for kind, count in record_counts(parsed).items())
    return ImportPreview(layout, parsed, tuple(warnings), counts)


@require_http_methods(["GET", "POST"])
@branch_required
def report_import(request):
    """Step one takes the file; step two shows what was read and saves it."""
    workspace = request.workspace
    if not permissions.can_draft_report(request.user, workspace.branch):
        raise PermissionDenied("旧报告由书记导入。")
    if "pointer" in request.POST:
        return _confirm(request)
    chosen_year = workspace.year if workspace.year != workspace.current_year else None
    form = ImportFileForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        branch=workspace.branch,
        initial={"year": chosen_year},
    )
    if request.method == "POST" and (form.is_valid() or form.parsed):
        return _preview(request, _first_preview(request, form))
    return render(request, "reports/report_import.html", {"form": form})


def _first_preview(request, form: ImportFileForm) -> ImportConfirmForm:
    """The second step for a file that was read; a year that is refused is corrected there, the file is kept."""
    start = {
        "pointer": files.keep(form.source.data, form.source.name, owner=_owner(request)),
        "year": form["year"].value(),
    }
    context = {
        "parsed": form.parsed,
        "source": form.source,
        "user": request.user,
        "branch": request.workspace.branch,
    }
    confirm = ImportConfirmForm(initial=start, **context)
    if form.is_valid():
        return confirm
    return ImportConfirmForm({name: confirm[name].value() for name in confirm.fields}, **context)


def _confirm(request):
    """Save what the preview shows, or show it anew with the corrected kinds."""
    if done := made_before(request):
        return redirect(records.url_of(done))
    fault = ""
    try:
        source = files.fetch(request.POST["pointer"], owner=_owner(request))
        learned = answers_of(request.workspace.branch, AnswerAbout.REPORT_HEADING)
        try:
            parsed = parse_report(source.data, source.name, mending_in(request.POST, KINDS), learned)
        except Refused as refusal:
            # What was said of the lines stays on the page; the report is shown as it was read without it.
            fault = f"按这样更正就不成一份报告了：{refusal}"
            parsed = parse_report(source.data, source.name, learned=learned)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:report_import")
    form = ImportConfirmForm(
        request.POST, parsed=parsed, source=source, user=request.user, branch=request.workspace.branch
    )
    if fault:
        form.add_error(None, fault)
    elif "save" in request.POST and form.is_valid():
        with refusals_in(form):
            report = form.save()
            messages.success(request, "已导入。报告的句子标为“无记录支撑”，可以逐句指定依据。")
            return redirect(records.url_of(report))
    # A doubled click: the other request may have saved while this one waited.
    if done := made_before(request):
        return redirect(records.url_of(done))
    return _preview(request, form)


def _preview(request, form: ImportConfirmForm):
    context = {
        "form": form,
        "preview": preview_of(form),
        "branch": request.workspace.branch,
        "line_kinds": {"": "照认出的", JOIN: "并入上一行", DROP: "不导入", **KINDS},
    }
    return render(request, "reports/report_import_preview.html", context)


def _owner(request) -> str:
    """The person and the branch that a chosen file is for."""
    return f"{request.user.pk}-{request.workspace.branch.pk}"
