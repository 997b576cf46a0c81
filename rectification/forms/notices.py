"""The form of 公示 of the list."""

from django import forms

from core.forms import RecordsField
from rectification.items.models import PublicNotice, RectificationItem
from rectification.problems.forms import YearRecordForm


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
