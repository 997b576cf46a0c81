"""Forms of a rectification item, of each of its moves, and of what follows them."""

from django import forms

from core.forms import BaseForm
from rectification.enums import ItemEffect, ItemState
from rectification.people import people_in
from rectification.problems.forms import YearRecordForm, members_to_choose
from rectification.problems.models import Measure

from .models import RectificationItem

FIELDSETS = [
    ("整改什么", ["problem", "measure", "content", "goal", "mode"]),
    ("谁来做、做到什么算完", ["leader", "responsible", "others", "due_on", "due_words", "criterion"]),
    ("完成情况和备注", ["result", "remark"]),
]


class ItemForm(YearRecordForm):
    """What is done about a problem, by whom, until when. The item belongs to the year of its problem."""

    is_as_edited = False
    fieldsets = FIELDSETS

    class Meta:
        model = RectificationItem
        fields = [name for _, names in FIELDSETS for name in names]
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "goal": forms.Textarea(attrs={"rows": 2}),
            "criterion": forms.Textarea(attrs={"rows": 2}),
            "result": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        years = (self.year, self.year - 1) if is_new else (self.year,)
        self.fields["problem"].queryset = self.problems_of_years(*years)
        self.fields["problem"].label_from_instance = _year_label
        self.fields["measure"].queryset = Measure.objects.of_branch(self.branch).filter(year__in=years)
        self.fields["measure"].label_from_instance = _year_label
        for name in ("leader", "responsible"):
            chosen = getattr(self.instance, f"{name}_id")
            self.fields[name].queryset = members_to_choose(self.branch, self.today, chosen)
        for name in ("problem", "responsible", "due_on", "criterion"):
            # What an older report left open may stay open; what is entered here is complete.
            field = self.fields[name]
            field.required = is_new or bool(getattr(self.instance, name))
            if field.required and isinstance(field, forms.ModelChoiceField):
                field.empty_label = "请选择"
        if not is_new and self.instance.due_on and self.instance.state != ItemState.PENDING:
            self.fields["due_on"].disabled = True
            self.fields["due_on"].help_text = "整改已经开始，改时限请用“延期”，原时限和原因会留下。"
        if is_new:
            del self.fields["result"]
            self.fieldsets = [*self.fieldsets[:-1], ("备注", ["remark"])]

    def clean_others(self):
        """Names and bodies, one after the other, as the ledger writes them."""
        return "、".join(people_in(self.cleaned_data["others"]))

    def clean(self):
        """The measure is one of the problem's year."""
        cleaned = super().clean()
        problem, measure = cleaned.get("problem"), cleaned.get("measure")
        if problem and measure and problem.year != measure.year:
            self.add_error(
                "measure", f"问题是{problem.year}年度的，措施是{measure.year}年度的，请选同一年度的措施。"
            )
        return cleaned

    def prepare(self, instance) -> None:
        """The item's year is that of its problem."""
        if instance.problem:
            instance.year = instance.problem.year


def _year_label(record) -> str:
    return f"{record.year}年度 {record.order}. {record.title}"


class MultipleFileInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """A list of uploaded files, possibly empty."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        """Each file by itself."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(MultipleFileField, self).clean(file, initial) for file in files]


class MoveForm(BaseForm):
    """Base of the forms that move an item: its cleaned data, without the token, goes to the service."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, object]:
        """Keyword arguments for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_token"}


class ProgressForm(MoveForm):
    """A line of the progress log."""

    on = forms.DateField(label="日期")
    text = forms.CharField(label="进展", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", self.today)

    def clean_on(self):
        """Progress is what has been done."""
        day = self.cleaned_data["on"]
        if self.today and day > self.today:
            raise forms.ValidationError(f"日期 {day:%Y-%m-%d} 还没有到，进展登记已经做了的事。")
        return day


class SubmitForm(MoveForm):
    """What was achieved, and files that prove it; records are pointed at on the item's page."""

    fieldsets = [("完成情况", ["result"]), ("佐证文件", ["files"])]
    result = forms.CharField(
        label="完成情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="对照销号标准写清做了什么、效果怎样；会写进台账和下年度报告第一部分。",
    )
    files = MultipleFileField(
        label="上传佐证文件", required=False, help_text="已经选了佐证记录的，可以不传。"
    )


class CloseForm(MoveForm):
    """The verdict that an item is done."""

    fieldsets = [("复核意见", ["note"])]
    note = forms.CharField(
        label="复核意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(MoveForm):
    """What is still missing."""

    fieldsets = [("退回", ["reason"])]
    reason = forms.CharField(
        label="退回原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清还差什么，责任人据此继续整改。",
    )


class KeepForm(MoveForm):
    """An item that goes on for good, and when it is looked at again."""

    fieldsets = [("长期坚持", ["review_on", "note"])]
    review_on = forms.DateField(label="下次检查日期", help_text="到这一天在工作台提醒责任人和书记。")
    note = forms.CharField(
        label="复核意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(MoveForm):
    """Why an item is taken up again."""

    fieldsets = [("重新整改", ["reason"])]
    reason = forms.CharField(
        label="原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="原来的销号记录保留在办理过程里。",
    )


class ExtendForm(MoveForm):
    """A later time limit and why."""

    fieldsets = [("延期", ["due_on", "reason"])]
    due_on = forms.DateField(label="新的完成时限", help_text="原时限保留在办理过程里。")
    reason = forms.CharField(label="延期原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class EffectForm(MoveForm):
    """Whether closing the item helped."""

    fieldsets = [("成效回访", ["effect", "note"])]
    effect = forms.ChoiceField(
        label="整改成效",
        choices=ItemEffect,
        widget=forms.RadioSelect,
        help_text="选“无效”会重新整改；“部分有效”保持销号，可以另外登记整改事项。",
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="部分有效、无效时要写明哪里没有见效。",
    )
