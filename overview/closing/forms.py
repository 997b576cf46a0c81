"""The one page on which a branch is closed."""

from django import forms

from core.forms import BaseForm

from .models import BranchClosing
from .services import Closing

_COLUMNS = {name: BranchClosing._meta.get_field(name) for name in ("closed_on", "document", "received_by")}


class ClosingForm(BaseForm):
    """The last day, the document, and who receives what is left."""

    fieldsets = [("撤销归档", ["closed_on", "document", "received_by", "note"])]

    closed_on = forms.DateField(label="撤销日期", help_text=_COLUMNS["closed_on"].help_text)
    document = forms.CharField(label="撤销文件", max_length=200, help_text=_COLUMNS["document"].help_text)
    received_by = forms.CharField(
        label="接收单位", max_length=100, help_text=_COLUMNS["received_by"].help_text
    )
    note = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def closing(self) -> Closing:
        """What was decided, as the service takes it."""
        return Closing(**{name: self.cleaned_data[name] for name in Closing.__dataclass_fields__})
