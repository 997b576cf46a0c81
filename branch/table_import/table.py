"""Tables of records (.xlsx, .csv) that are read through the record's own form.

A column is called as the form's field, a row is what somebody would have typed there. What a cell does not say for certain
stays as it was typed and is asked, as the form asks what is missing or wrong.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.datastructures import MultiValueDict

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.forms import BaseModelForm
from core.history import MASK
from core.refusals import Refused
from documents.reading.days import span_of
from documents.reading.headed import (
    HeadedFile,
    HeadedKind,
    HeadedRow,
    plain_headings,
    read_headed,
)

from .cells import is_long, offered_by, posted, several_in

ROWS_MOST = 200
NUMBER = "序号"
Texts = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """Where a table is entered: the branch, by whom, on which day, and the year that is worked in.

    `day_year` is the year of days that are written without one, None where it is asked. `chosen` is what the table is
    about, where that was said beside the file (the kind of an activity).
    """

    branch: Organisation
    user: User | None
    today: date
    year: int
    day_year: int | None = None
    chosen: str = ""


class RecordTable:
    """What is to be said of a type of record so that a table of it can be read.

    `synonyms` are (label, pattern) of what other people call a column; `left_out` are columns of our own export that the
    system reckons, with why; `also` are read though no field is called so, and `in_our_words` says what they mean. A row is
    taken once for each of the names under `split_by`; `span` is (column with both days, label of the first, label of the
    last); `said_once` are labels that a file seldom fills, said beside it for all rows.
    """

    name: str
    unit: str
    list_page: str
    form_class: type[BaseModelForm]
    synonyms: tuple[tuple[str, str], ...] = ()
    left_out: ClassVar[Mapping[str, str]] = {}
    also: tuple[str, ...] = ()
    split_by: str = ""
    span: tuple[str, str, str] | None = None
    said_once: tuple[str, ...] = ()
    # Columns that only `compare` looks at, where the form has no such field.
    compared: frozenset[str] = frozenset()
    # Fields that a table does not ask for.
    not_asked: frozenset[str] = frozenset()
    # What the box for pasted words is called; empty where a table is only a file.
    pasted: str = ""
    # What the page asks beside the rows and gives to the form of each, such as files.
    beside: type[forms.Form] | None = None

    def form(self, entry: Entry, texts: Mapping[str, str]) -> BaseModelForm:  # noqa: ARG002
        """The form of a new record for a row, not yet bound."""
        return self.form_class(user=entry.user, branch=entry.branch, year=entry.year, today=entry.today)

    def may_import(self, user: User, branch: Organisation) -> bool:
        """Whether this person may enter a table."""
        raise NotImplementedError

    def of(self, chosen: str) -> str:  # noqa: ARG002
        """What the address says the table is about, where that is something to choose; else nothing."""
        return ""

    def read_pasted(self, text: str) -> HeadedFile:
        """The rows that pasted words tell of, by label. Raises Refused."""
        raise NotImplementedError

    def is_wanted(self, texts: Mapping[str, str]) -> bool:  # noqa: ARG002
        """Whether a row of pasted words is ticked at first."""
        return True

    def labels(self, entry: Entry) -> list[str]:
        """What columns are called, in the order of the empty table."""
        return [str(one.label) for one in self.asked(self.form(entry, {})).values()]

    def template(self, entry: Entry) -> list[str]:
        """The columns of an empty table to fill in."""
        return self.labels(entry)

    def said_once_of(self, entry: Entry) -> tuple[str, ...]:  # noqa: ARG002
        """What is asked beside the file, for all rows that do not say it."""
        return self.said_once

    def offered(self, entry: Entry, label: str) -> list[str]:
        """The words that a column offers to choose from; none where anything may be typed."""
        fields = {str(one.label): one for one in self.asked(self.form(entry, {})).values()}
        return offered_by(fields[label]) if label in fields else []

    def in_our_words(self, texts: Texts, form: BaseModelForm) -> Texts:  # noqa: ARG002
        """The cells of a row under the labels of the form. Raises Refused with the label as its field."""
        return texts

    def compare(self, texts: Mapping[str, str], form: BaseModelForm) -> None:
        """What is wrong with a row beyond what its form asks. Raises Refused with the label as its field."""

    def is_there(self, entry: Entry, form: Any) -> bool:  # noqa: ARG002
        """Whether the branch has this record already, where its form does not refuse it."""
        return False

    def asked(self, form: BaseModelForm) -> dict[str, forms.Field]:
        """The fields of a form that a table has columns for."""
        return {name: one for name, one in form.fields.items() if one.label and name not in self.not_asked}

    def meant(self, entry: Entry, headings: Sequence[str]) -> list[str]:
        """The label that each cell of a row would mean as a heading; empty where it means none."""
        known = {label: label for label in (NUMBER, *self.left_out, *self.also, *self.labels(entry))}
        patterns = [(NUMBER, r"序|号|编号|No\.?"), *self.synonyms]
        return [_label_of(heading, known, patterns) for heading in headings]

    def sort_out(self, cells: Mapping[str, str]) -> Texts:
        """What a row says that is to be entered."""
        return {
            label: text for label, text in cells.items() if label != NUMBER and label not in self.left_out
        }


def _label_of(heading: str, known: Mapping[str, str], patterns: Iterable[tuple[str, str]]) -> str:
    for text in plain_headings(heading):
        if text in known:
            return known[text]
        for label, pattern in patterns:
            if text and re.fullmatch(pattern, text):
                return label
    return ""


@dataclass
class Cell:
    """A cell of the preview: under which label, what stands in it, and what is asked about it."""

    label: str
    text: str
    errors: list[str] = field(default_factory=list)
    is_long: bool = False
    # The number of the list of words that it offers, 0 for none.
    offer: int = 0


class Row:
    """A row by its place in the file, its cells as typed, and the form that they fill."""

    def __init__(
        self,
        table: RecordTable,
        entry: Entry,
        texts: Mapping[str, str],
        *,
        number: str,
        is_taken: bool = True,
        beside: Mapping[str, Any] | None = None,
    ):
        self.table, self.entry, self.texts = table, entry, dict(texts)
        self.number, self.is_taken = number, is_taken
        self.errors: dict[str, list[str]] = {}
        self.beside = beside or {}

    @cached_property
    def form(self) -> BaseModelForm:
        """The record's own form, filled with what the cells say; what they do not say for certain is in `errors`."""
        table, entry = self.table, self.entry
        form = table.form(entry, self.texts)
        for name in table.not_asked & form.fields.keys():
            form.fields[name].required = False
        self.fields = {str(one.label): name for name, one in table.asked(form).items()}
        try:
            texts = table.in_our_words(self._days(dict(self.texts)), form)
        except Refused as question:
            self.errors[question.field] = [str(question)]
            if question.field not in self.fields:
                return form  # what the fields lack is asked once this is settled
            texts = self.texts
        data: MultiValueDict = MultiValueDict()
        for label, text in texts.items():
            self._post(form, label, text, data)
        form.data, form.is_bound = data, True
        form.files = MultiValueDict(self.beside)
        labels = {name: label for label, name in self.fields.items()}
        for name, messages in form.errors.items():
            self.errors.setdefault(labels.get(name, ""), list(map(str, messages)))
        if not self.errors:
            try:
                table.compare(texts, form)
            except Refused as question:
                self.errors[question.field] = [str(question)]
        return form

    def _post(self, form: BaseModelForm, label: str, text: str, data: MultiValueDict) -> None:
        name = self.fields.get(label)
        if name is None:
            if text and label not in self.errors and label not in self.table.compared:
                self.errors[label] = [f"{self.table.name}没有“{label}”这一项，请移到别的栏，或删去。"]
            return
        if text == MASK:
            self.errors.setdefault(label, ["导出时这一项受限，这里没有原文。请删去，或改填原文。"])
            return
        try:
            value = posted(form.fields[name], text, year=self.entry.day_year)
        except Refused as question:
            self.errors.setdefault(label, [str(question)])
        else:
            data.setlist(name, value if isinstance(value, list) else [value])
            if isinstance(form.fields[name], forms.DateField) and self.texts.get(label):
                self.texts[label] = str(value)  # with the year that it was taken for

    def _days(self, texts: Texts) -> Texts:
        """The cells with a span of days set apart into its first and last day."""
        if self.table.span is None or not texts.get(self.table.span[0]):
            return texts
        column, first, last = self.table.span
        try:
            start, end = span_of(texts[column], year=self.entry.day_year)
        except Refused as question:
            raise Refused(str(question), field=column) from question
        if column != first:
            del texts[column]
        texts[first] = start.isoformat()
        if start != end or column != first:
            texts[last] = texts.get(last) or end.isoformat()
        return texts

    @property
    def is_valid(self) -> bool:
        """Whether it leaves nothing to ask."""
        return self.form.is_valid() and not self.errors

    def cells(self, labels: Iterable[str]) -> list[Cell]:
        """Its cells under these labels; nothing is asked of a row that is not taken."""
        form = self.form
        return [
            Cell(
                label,
                self.texts.get(label, ""),
                self.errors.get(label, []) if self.is_taken else [],
                label in self.fields and is_long(form.fields[self.fields[label]]),
            )
            for label in labels
        ]

    @property
    def other_errors(self) -> list[str]:
        """What is asked about the row as a whole."""
        return self.errors.get("", []) if self.is_taken and self.form else []

    def twin_key(self) -> tuple[str, ...]:
        """What two rows that say the same have in common."""
        return tuple(sorted(text for text in self.texts.values() if text))


