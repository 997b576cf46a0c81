"""规则豁免: list, one exemption, its form."""

from branch import permissions
from branch.access import can_read_branch
from core.columns import Column, span
from core.pages import Add, Words, detail_page, form_pages, list_page

from .forms import RuleExemptionForm
from .models import RuleExemption

COLUMNS = [
    Column("规则", "rule_label", is_main=True),
    Column("期间", lambda row: span(row.starts_on, row.ends_on), sort="starts_on"),
    Column("依据文件", "document"),
]

rule_exemption_list = list_page(
    RuleExemption,
    COLUMNS,
    may_open=can_read_branch,
    add=Add(
        "登记豁免",
        permissions.can_exempt_from_rules,
        "上级发文同意某条规则在一段时间不适用的，登记文件；没有文件的写情况说明。",
    ),
    subtitle="有上级文件的，规则在这段时间不适用；上级可以看到。",
    tabs=("meetings/_tabs.html", "exemptions"),
)
rule_exemption_detail = detail_page(
    RuleExemption, may_open=can_read_branch, facts=[*COLUMNS, Column("原因", "reason")]
)
rule_exemption_create, rule_exemption_update = form_pages(
    RuleExemptionForm,
    Words("登记规则豁免", "规则豁免已保存。"),
    Words("编辑规则豁免", "规则豁免已保存。"),
    may_open=can_read_branch,
    may_add=permissions.can_exempt_from_rules,
)
