"""Bulk import of a 整改台账: the template, choosing the file, what each row would do, saving."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.models import Member
from core.editing import made_before, refusals_told
from core.form_tokens import once
from core.sheets import CONTENT_TYPE

from ..models.framework import FrameworkItem
from ..models.items import RectificationItem
from ..views.gate import require_recorder
from . import services
from .forms import LedgerConfirmForm, LedgerFileForm, signed_rows
from .template import render_template

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
    """Step one takes the file, step two shows what each row would do, saving takes the rows that were shown."""
    branch, year = require_recorder(request), request.workspace.year
    if "pointer" in request.POST:
        return _save(request, branch)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LedgerFileForm(*sent, user=request.user, branch=branch, year=year)
    if form.is_bound and form.is_valid():
        confirm = LedgerConfirmForm(
            initial={"pointer": signed_rows(form.rows, branch)}, user=request.user, branch=branch
        )
        return _preview(request, confirm, form.rows, form.cleaned_data["file"].name)
    return render(request, "rectification/ledger/import.html", {"form": form, "year": year})


def _preview(request, form, rows, name: str):
    planned = services.plan_ledger(branch=request.workspace.branch, rows=rows)
    counts = Counter(row.outcome for row in planned)
    context = {
        "form": form,
        "name": name,
        "rows": [{"plan": row, "label": row.outcome.value, "tone": TONES[row.outcome]} for row in planned],
        "counts": [(outcome.value, TONES[outcome], counts[outcome]) for outcome in services.Outcome],
        "new_count": counts[services.Outcome.NEW],
        "wrong_count": counts[services.Outcome.WRONG],
    }
    return render(request, "rectification/ledger/preview.html", context)


def _save(request, branch):
    if made_before(request):
        return redirect("rectification:item_list")
    form = LedgerConfirmForm(request.POST, user=request.user, branch=branch)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, "".join(errors))
        return redirect("rectification:ledger_import")
    items: list[RectificationItem] = []

    def save():
        items.extend(
            services.import_ledger(branch=branch, rows=form.cleaned_data["pointer"], by=request.user)
        )
        return items[0] if items else None

    with refusals_told(request, "没有导入。{}"):
        once(form.cleaned_data["form_token"], save)
        messages.success(request, f"已导入 {len(items)} 项整改事项。")
        return redirect("rectification:item_list")
    return redirect("rectification:ledger_import")