@dataclass(frozen=True)
class TableFile:
    """A file as it was read: what each row says, headings that mean nothing kept, each cell, and what is to be said."""

    rows: list[tuple[str, Texts]]
    found: HeadedFile


def read_table(
    data: bytes, name: str, table: RecordTable, entry: Entry, said: Mapping[str, str]
) -> TableFile:
    """The rows of a file, with what was `said` for all of them where they do not say it. Raises Refused."""
    found = read_headed(data, name, _kind(table, entry))
    rows: list[tuple[str, Texts]] = []
    for row in found.rows:
        rows += _split(table, row, {**said, **table.sort_out(row.cells)})
    if len(rows) > ROWS_MOST:
        raise Refused(
            f"表里有 {len(rows)} {table.unit}，一次最多 {ROWS_MOST} {table.unit}，请分成几个文件导入。"
        )
    return TableFile(rows, found)


def read_pasted(text: str, table: RecordTable, said: Mapping[str, str]) -> TableFile:
    """The rows of pasted words, as `read_table`. Raises Refused."""
    found = table.read_pasted(text)
    if len(found.rows) > ROWS_MOST:
        raise Refused(f"粘贴了 {len(found.rows)} {table.unit}，一次最多 {ROWS_MOST} {table.unit}，请分几次。")
    return TableFile([(row.number, {**said, **row.cells}) for row in found.rows], found)


