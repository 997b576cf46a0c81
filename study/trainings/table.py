"""外出培训 as a table to be read, such as the year's 学时登记表: a training of a person a row."""

from django import forms

from branch.access import can_write_branch
from branch.table_import.table import RecordTable
from branch.table_import.views import import_pages
from core.file_types import ALLOWED
from core.forms import FilesField
from study.hours.table import BASIS, check_hours, with_units

from .forms import TrainingForm


class ProofForm(forms.Form):
    """Proof of all the rows."""

    proof = FilesField(
        label="证明材料（每一行都附上）",
        required=False,
        help_text=f"例如盖章的学时登记表、培训通知：{ALLOWED}。也可以以后逐条上传；认定学时以前要有证明。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].widget.attrs |= {"class": "form-control"}


class TrainingTable(RecordTable):
    """The columns of our own list of training, and what other people call them."""

    name, unit, list_page = "外出培训", "项", "study:training_list"
    form_class = TrainingForm
    synonyms = (
        ("参加人", r"(党员|学员|参训|参加)*(姓名|人员|人|同志)"),
        ("培训名称", r"(培训|学习|课程|班次)(名称|内容|主题|项目|班次)?|内容|班次名称"),
        ("培训类别", r"(培训)?(类别|类型)"),
        ("主办单位", r"(主办|举办|组织|培训)(单位|机构|方)"),
        ("学习形式", r"(培训|学习)?(形式|方式)"),
        ("培训时间", r"(培训|学习|起止|参训)*(时间|日期)"),
        ("开始日期", r"(培训)?(开始|起始|报到)(时间|日期)"),
        ("结束日期", r"(培训)?(结束|终止|结业)(时间|日期)"),
        ("学时", r"(认定|折合|培训)?(学|课)时数?(合计)?"),
        ("计为集中培训", r"(是否)?(计为|属于)?集中培训"),
        ("主要内容", r"(培训|学习)?(主要)?内容(摘要|简介)?|备注"),
    )
    left_out = dict.fromkeys(("状态", "审核人", "审核日期", "审核意见"), "导入后由支委重新认定") | {
        "党小组": "由名册知道，不用导入",
    }
    also = (BASIS, "培训时间")
    split_by = "参加人"
    span = ("培训时间", "开始日期", "结束日期")
    said_once = ("培训类别", "学习形式", "主办单位")
    not_asked = frozenset({"proof"})
    beside = ProofForm

    def may_import(self, user, branch):
        """Who enters other people's training."""
        return can_write_branch(user, branch)

    def in_our_words(self, texts, form):
        """The unit that hours were reckoned with."""
        return with_units(texts, form)

    def compare(self, texts, form):
        """The hours are those of the reckoning, where the table says both."""
        check_hours(texts, form)


TRAININGS = TrainingTable()
training_import, training_template = import_pages(TRAININGS)
