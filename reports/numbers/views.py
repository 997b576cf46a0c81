"""发文登记簿: the register of a year, and numbers that were given outside the system."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.columns import Column
from core.pages import Words, chosen_branch, detail_page, form_pages
from reports.report_templates.permissions import unit_of

from .forms import OutsideNumberForm
from .models import OutsideNumber
from .permissions import can_note_number, can_open_register
from .register import register_of
from .services import last_code, next_number

WHY = "发文登记簿由书记和支委登记；上级单位的由上级党务工作者登记。"


@require_GET
def number_list(request):
    """Every number of the branch (for a superior officer, of the own unit) in the year, given here or outside."""
    branch = unit_of(request.user, chosen_branch(request, can_open_register, WHY))
    year = request.workspace.year
    context = {
        "unit": branch,
        "year": year,
        "series": register_of(branch, year, request.user),
        "add_url": reverse("reports:number_create")
        if can_note_number(request.user, request.workspace.branch)
        else "",
    }
    return render(request, "reports/numbers/list.html", context)


def _shown(request, number: OutsideNumber) -> dict:
    """What the register says of its series."""
    rows = register_of(number.branch, number.year, request.user)
    series = next((one for one in rows if one.code == number.code), None)
    return {"series": series}


number_detail = detail_page(
    OutsideNumber,
    "reports/numbers/detail.html",
    facts=[
        Column("发文字号", "told"),
        Column("文件标题", "title"),
        Column("发文日期", lambda one: one.issued_on or "未填"),
        Column("单位", "branch.name"),
    ],
    context=_shown,
)


def _begun(request) -> dict:
    """The 发文代字 used last with its next number."""
    unit, year = unit_of(request.user, request.workspace.branch), request.workspace.year or localdate().year
    code = last_code(unit)
    return {"code": code, "year": year, "number": next_number(unit, year, code) if code else None}


number_create, number_update = form_pages(
    OutsideNumberForm,
    Words(
        "登记系统外的发文",
        "已登记，下一个号接着排。",
        "不在系统里起草的文件用过的发文字号，登记以后不会再给一次",
    ),
    Words("编辑发文登记", "修改已保存。"),
    may_add=can_note_number,
    why=WHY,
    initial=_begun,
    keep=("code",),
)
