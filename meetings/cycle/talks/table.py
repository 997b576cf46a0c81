"""谈心谈话 as a table to be read: a talk a row, or with several people a row for each."""

from branch.table_import.table import RecordTable
from branch.table_import.views import import_pages
from meetings.cycle.permissions import can_record

from .forms import TalkForm
from .models import Talk


class TalkTable(RecordTable):
    """The columns of our own list of talks, and what other people call them."""

    name, unit, list_page = "谈心谈话", "次", "meetings:talk_list"
    form_class = TalkForm
    synonyms = (
        ("谈话日期", r"(谈心)?(谈话)?(日期|时间|年月日)"),
        ("谈话人", r"(主动|发起)?谈(心谈)?话人(姓名)?|甲方|谈话(主|发起)人"),
        ("谈话对象", r"(被|受)谈(心谈)?话(人|对象)(姓名)?|谈(心谈)?话对象(姓名)?|对象|乙方"),
        ("地点", r"谈(心谈)?话地点|谈话地址|场所"),
        ("谈话内容", r"谈(心谈)?话(主要)?(内容|情况|要点|记录)|(主要)?内容|(主要)?情况"),
        ("所属年度", r"年度|年份"),
    )
    left_out = {"登记人": "由系统记，不用导入"}
    split_by = "谈话对象"
    said_once = ("所属年度",)

    def may_import(self, user, branch):
        """Who keeps the branch's talks."""
        return can_record(user, branch)

    def is_there(self, entry, form):
        """The same two on the same day."""
        record = form.instance
        same_day = Talk.objects.of_branch(entry.branch).filter(held_on=record.held_on)
        return same_day.with_person(record.one_id).with_person(record.other_id).exists()


TALKS = TalkTable()
talk_import, talk_template = import_pages(TALKS)
