"""The year's study plan as a table to be read."""

import re
import unicodedata

from branch.table_import.table import RecordTable
from branch.table_import.views import import_pages
from study.enums import Audience
from study.hours.table import BASIS, check_hours, with_units
from study.permissions import can_change_plan

from .forms import PlanItemForm
from .models import PlanItem

_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6"} | {
    "七": "7", "八": "8", "九": "9", "十": "10", "十一": "11", "十二": "12", "元": "1",
}  # fmt: skip
_PERIOD = re.compile(r"(?:\d{4}年)?第?(?P<n>[一二三四五六七八九十元]{1,2}|\d{1,2})(?P<unit>季度|月份?)")
_QUARTERS = "一二三四"


def period_label(text: str) -> str:
    """A month or quarter as the form calls it, for 3月份, 三月, 1季度 or 第1季度; other words as they are."""
    found = _PERIOD.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        return text
    number = _CHINESE.get(found["n"], found["n"]).lstrip("0")
    if found["unit"] == "季度":
        return f"第{_QUARTERS[int(number) - 1]}季度" if number in {"1", "2", "3", "4"} else text
    return f"{number}月"


class PlanTable(RecordTable):
    """The columns of our own plan, and what other people call them."""

    name, unit, list_page = "学习计划", "项", "study:plan_list"
    form_class = PlanItemForm
    synonyms = (
        ("时间", r"(计划|学习|安排)?(时间|月份|月度|季度)(安排)?"),
        ("学习主题", r"(学习)?(主题|内容|题目|专题|任务)(名称)?|(主要)?学习内容"),
        ("学习形式", r"(学习)?(形式|方式)"),
        ("学习材料", r"(学习)?(材料|书目|资料|篇目)"),
        ("学习对象", r"(学习|参加)?(对象|人员|范围)"),
        ("学时", r"(计划)?学时数?|课时数?"),
        ("要求写心得", r"(是否)?(要求|需要)?(写)?心得(体会)?"),
        ("计为集中培训", r"(是否)?(计为|属于)?集中培训"),
        ("所属年度", r"年度|年份"),
    )
    left_out = dict.fromkeys(("状态", "应完成人次", "已完成人次"), "由任务的完成情况算出，不用导入")
    also = (BASIS,)
    said_once = ("所属年度", "学习形式", "学习对象", "学时")

    def may_import(self, user, branch):
        """Who keeps the plan."""
        return can_change_plan(user, branch)

    def in_our_words(self, texts, form):
        """The period in our words; a group as its own audience; the unit that hours were reckoned with."""
        if texts.get("时间"):
            texts["时间"] = period_label(texts["时间"])
        audience = texts.get("学习对象", "")
        groups = {group.name for group in form.fields["group"].queryset}
        if audience in groups and not texts.get("党小组"):
            texts |= {"学习对象": Audience.GROUP.label, "党小组": audience}
        return with_units(texts, form)

    def compare(self, texts, form):
        """The hours of the table are those that its reckoning gives."""
        check_hours(texts, form)

    def is_there(self, entry, form):
        """The same topic in the same period."""
        record = form.instance
        same = PlanItem.objects.of_branch(entry.branch).in_year(record.year)
        return same.filter(period=record.period, topic=record.topic).exists()


PLAN = PlanTable()
plan_import, plan_template = import_pages(PLAN)
