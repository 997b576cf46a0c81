"""党费: the months of a year with their sums, one month, its form."""

from branch.workspace import asked_year
from core.columns import Column, muted
from core.pages import Add, Words, detail_page, form_pages, list_page

from . import permissions
from .disclosures import notice_url
from .documents import dues_sheet, explained
from .forms import DuesMonthForm
from .models import DuesMonth, dues_of, notices_of, yuan

WHY = "党费的金额由书记和支委掌握，年度公示对全体党员公开；临时党支部、项目党支部的党费由党员原来的支部收缴，不在这里登记。"
COLUMNS = [
    Column("月份", "get_month_display", is_main=True),
    Column("收缴金额（元）", lambda row: yuan(row.received), css="num"),
    Column("上缴金额（元）", lambda row: yuan(row.handed_up), css="num"),
    Column("上缴日期", lambda row: row.handed_up_on or (muted("未上缴") if row.received else "")),
    Column("票据号", "receipt"),
    Column("差额（元）", lambda row: yuan(row.difference) if row.difference else "", css="num"),
    Column("说明", "note"),
]


def _of_the_year(at) -> dict:
    dues = dues_of(at.branch, at.year, at.today)
    notice = notices_of(at.branch, at.year).first()
    return {
        "dues": dues,
        "sums": explained(dues) if dues.rows else "",
        "missing": "、".join(f"{month}月" for month in dues.missing),
        "notice": notice,
        "notice_url": "" if notice or not dues.rows else notice_url(at.year),
    }


dues_list = list_page(
    DuesMonth,
    COLUMNS,
    may_open=permissions.can_keep_dues,
    why=WHY,
    rows=lambda rows, at: rows.order_by("month"),
    add=Add("登记党费", permissions.can_keep_dues, "每月收齐以后登记一个合计，不登记每个人交了多少。"),
    sheet=lambda at: dues_sheet(dues_of(at.branch, at.year, at.today), at.branch.name),
    subtitle="{year} 年度 · 每月一个合计，年底公示",
    tabs=("branch/_tabs.html", "dues"),
    template="branch/dues_list.html",
    context=_of_the_year,
)
dues_detail = detail_page(DuesMonth, may_open=permissions.can_keep_dues, facts=COLUMNS)


def _next_month(request) -> dict:
    """The first month of the year without a record."""
    branch, year = request.workspace.branch, asked_year(request)
    there = set(DuesMonth.objects.of_branch(branch).in_year(year).values_list("month", flat=True))
    return {
        "month": next((month for month in range(branch.first_month(year), 13) if month not in there), None)
    }


dues_create, dues_update = form_pages(
    DuesMonthForm,
    Words("登记党费", "党费已登记。", "{year} 年度", again="保存并登记下个月"),
    Words("编辑{object}", "修改已保存。", "{year} 年度"),
    may_add=permissions.can_keep_dues,
    may_open=permissions.can_keep_dues,
    why=WHY,
    initial=_next_month,
)
