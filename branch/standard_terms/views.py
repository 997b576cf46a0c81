"""规范用语: list, one term, its form."""

from branch import permissions
from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, list_page

from .forms import TermForm
from .models import StandardTerm

COLUMNS = [Column("不写成", "wrong", is_main=True), Column("规范写法", "right")]

term_list = list_page(
    StandardTerm,
    COLUMNS,
    may_open=permissions.can_read_structure,
    add=Add("登记用语", permissions.can_change_terms),
    subtitle="校对会议记录和年度报告时用的本单位写法；党内常用的规范用语系统已有",
)
term_detail = detail_page(StandardTerm, may_open=permissions.can_read_structure, facts=COLUMNS)
term_create, term_update = form_pages(
    TermForm,
    Words("登记规范用语", "规范用语已保存。"),
    Words("编辑规范用语", "规范用语已保存。"),
    may_open=permissions.can_read_structure,
    may_add=permissions.can_change_terms,
)
