"""The year's 对照 items: both audiences on one page, editing all items of one together, copying last year's."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.pages import detail_page
from core.refusals import Refused

from .. import permissions
from ..enums import FrameworkAudience
from ..forms.framework import FrameworkFormSet, framework_version
from ..models.framework import FrameworkItem
from ..services.framework import copy_framework, save_framework
from .gate import require_reader, require_recorder


def _items(branch, year: int, audience: str):
    return (
        FrameworkItem.objects.of_branch(branch).in_year(year).for_audience(audience).order_by("order", "pk")
    )


def _audience_or_404(code: str) -> FrameworkAudience:
    if code not in FrameworkAudience.values:
        raise Http404
    return FrameworkAudience(code)


@require_GET
def framework_list(request):
    """The chosen year's items for 支委会 and for 党员, each with its number of problems."""
    branch, year = require_reader(request), request.workspace.year
    groups = [
        {
            "audience": audience,
            "items": list(_items(branch, year, audience).with_problem_count()),
            "last_year": _items(branch, year - 1, audience).count(),
        }
        for audience in FrameworkAudience
    ]
    can_record = permissions.can_record(request.user, branch)
    context = {"groups": groups, "year": year, "can_record": can_record, "can_read": True}
    return render(request, "rectification/framework_list.html", context)


@require_http_methods(["GET", "POST"])
def framework_update(request, audience):
    """Edit all items of a year and audience as rows."""
    branch, year = require_recorder(request), request.workspace.year
    audience = _audience_or_404(audience)
    stored = list(_items(branch, year, audience))
    version, error = framework_version(stored), ""
    if request.method == "POST":
        rows = FrameworkFormSet(request.POST, prefix="items")
    else:
        initial = [{"pk": item.pk, "text": item.text} for item in stored]
        rows = FrameworkFormSet(initial=initial, prefix="items")
    if rows.is_bound and rows.is_valid():
        if request.POST.get("version") != version:
            error = "对照项刚刚被别人修改过。下面仍是您填写的内容，请对照“现在存着的”核对后再保存。"
        else:
            error = _save(request, branch, year, audience, rows)
            if not error:
                return redirect("rectification:framework_list")
    context = {"rows": rows, "audience": audience, "year": year, "version": version, "error": error}
    context["stored"] = stored if error else []
    return render(request, "rectification/framework_form.html", context)


def _save(request, branch, year: int, audience: FrameworkAudience, rows) -> str:
    """Save the rows; returns why not, or an empty string."""
    try:
        save_framework(branch=branch, year=year, audience=audience, lines=rows.lines(), by=request.user)
    except Refused as refusal:
        return str(refusal)
    messages.success(request, f"{year}年度{audience.label}的对照项已保存。")
    return ""


@require_POST
def framework_copy(request, audience):
    """Take over last year's items."""
    branch, year = require_recorder(request), request.workspace.year
    audience = _audience_or_404(audience)
    try:
        copy_framework(branch=branch, year=year, audience=audience, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("rectification:framework_list")
    messages.success(request, f"已复制{year - 1}年度的对照项，请按今年的通知修改。")
    return redirect("rectification:framework_update", audience=audience)


framework_item_detail = detail_page(
    FrameworkItem,
    "rectification/framework_item_detail.html",
    context=lambda request, item: {
        "problems": item.problems.alive().order_by("order", "pk"),
        "can_record": permissions.can_change(request.user, item),
    },
)
