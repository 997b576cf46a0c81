"""Forms of the ledger's import: choosing the file, and confirming what was read."""

from django import forms
from django.core import signing

from core.forms import BaseForm
from core.refusals import Refused

from .columns import LABELS
from .reading import ReadRow, read_cells, read_ledger

_SALT = "rectification.ledger-import"
_MAX_AGE_SECONDS = 24 * 3600


class LedgerFileForm(BaseForm):
    """The file; its rows are in `rows` once it was read."""

    fieldsets = [("选择文件", ["file"])]
    file = forms.FileField(
        label="整改台账",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text="Excel 文件（.xlsx），不超过 2 MB、1000 行。下一步先给您看每一行会怎样，确认后才保存。",
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.rows: list[ReadRow] = []

    def clean_file(self):
        """Read the rows; a file that is no ledger is refused with what to do."""
        upload = self.cleaned_data["file"]
        try:
            self.rows = read_ledger(upload.read(), upload.name, default_year=self.year)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload


class LedgerConfirmForm(BaseForm):
    """The rows that were shown, signed, so that exactly these are saved and nothing is kept on the server."""

    pointer = forms.CharField(widget=forms.HiddenInput)

    def clean_pointer(self):
        """The rows, unless the page is too old or was changed."""
        try:
            packed = signing.loads(self.cleaned_data["pointer"], salt=_SALT, max_age=_MAX_AGE_SECONDS)
        except signing.BadSignature as error:
            raise forms.ValidationError("预览已经过期，请重新选择文件。") from error
        if packed["branch"] != self.branch.pk:
            raise forms.ValidationError("预览的是另一个支部的台账，请重新选择文件。")
        return [
            read_cells(number, dict(zip(LABELS, cells, strict=True)), default_year=0)
            for number, cells in packed["rows"]
        ]


def signed_rows(rows: list[ReadRow], branch) -> str:
    """The rows as a signed text for the page: their cells, which read back as the same rows."""
    kept = [(read.number, [str(cell or "") for cell in read.row.cells(0)]) for read in rows if read.row]
    return signing.dumps({"branch": branch.pk, "rows": kept}, salt=_SALT, compress=True)
