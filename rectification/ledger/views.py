"""The 整改台账 in and out: import with preview, and 问题清单, 整改台账, 销号单, 公示 as Word, PDF and Excel."""

from collections import Counter
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.members.models import Member
from branch.workspace import branch_required
from core import records
from core.editing import made_before, refusals_told
from core.sheets import CONTENT_TYPE, Sheet, sheet_response
from documents.downloads import document_response
from rectification.gate import require_recorder
from rectification.items.models import PublicNotice, RectificationItem
from rectification.permissions import can_list_problems
from rectification.problems.models import FrameworkItem, Problem

from . import services
from .columns import LABELS, NUMBER
from .documents import Ledger, closing_sheet, item_ledger, notice_sheet, problem_ledger
from .forms import KEEP, LedgerConfirmForm, LedgerFileForm, signed
from .headings import keep_headings
from .reading import MEASURE, PROBLEM, LedgerFile, ReadRow
from .sheet import ledger_rows, render_template


def _file(request, ledger: Ledger, file_format: str, *, back: str) -> HttpResponse:
    if file_format == "xlsx":
        labels = tuple(label for label, _ in ledger.columns)
        return sheet_response(Sheet(ledger.title, labels, ledger.rows))
    return document_response(request, ledger.to_document(), file_format, back=back)


def _of_the_year(request, make: Callable, rows, label: str) -> Ledger:
    branch, year = request.workspace.branch, request.workspace.year
    title = f"{branch.name}{year}年度{label}"
    return make(rows, issuer=branch.name, title=title, on=timezone.localdate())


def _require_reader(request) -> None:
    if not can_list_problems(request.user, request.workspace.branch):
        raise PermissionDenied("问题清单和整改台账由支委会掌握。")


@require_GET
@branch_required
def item_ledger_file(request, file_format):
    """整改台账 of the chosen year with what was carried into it."""
    _require_reader(request)
    branch, year = request.workspace.branch, request.workspace.year
    rows = RectificationItem.objects.of_branch(branch)
    rows = (
        (rows.in_year(year) | rows.carried_into(year)).for_ledger().order_by("year", "problem__order", "pk")
    )
    ledger = _of_the_year(request, item_ledger, ledger_rows(rows), "整改台账")
    return _file(request, ledger, file_format, back="rectification:item_list")


@require_GET
@branch_required
def problem_ledger_file(request, file_format):
    """问题清单 of the chosen year."""
    _require_reader(request)
    rows = Problem.objects.of_branch(request.workspace.branch).in_year(request.workspace.year).for_report()
    ledger = _of_the_year(request, problem_ledger, rows, "问题清单")
    return _file(request, ledger, file_format, back="rectification:problem_list")


@require_GET
def closing_file(request, pk, file_format):
    """销号单 of an item."""
    items = RectificationItem.objects.visible_to(request.user).for_ledger().select_related("branch")
    item = get_object_or_404(items, pk=pk)
    ledger = closing_sheet(item, ledger_rows([item])[0], on=timezone.localdate())
    return _file(request, ledger, file_format, back=records.url_of(item))


@require_GET
def notice_file(request, pk, file_format):
    """The list of a 公示, to hang up."""
    notices = PublicNotice.objects.visible_to(request.user).select_related("branch")
    notice = get_object_or_404(notices, pk=pk)
    rows = ledger_rows(notice.items.alive().for_ledger().order_by("year", "pk"))
    return _file(request, notice_sheet(notice, rows), file_format, back="rectification:notice_list")


TONES = {
    services.Outcome.NEW: "good",
    services.Outcome.SAME: "muted",
    services.Outcome.DIFFERS: "wait",
    services.Outcome.WRONG: "late",
}


@require_GET
def ledger_template(request):
    """The empty ledger to fill in."""
    branch, year = require_recorder(request), request.workspace.year
    on_roll = Member.objects.on_roll(branch, localdate()).in_pinyin_order()
    frameworks = FrameworkItem.objects.of_branch(branch).in_year(year).order_by("audience", "order")
    data = render_template(
        title=f"{branch.short_name}整改台账",
        names=[member.name for member in on_roll],
        frameworks=list(dict.fromkeys(item.text for item in frameworks)),
        year=year,
    )
    disposition = content_disposition_header(True, "整改台账模板.xlsx")
    return HttpResponse(data, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def ledger_import(request):
    """Step one takes the file, step two shows what each row would do and takes what is put right, then it is saved."""
    branch, year = require_recorder(request), request.workspace.year
    if "pointer" in request.POST:
        return _put_right_or_save(request, branch)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LedgerFileForm(*sent, user=request.user, branch=branch, year=year)
    if form.is_bound and form.is_valid():
        return _preview(request, form.found)
    return render(request, "rectification/ledger/import.html", {"form": form, "year": year})


def _preview(request, shown: LedgerFile):
    branch = request.workspace.branch
    planned = services.plan_ledger(branch=branch, rows=shown.rows)
    counts = Counter(row.outcome for row in planned)
    fresh = LedgerConfirmForm(initial={"pointer": signed(shown, branch)}, user=request.user, branch=branch)
    context = {
        "form": fresh,
        "shown": shown,
        "rows": [
            {
                "plan": row,
                "place": place,
                "label": row.outcome.value,
                "tone": TONES[row.outcome],
                "asked": _asked(place, read, row),
            }
            for place, (read, row) in enumerate(zip(shown.rows, planned, strict=True))
        ],
        "columns": [label for label in LABELS if label != NUMBER],
        "counts": [(outcome.value, TONES[outcome], counts[outcome]) for outcome in services.Outcome],
        "new_count": counts[services.Outcome.NEW],
        "wrong_count": counts[services.Outcome.WRONG],
        "keep": KEEP,
    }
    return render(request, "rectification/ledger/preview.html", context)


def _asked(place: int, read: ReadRow, planned: services.PlannedRow) -> list[dict[str, str]]:
    """The cells of a row that are to be put right, each once, with its words as they are."""
    labels = dict.fromkeys(question.label for question in planned.questions)
    if planned.outcome is services.Outcome.WRONG and not labels:
        labels = dict.fromkeys([PROBLEM, MEASURE])
    return [
        {
            "name": f"cell-{place}-{LABELS.index(label)}",
            "label": label,
            "value": read.cells.get(label, ""),
            "text": "；".join(question.text for question in planned.questions if question.label == label),
        }
        for label in labels
    ]


def _put_right_or_save(request, branch):
    if made_before(request):
        return redirect("rectification:item_list")
    form = LedgerConfirmForm(request.POST, user=request.user, branch=branch)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, "".join(errors))
        return redirect("rectification:ledger_import")
    shown: LedgerFile = form.cleaned_data["pointer"]
    planned = services.plan_ledger(branch=branch, rows=shown.rows)
    if "check" in request.POST or any(row.outcome is services.Outcome.WRONG for row in planned):
        keep_headings(branch, form.answers)
        return _preview(request, shown)
    items: list[RectificationItem] = []

    def save():
        keep_headings(branch, form.answers)
        items.extend(services.import_ledger(branch=branch, rows=shown.rows, by=request.user))
        return items[0] if items else None

    with refusals_told(request, "没有导入。{}"):
        form.once(save)
        messages.success(request, f"已导入 {len(items)} 项整改事项。")
        return redirect("rectification:item_list")
    return redirect("rectification:ledger_import")
