"""What the records would now say otherwise: shown beside what the report says, taken or left one by one or all."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import whole_number
from core.refusals import Refused
from reports.report import permissions, services
from reports.report.changes import Change, changes_of
from reports.report.models import AnnualReport, Section

from .reports import visible_report

WHY = "定稿后的报告不能修改，需要修改时请先“修订”。"


@dataclass(frozen=True)
class Filter:
    """A section that the page can be held to, with its number of changes; without one, the whole report."""

    section: Section | None
    count: int
    is_chosen: bool


def _filters(report: AnnualReport, changes: list[Change], chosen: int | None) -> list[Filter]:
    """The whole, and each section of which there is something to decide or that was asked for."""
    counts = Counter(change.section.pk for change in changes)
    sections = [one for one in report.sections.all() if counts[one.pk] or one.pk == chosen]
    rows = [Filter(one, counts[one.pk], one.pk == chosen) for one in sections]
    return [Filter(None, len(changes), not any(row.is_chosen for row in rows)), *rows]


@require_http_methods(["GET", "POST"])
def report_changes(request, pk):
    """Every change since the draft, or those of one section (`?section=`).

    POST takes or leaves (`take`, `leave`: a key) one, or takes all that were shown, with `untouched` those alone that
    replace nobody's own words.
    """
    report = visible_report(request, pk, permissions.can_change_report, WHY)
    today, status = timezone.localdate(), 200
    chosen = whole_number(request.GET.get("section", ""))
    if request.method == "POST":
        take = "leave" not in request.POST
        one = request.POST.get("take" if take else "leave", "")
        keys = {one} if one else set(request.POST.getlist("untouched" if "plain" in request.POST else "key"))
        try:
            done = services.decide_changes(report=report, keys=keys, take=take, by=request.user, on=today)
            messages.success(request, f"已处理 {done} 处：{'按记录改写' if take else '保留原文'}。")
            return redirect(request.get_full_path())
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 422
    changes = changes_of(report, on=today)
    filters = _filters(report, changes, chosen)
    shown = next((row.section for row in filters if row.is_chosen), None)
    context = {
        "report": report,
        "filters": filters if len(filters) > 2 or shown else [],
        "shown": shown,
        "changes": [one for one in changes if shown is None or one.section.pk == shown.pk],
    }
    return render(request, "reports/report_changes.html", context, status=status)


@require_GET
def report_change_count(request, pk):
    """How many there are, in all and by section, for the editor, which does not wait for it."""
    report = visible_report(request, pk, permissions.can_change_report, WHY)
    counts = Counter(change.section.pk for change in changes_of(report, on=timezone.localdate()))
    return JsonResponse({"count": counts.total(), "sections": counts})
