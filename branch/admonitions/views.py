"""提醒谈话, 批评教育 and 组织处置: list, one record, its form."""

from django.utils.timezone import localdate

from core.columns import Column, late
from core.pages import Add, Words, detail_page, form_pages, list_page

from .forms import AdmonitionFilter, AdmonitionForm
from .models import Admonition
from .permissions import can_admonish

WHO_SEES = "只有书记和登记人能看到；别处只计次数，不写姓名"

LISTED = [
    Column("党员", "member.name", sort="member__name_sort", is_main=True, after=late),
    Column("类别", "get_kind_display"),
    Column("日期", "held_on", sort="held_on"),
    Column("谈话人或决定机关", "by_whom"),
    Column("回访日期", "follow_up_on", sort="follow_up_on"),
    Column("结果", lambda row: "已写" if row.outcome else ""),
]
FACTS = [
    Column("党员", "member.name"),
    *LISTED[1:4],
    Column("决定文件", "document"),
    Column("事由", "reason"),
    Column("谈话要点或处置内容", "content"),
    Column("回访日期", "follow_up_on"),
    Column("结果", "outcome"),
    Column("登记人", "created_by"),
]

admonition_list = list_page(
    Admonition,
    LISTED,
    may_open=can_admonish,
    filters=AdmonitionFilter,
    unit="次",
    add=Add(
        "登记",
        can_admonish,
        "谈过话、作过处置的，当天登记；没有的不用登记，年度报告会写没有开展。",
    ),
    subtitle="{year} 年 · " + WHO_SEES,
    tabs=("branch/_tabs.html", "admonitions"),
)
admonition_detail = detail_page(
    Admonition, "branch/admonition_detail.html", may_open=can_admonish, facts=FACTS
)
admonition_create, admonition_update = form_pages(
    AdmonitionForm,
    Words("登记提醒谈话、批评教育或组织处置", "已登记。", f"{WHO_SEES}。"),
    Words("编辑教育管理记录", "修改已保存。", f"{WHO_SEES}。"),
    may_open=can_admonish,
    may_add=can_admonish,
    initial=lambda _request: {"held_on": localdate()},
    given=("member", "kind"),
)