def _split(table: RecordTable, row: HeadedRow, texts: Texts) -> Iterable[tuple[str, Texts]]:
    names = several_in(texts.get(table.split_by, "")) if table.split_by else []
    if len(names) < 2:
        return [(row.number, texts)]
    return [
        (f"{row.number}-{place}", {**texts, table.split_by: name})
        for place, name in enumerate(names, start=1)
    ]


def _kind(table: RecordTable, entry: Entry) -> HeadedKind:
    left_out = {NUMBER: "行的序号", **table.left_out}
    labels = table.labels(entry)

    def became(label: str, text: str) -> str:
        return left_out.get(label) or f"{label}：{' '.join(text.split())[:60]}"

    def meaning(names: Iterable[str]) -> set[str]:
        return set(names) - left_out.keys()

    return HeadedKind(
        table=table.name,
        meant=lambda cells: table.meant(entry, cells),
        is_header=lambda names: len(meaning(names)) >= 2,
        is_row=lambda cells: bool(meaning(cells)),
        became=became,
        no_header=f"没有找到表头：要有“{'”“'.join(labels[:4])}”等列中的两列。可以下载模板，把内容粘贴进去。",
        no_row="这一行没有要登记的内容",
        no_rows="表里没有内容，请从表头下一行开始填写。",
        row_unit=table.unit,
        rows_most=ROWS_MOST,
    )


def rows_of(
    table: RecordTable, entry: Entry, texts: Sequence[tuple[str, Texts]], *, is_pasted: bool = False
) -> list[Row]:
    """The rows as they are shown first: those that are there already, or twice in the file, are not taken."""
    rows = [Row(table, entry, cells, number=number) for number, cells in texts]
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = row.twin_key()
        is_new = key not in seen and not (row.is_valid and table.is_there(entry, row.form))
        row.is_taken = is_new and (not is_pasted or table.is_wanted(row.texts))
        seen.add(key)
    return rows


@transaction.atomic
def save_rows(rows: Sequence[Row]) -> list[Model]:
    """Store the records of these valid rows, all or none. Raises Refused naming the row that cannot be stored."""
    made = []
    for row in rows:
        try:
            made.append(row.form.save())
        except forms.ValidationError as error:
            raise Refused(f"第 {row.number} 行没有登记：{'；'.join(error.messages)}") from error
        except Refused as refusal:
            raise Refused(f"第 {row.number} 行没有登记：{refusal}") from refusal
    return made


def labels_shown(table: RecordTable, entry: Entry, rows: Sequence[Row]) -> list[str]:
    """The columns of a preview: those that a cell fills, and those that are asked for."""
    used: set[str] = set()
    for row in rows:
        used |= {label for label, text in row.texts.items() if text}
        if row.is_taken and row.form:
            used |= row.errors.keys() - {""}
    known = table.labels(entry)
    return [label for label in known if label in used] + sorted(used - set(known))


def offers(rows: Sequence[Row], labels: Iterable[str]) -> dict[str, list[str]]:
    """The words that each of these columns offers, those of all the rows together."""
    found: dict[str, dict[str, None]] = {}
    seen: set[Any] = set()
    for row in rows:
        kind = tuple(row.form.fields)
        if kind in seen:
            continue
        seen.add(kind)
        for label in labels:
            if label in row.fields:
                found.setdefault(label, {}).update(
                    dict.fromkeys(offered_by(row.form.fields[row.fields[label]]))
                )
    return {label: list(words) for label, words in found.items() if words}


def with_day_year(entry: Entry, year: int | None) -> Entry:
    """The same, with the year of days that are written without one."""
    return replace(entry, day_year=year)
