"""各部分篇幅: how long each section of the unit's report is to be."""

from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, list_page
from reports.report import permissions
from reports.report.forms import LengthForm
from reports.report.models import SectionLength

COLUMNS = [
    Column("部分", "get_kind_display", is_main=True),
    Column("最少字数", "fewest", css="num"),
    Column("最多字数", "most", css="num"),
    Column("依据", "source"),
]

length_list = list_page(
    SectionLength,
    COLUMNS,
    may_open=permissions.can_read_lengths,
    add=Add("登记篇幅", permissions.can_draft_report),
    subtitle="年度报告每一部分写多少字，校对时提示",
)
length_detail = detail_page(SectionLength, may_open=permissions.can_read_lengths, facts=COLUMNS)
length_create, length_update = form_pages(
    LengthForm,
    Words("登记篇幅", "篇幅已保存。"),
    Words("编辑篇幅", "篇幅已保存。"),
    may_open=permissions.can_read_lengths,
    may_add=permissions.can_draft_report,
)
