"""支委职责清单: the list with its coverage, one item, editing."""

from itertools import groupby

from django.shortcuts import render
from django.views.decorators.http import require_GET

from branch.enums import COMMITTEE_POSTS
from core.pages import Words, chosen_branch, detail_page, form_pages
from core.sheets import sheet_response

from .. import permissions
from ..exports import duty_sheet
from ..forms.duties import DutyItemForm
from ..models.duty import DutyItem
from .activities import ACTIVITY_COLUMNS


@require_GET
def duty_list(request):
    """The duties in force in the chosen year by post, each with how many activities carry it out."""
    branch, year = chosen_branch(request, permissions.can_read_figures), request.workspace.year
    items = DutyItem.objects.of_branch(branch).in_force(year)
    order = {post.value: place for place, post in enumerate(COMMITTEE_POSTS)}
    rows = sorted(items.with_coverage(year), key=lambda item: (order[item.post_title], item.pk))
    if request.GET.get("format") == "xlsx":
        return sheet_response(duty_sheet(rows, f"{branch.short_name}{year}年度支委职责清单"))
    context = {
        "posts": [
            (label, list(group)) for label, group in groupby(rows, lambda item: item.get_post_title_display())
        ],
        "total": len(rows),
        "covered": sum(item.record_count > 0 for item in rows),
        "may_manage": permissions.can_manage_areas(request.user, branch),
    }
    return render(request, "activities/duty_list.html", context)


duty_detail = detail_page(
    DutyItem,
    "activities/duty_detail.html",
    context=lambda request, duty: {
        "columns": ACTIVITY_COLUMNS,
        "activities": duty.activities.alive().for_list().order_by("-happened_on", "-pk"),
    },
)
duty_create, duty_update = form_pages(
    DutyItemForm,
    Words("登记职责", "职责已登记。"),
    Words("编辑职责", "修改已保存。"),
    may_add=permissions.can_manage_areas,
)
