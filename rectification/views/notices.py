"""公示 of the rectification list: list, one notice with its printed list, entering and editing."""

from django.utils.timezone import localdate

from core.columns import Column, span
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import permissions
from ..forms.notices import NoticeForm
from ..models.notices import PublicNotice
from .gate import NO_READER, NO_RECORDER

notice_list = list_page(
    PublicNotice,
    lambda at: [
        Column("公示地点", "place", is_main=True),
        Column("起止", lambda notice: span(notice.starts_on, notice.ends_on)),
        Column("整改事项", lambda notice: f"{len(notice.items.all())} 项", css="num"),
        Column("状态", lambda notice: notice.badge(at.today)),
    ],
    may_open=permissions.can_list_problems,
    why=NO_READER,
    rows=lambda rows, at: rows.prefetch_related("items"),
    add=Add("登记公示", permissions.can_record, "整改清单要公示：登记地点和起止日期，打印公示单贴出去。"),
    subtitle="{year} 年度",
    tabs=("rectification/_tabs.html", "notices"),
)
notice_detail = detail_page(
    PublicNotice,
    "rectification/notice_detail.html",
    context=lambda request, notice: {
        "badge": notice.badge(localdate()),
        "items": notice.items.alive().for_list().order_by("year", "pk"),
        "today": localdate(),
    },
)
notice_create, notice_update = form_pages(
    NoticeForm,
    Words("登记公示", "公示已登记，可以打印公示单。", "{year} 年度"),
    Words("编辑公示", "公示已保存。", "{year} 年度"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=lambda request: {"starts_on": localdate()},
)
