"""Forms of the ledger's import: choosing the file, and putting right and confirming what was read."""

from django import forms
from django.core import signing

from branch.organisations.models import Organisation
from core.forms import BaseForm
from core.refusals import Refused

from .columns import LABELS, NUMBER
from .headings import kept_headings
from .reading import FileCell, LedgerFile, ReadRow, read_cells, read_file

_SALT = "rectification.ledger-import"
_MAX_AGE_SECONDS = 24 * 3600
# What a heading that the ledger has not may be said to mean.
KEEP = "按原列名保存"


class LedgerFileForm(BaseForm):
    """The file; what it holds is in `found` once it was read."""

    fieldsets = [("选择文件", ["file"])]
    file = forms.FileField(
        label="整改台账",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="Excel 文件（.xlsx）或 .csv，不超过 2 MB、2000 行，列名用您原来的就行。下一步先给您看每一行会怎样，确认后才保存。",
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.found: LedgerFile | None = None

    def clean_file(self):
        """Read the rows; a file that is no ledger is refused with what to do."""
        upload = self.cleaned_data["file"]
        try:
            self.found = read_file(
                upload.read(), upload.name, default_year=self.year, known=kept_headings(self.branch)
            )
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload


class LedgerConfirmForm(BaseForm):
    """What was shown, signed, so that nothing is kept on the server; what a person puts right comes beside it.

    `cell-0-3` is the cell of column 3 in the first row, `drop-0` leaves that row out, `heading-0` says what the first
    unknown heading means.
    """

    pointer = forms.CharField(widget=forms.HiddenInput)
    # What unknown headings mean, by heading; known once the pointer was read.
    answers: dict[str, str]

    def clean_pointer(self):
        """What was shown, with what was put right, unless the page is too old or was changed."""
        try:
            packed = signing.loads(self.cleaned_data["pointer"], salt=_SALT, max_age=_MAX_AGE_SECONDS)
        except signing.BadSignature as error:
            raise forms.ValidationError("预览已经过期，请重新选择文件。") from error
        if packed["branch"] != self.branch.pk:
            raise forms.ValidationError("预览的是另一个支部的台账，请重新选择文件。")
        self.answers = self._meant(packed["unknown"])
        rows = [
            self._row(place, number, dict(cells), dict(extra), packed["year"])
            for place, (number, cells, extra) in enumerate(packed["rows"])
            if f"drop-{place}" not in self.data
        ]
        return LedgerFile(
            packed["name"],
            packed["year"],
            rows,
            [FileCell(*cell) for cell in packed["cells"]],
            [heading for heading in packed["unknown"] if not self.answers.get(heading)],
            packed["notices"],
        )

    def _meant(self, unknown: list[str]) -> dict[str, str]:
        """What was answered for the unknown headings: a column, or empty for keeping it as it is."""
        said = {heading: self.data.get(f"heading-{place}") for place, heading in enumerate(unknown)}
        return {
            heading: word if word in LABELS and word != NUMBER else ""
            for heading, word in said.items()
            if word is not None
        }

    def _row(
        self,
        place: int,
        number: str,
        cells: dict[str, str],
        extra: dict[str, str],
        year: int,
    ) -> ReadRow:
        for heading, label in self.answers.items():
            if label and heading in extra:
                words = extra.pop(heading)
                cells[label] = "\n".join(filter(None, [cells.get(label, ""), words]))
        for column, label in enumerate(LABELS):
            if (typed := self.data.get(f"cell-{place}-{column}")) is not None:
                cells[label] = typed
        return read_cells(number, cells, year, extra)


def signed(file: LedgerFile, branch: Organisation) -> str:
    """A file as a signed text for the page: its cells, which read back as the same rows."""
    packed = {
        "name": file.name,
        "year": file.year,
        "unknown": file.unknown,
        "notices": file.notices,
        "branch": branch.pk,
        "rows": [(read.number, dict(read.cells), dict(read.extra)) for read in file.rows],
        "cells": file.cells,
    }
    return signing.dumps(packed, salt=_SALT, compress=True)
