"""A table of records from the command line: read, print, and store where nothing is to be asked."""

import json
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from branch.organisations.commands import branch_of_code
from core.refusals import Refused
from documents.reading.tables import table_bytes

from .table import Entry, RecordTable, Row, TableFile, read_table, rows_of, save_rows


class ImportTableCommand(BaseCommand):
    """`manage.py import_… FILE --branch CODE [--said 栏=内容] [--day-year YEAR] [--ignore 列名] [--dry-run] [--json]`."""

    table: ClassVar[RecordTable]

    def add_arguments(self, parser) -> None:
        """Which file, which branch, what the file does not say, and whether anything is to be saved."""
        parser.add_argument("file", type=Path, metavar="FILE", help="表格，.xlsx 或 .csv")
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        words = "没有写这一栏的行都填什么，例如 所属年度=2025"
        parser.add_argument("--said", action="append", default=[], metavar="栏=内容", help=words)
        parser.add_argument("--day-year", type=int, metavar="YEAR", help="只写了月和日的日期，是哪一年的")
        parser.add_argument("--ignore", action="append", default=[], metavar="列名", help="这一列不导入")
        parser.add_argument("--dry-run", action="store_true", help="只读取和核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出读到的内容（JSON）")

    def handle(self, *, file, branch, said, day_year, ignore, dry_run, as_json, **options: Any) -> None:  # noqa: ARG002
        """Read, print, and save unless it is a rehearsal or something is to be asked."""
        today = localdate()
        entry = Entry(branch_of_code(branch), None, today, today.year, day_year)
        told = dict(one.split("=", 1) for one in said if "=" in one)
        try:
            found = read_table(table_bytes(file), file.name, self.table, entry, told)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        rows = rows_of(self.table, entry, found.rows)
        asked = [
            *(question for row in rows for question in _asked(row)),
            *(f"{self.table.name}没有“{one}”这一栏。" for one in found.found.unknown if one not in ignore),
        ]
        if as_json:
            self.stdout.write(json.dumps(_as_json(found, rows, asked), ensure_ascii=False, indent=2))
        else:
            for line in [*asked, *found.found.notices]:
                self.stdout.write(f"请核对：{line}")
        if dry_run:
            return
        if asked:
            raise CommandError(f"没有导入：有 {len(asked)} 处要问，请在页面上导入，或补全文件。")
        try:
            made = save_rows(rows)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        if not as_json:
            self.stdout.write(f"已登记 {len(made)} {self.table.unit}。")


def _asked(row: Row) -> list[str]:
    if not row.is_taken:
        return [f"第 {row.number} 行：已经登记过，或表里写了两遍。"]
    if row.is_valid:
        return []
    return [
        f"第 {row.number} 行{f'，{label}' if label else ''}：{error}"
        for label, errors in row.errors.items()
        for error in errors
    ]


def _as_json(found: TableFile, rows: list[Row], asked: list[str]) -> dict[str, object]:
    return {
        "rows": [{"number": row.number, **row.texts} for row in rows],
        "unknown": found.found.unknown,
        "questions": [*asked, *found.found.notices],
        "lines": [line.as_json() for line in found.found.lines],
    }
