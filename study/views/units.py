"""The conversion table: how many hours a half day, a day or an hour counts for."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.columns import Column
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, list_page

from .. import permissions, services
from ..forms import UnitForm
from ..models import HourUnit
from ..units import standard_units

COLUMNS = [
    Column("单位", "name", is_main=True),
    Column("折合学时", "hours", css="num"),
    Column("依据", "source"),
]

unit_list = list_page(
    HourUnit,
    COLUMNS,
    may_open=permissions.can_open_study,
    add=Add("登记换算", permissions.can_change_units),
    subtitle="半天、一天、一小时各计多少学时",
    template="study/unit_list.html",
    context=lambda at: {"standard": standard_units(at.branch)},
)
unit_detail = detail_page(HourUnit, may_open=permissions.can_open_study, facts=COLUMNS)
unit_create, unit_update = form_pages(
    UnitForm,
    Words("登记学时换算", "学时换算已保存。"),
    Words("编辑学时换算", "学时换算已保存。"),
    may_open=permissions.can_open_study,
    may_add=permissions.can_change_units,
)


@require_POST
def unit_adopt(request):
    """Take over the usual table as the branch's own."""
    branch = chosen_branch(request, permissions.can_change_units)
    if services.adopt_standard_units(branch=branch, by=request.user):
        messages.success(request, "已采用常用换算，请把依据改成本单位的文件。")
    else:
        messages.info(request, "支部已有自己的换算表，没有改动。")
    return redirect("study:unit_list")
