"""流程记录: the notes on the steps of the year's cycle, with their form."""

from django import forms
from django.template.defaultfilters import truncatechars
from django.utils.timezone import localdate

from branch.workspace import asked_year
from core.columns import Column, span
from core.dates import chinese_date
from core.forms import BaseModelForm
from core.pages import Add, Words, detail_page, form_pages, list_page

from . import permissions
from .enums import CycleStep
from .models import CycleNote
from .talks.forms import clean_past


class CycleNoteForm(BaseModelForm):
    """A note on a step: what, when, where, and until when."""

    fieldsets = [("流程记录", ["step", "on", "text", "place", "until"])]

    class Meta:
        model = CycleNote
        fields = ["step", "on", "text", "place", "until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        """A note tells what was done, and a 公示 says where and until when."""
        data = super().clean()
        on, until = data.get("on"), data.get("until")
        if on:
            try:
                clean_past(on, self.today)
            except forms.ValidationError as error:
                self.add_error("on", error)
        if on and until and until < on:
            self.add_error("until", f"结束日期 {until:%Y-%m-%d} 早于开始日期 {on:%Y-%m-%d}，请改正其中一个。")
        if data.get("step") == CycleStep.ITEMS:
            for name, text in (("place", "公示须写明地点。"), ("until", "公示须写明结束日期。")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return data


def _first_values(request) -> dict:
    """The step that the address names, today."""
    step = request.GET.get("step", "")
    return {"step": step if step in CycleStep.values else "", "on": localdate()}


note_list = list_page(
    CycleNote,
    [
        Column("步骤", "get_step_display", is_main=True),
        Column("日期", lambda note: span(note.on, note.until) if note.until else chinese_date(note.on)),
        Column("内容", lambda note: truncatechars(note.text, 80)),
        Column("地点", "place"),
    ],
    may_open=permissions.can_read,
    rows=lambda rows, at: rows.in_order(),
    year=asked_year,
    add=Add(
        "登记",
        permissions.can_record,
        "在“组织生活会流程”里按步骤登记最方便：哪一步缺记录，那一步就有按钮。",
        query="?year={year}",
    ),
    subtitle="{year} 年度组织生活会 · 通知、会前学习、上级点评、公示等没有别处可记的步骤",
    tabs=("meetings/_tabs.html", "notes"),
)
note_detail = detail_page(CycleNote, "meetings/note_detail.html")
note_create, note_update = form_pages(
    CycleNoteForm,
    Words("登记流程记录", "已登记。", "{year} 年度组织生活会"),
    Words("编辑流程记录", "修改已保存。", "{year} 年度组织生活会"),
    may_add=permissions.can_record,
    year=asked_year,
    initial=_first_values,
)
