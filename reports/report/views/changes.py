"""What the records would now say otherwise: shown beside what the report says, taken or left one by one or all."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.refusals import Refused
from reports.report import permissions, services
from reports.report.changes import changes_of

from .reports import visible_report

WHY = "定稿后的报告不能修改，需要修改时请先“修订”。"


@require_http_methods(["GET", "POST"])
def report_changes(request, pk):
    """Every change since the draft. POST takes or leaves (`take`, `leave`: a key) one, or takes all that were shown."""
    report = visible_report(request, pk, permissions.can_change_report, WHY)
    today, status = timezone.localdate(), 200
    if request.method == "POST":
        take = "leave" not in request.POST
        one = request.POST.get("take" if take else "leave", "")
        keys = {one} if one else set(request.POST.getlist("key"))
        try:
            done = services.decide_changes(report=report, keys=keys, take=take, by=request.user, on=today)
            messages.success(request, f"已处理 {done} 处：{'按记录改写' if take else '保留原文'}。")
            return redirect("reports:report_changes", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 422
    context = {"report": report, "changes": changes_of(report, on=today)}
    return render(request, "reports/report_changes.html", context, status=status)


@require_GET
def report_change_count(request, pk):
    """How many there are, for the editor, which does not wait for it."""
    report = visible_report(request, pk, permissions.can_change_report, WHY)
    return JsonResponse({"count": len(changes_of(report, on=timezone.localdate()))})
