"""支委职责清单: the list with its coverage, one item, editing."""

from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import permissions
from ..exports import duty_sheet
from ..forms.duties import DutyItemForm
from ..models.duty import DutyItem
from .activities import ACTIVITY_COLUMNS

duty_list = list_page(
    DutyItem,
    [
        Column("职责", "text", is_main=True),
        Column("通过日期", "adopted_on", css="text-nowrap"),
        Column("通过会议", "adopted_at"),
        Column(
            "落实记录",
            lambda item: f"{item.record_count} 次" if item.record_count else "还没有",
            css="num text-nowrap",
        ),
    ],
    may_open=permissions.can_read_figures,
    of_year=False,
    rows=lambda rows, at: rows.in_force(at.year).with_coverage(at.year).by_post(),
    sheet=lambda at: duty_sheet(at.found, f"{at.branch.short_name}{at.year}年度支委职责清单"),
    add=Add("登记职责", permissions.can_manage_areas, "把支委会通过的职责清单逐条登记，再选出落实它的活动。"),
    tabs=("activities/_tabs.html", "duties"),
    template="activities/duty_list.html",
    context=lambda at: {
        "group": Column("职务", "get_post_title_display"),
        "covered": at.found.filter(record_count__gt=0).count(),
    },
)
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
