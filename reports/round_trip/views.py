"""带回改过的 Word: choosing the file, its changes one by one, what became of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core.editing import refusals_in
from core.pages import get_visible
from core.refusals import Refused
from reports.report import permissions as report_permissions
from reports.report.models import AnnualReport

from . import permissions, services
from .forms import ReturnedFileForm
from .models import ReturnedFile
from .open_changes import changes_in

WHY = "定稿后的报告不能修改，需要修改时请先“修订”，再带回改过的 Word。"


@require_http_methods(["GET", "POST"])
def returned_create(request, pk):
    """Take a file that was edited outside; the files that came back before are listed."""
    report = get_visible(request, AnnualReport, pk, report_permissions.can_change_report, WHY)
    form = ReturnedFileForm(
        request.POST or None, request.FILES or None, user=request.user, branch=report.branch
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            returned = services.keep_returned(
                report=report,
                file=form.source,
                reviewed=form.reviewed,
                by=request.user,
                on=localdate(),
            )
            return redirect("reports:returned_detail", pk=returned.pk)
    files = ReturnedFile.objects.visible_to(request.user).filter(report=report).for_list()
    context = {"report": report, "form": form, "files": files}
    return render(request, "reports/round_trip/returned_form.html", context)


@require_http_methods(["GET", "POST"])
def returned_detail(request, pk):
    """The changes of a file. POST takes (`take`) or leaves (`leave`) one by its key, takes those that are ticked
    (`chosen`), takes all plain ones (`all`), or puts one back (`withdraw`).
    """
    returned = get_visible(request, ReturnedFile, pk, rows=lambda rows: rows.for_list())
    may_edit = permissions.can_decide(request.user, returned)
    status = 200
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied(WHY)
        try:
            messages.success(request, _decide(request, returned))
            return redirect("reports:returned_detail", pk=pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 422
    report = AnnualReport.objects.with_tree().get(pk=returned.report_id)
    found = changes_in(returned, report, on=localdate())
    context = {
        "returned": returned,
        "report": report,
        "found": found,
        "reading": returned.reading,
        "may_edit": may_edit,
        "ticked": set(request.POST.getlist("key")) if status == 422 else None,
    }
    return render(request, "reports/round_trip/returned_detail.html", context, status=status)


def _decide(request, returned: ReturnedFile) -> str:
    """What was asked, done; says so in words. Raises Refused."""
    given = {"returned": returned, "by": request.user, "on": localdate()}
    if key := request.POST.get("withdraw"):
        services.withdraw_change(key=key, **given)
        return "已撤回 1 处，报告里恢复成采纳以前的文字。"
    take = "leave" not in request.POST
    one = request.POST.get("take" if take else "leave", "")
    keys = {one} if one else set(request.POST.getlist("plain" if "all" in request.POST else "key"))
    done = services.decide_returned(keys=keys, take=take, **given)
    return f"已采纳 {done} 处，写进了报告。" if take else f"{done} 处不采纳，报告保持原样。"
