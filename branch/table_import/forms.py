"""The file of a table, and what such files seldom say, said once for all rows."""

from django import forms

from core.forms import BaseForm

from .table import Entry, RecordTable


class TableFileForm(BaseForm):
    """Choose the file; what it says itself goes before what is said here."""

    file = forms.FileField(label="表格文件", help_text=".xlsx 或 .csv；.xls、.et 请先另存为 .xlsx。")
    day_year = forms.IntegerField(
        label="只写了月和日的日期，是哪一年的",
        required=False,
        min_value=1921,
        max_value=2100,
        help_text="留空就在下一页逐格补全。",
    )

    def __init__(self, *args, table: RecordTable, entry: Entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.said_names = {label: f"said_{place}" for place, label in enumerate(table.said_once_of(entry))}
        for label, name in self.said_names.items():
            words = table.offered(entry, label)
            choices = [("", "在下一页逐行填写"), *((one, one) for one in words)]
            self.fields[name] = (
                forms.ChoiceField(label=f"没有写{label}的，都是", required=False, choices=choices)
                if words
                else forms.CharField(label=f"没有写{label}的，都是", required=False, max_length=100)
            )
        if table.pasted:
            self.fields["file"].required = False
            self.fields["pasted"] = forms.CharField(
                label=table.pasted,
                required=False,
                max_length=500_000,
                widget=forms.Textarea(attrs={"rows": 8, "class": "form-control"}),
            )
        self.fieldsets = [
            ("表格", ["file", "pasted"]),
            ("文件里常常没写的", [*self.said_names.values(), "day_year"]),
        ]

    def clean(self):
        """A file or words, not both and not neither."""
        cleaned = super().clean()
        if "pasted" in self.fields and not self.errors:
            upload, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
            if upload and pasted:
                self.add_error("pasted", "选了文件，又粘贴了文字：请只留一样。")
            elif not upload and not pasted:
                self.add_error("file", "请选择表格文件，或把文字粘贴在下面。")
        return cleaned

    def said(self) -> dict[str, str]:
        """What was said for all rows, by the label of its column."""
        return {label: text for label, name in self.said_names.items() if (text := self.cleaned_data[name])}
