"""Forms around an item's life: extension, effectiveness, and 公示 of the list."""

from django import forms

from core.forms import RecordsField

from ..enums import ItemEffect
from ..models.items import RectificationItem
from ..models.notices import PublicNotice
from .items import MoveForm
from .problems import YearRecordForm


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


class NoticeForm(YearRecordForm):
    """公示: where, from when to when, which items."""

    fieldsets = [
        ("公示", ["place", "starts_on", "ends_on", "contact"]),
        ("公示的整改事项", ["items"]),
        ("公示结果", ["feedback"]),
    ]
    items = RecordsField(
        label="整改事项",
        queryset=RectificationItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="公示单按勾选的事项打印。",
    )

    class Meta:
        model = PublicNotice
        fields = ["place", "starts_on", "ends_on", "contact", "items", "feedback"]
        widgets = {"feedback": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = RectificationItem.objects.of_branch(self.branch)
        shown = rows.in_year(self.year) | rows.carried_into(self.year)
        held = self.instance.pk and list(self.instance.items.values_list("pk", flat=True))
        if held:
            shown = shown | rows.filter(pk__in=held)
        self.fields["items"].queryset = shown.select_related("problem").order_by("year", "pk")
        if not self.instance.pk:
            self.initial["items"] = rows.in_year(self.year)

    def clean(self):
        """Dates in order."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"公示结束 {ends:%Y-%m-%d} 早于公示开始 {starts:%Y-%m-%d}，请改正其中一个。"
            )
        return cleaned
