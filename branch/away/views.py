"""流动党员: list, one of them with the reports, the form, entering a report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from branch.access import can_read_branch
from core import records
from core.columns import Column
from core.editing import refusals_in
from core.history import MASK
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page

from . import services
from .forms import AwayFilter, AwayForm, ReportForm
from .models import Away
from .permissions import can_keep_away, can_report

LISTED = [
    Column("党员", "member.name", sort="member__name_sort", is_main=True),
    Column("现在何处", "place"),
    Column("外出日期", "starts_on", sort="starts_on"),
    Column("返回日期", "ends_on"),
    Column("汇报间隔", "get_report_every_display"),
    Column("最近汇报", "last_report_on", sort="last_report_on"),
    Column("下次汇报", "next_report_on"),
]

away_list = list_page(
    Away,
    lambda at: [*LISTED, Column("状态", lambda row: row.state_badge_on(at.today))],
    may_open=can_read_branch,
    filters=AwayFilter,
    unit="人",
    add=Add("登记外出", can_keep_away, "党员长期在外、组织关系仍在本支部的，在这里登记去向和汇报间隔。"),
    subtitle="长期在外、组织关系仍在本支部的党员；会议上是否计入应到，由登记会议的人逐次选定。",
    tabs=("branch/_tabs.html", "away"),
)


def _told(request, away: Away) -> dict:
    """Everything, or what is not restricted."""
    sees = away.may_be_read_by(request.user)
    return {
        "facts": [(column.label, column.cell(away)) for column in LISTED]
        + [("外出原因", away.reason if sees else MASK), ("联系方式", away.contact if sees else MASK)],
        "badge": away.state_badge_on(localdate()),
        "reports": away.reports.all() if sees else None,
        "may_report": can_report(request.user, away) and not away.ends_on,
    }


away_detail = detail_page(Away, "branch/away_detail.html", context=_told)
away_create, away_update = form_pages(
    AwayForm,
    Words("登记流动党员", "已登记。"),
    Words("编辑流动党员", "修改已保存。"),
    may_add=can_keep_away,
    given=("member",),
)


@require_http_methods(["GET", "POST"])
def away_report(request, pk):
    """A report of the member, entered by whoever took it or by the member."""
    away = get_visible(request, Away, pk, can_report, rows=lambda rows: rows.for_list())
    form = ReportForm(request.POST or None, initial={"on": localdate()}, user=request.user, today=localdate())
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("on", "channel", "text")}
        with refusals_in(form):
            services.enter_report(away=away, by=request.user, **told)
            messages.success(request, "汇报已登记。")
            return redirect(records.url_of(away))
    return render(request, "branch/away_report.html", {"form": form, "away": away})
