"""`manage.py import_ledger FILE --branch CODE [--dry-run] [--json]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from branch.organisations.commands import branch_of_code
from core.refusals import Refused
from documents.reading.tables import table_bytes
from rectification.enums import ItemMode, ItemState, OpinionSource
from rectification.ledger.headings import kept_headings
from rectification.ledger.reading import LedgerFile, read_file
from rectification.ledger.services import Outcome, PlannedRow, import_ledger, plan_ledger


class Command(BaseCommand):
    """Read somebody's ledger and enter its items; where a person would be asked, nothing is saved."""

    help = "把整改台账（.xlsx、.csv）导入为整改事项；有要问的不保存。"

    def add_arguments(self, parser):
        """Which file, which branch, and whether anything is to be saved."""
        parser.add_argument("file", type=Path, metavar="FILE", help="整改台账，.xlsx 或 .csv")
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", type=int, help="表里没写年度的算哪一年，默认今年")
        parser.add_argument("--dry-run", action="store_true", help="只读取和核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出读到的内容（JSON）")

    def handle(self, *, file, branch, year, dry_run, as_json, **options):
        """Read, print, and save unless it is a rehearsal or something is to be asked."""
        organisation = branch_of_code(branch)
        try:
            found = read_file(
                table_bytes(file),
                file.name,
                default_year=year or localdate().year,
                known=kept_headings(organisation),
            )
            planned = plan_ledger(branch=organisation, rows=found.rows)
            if as_json:
                self.stdout.write(json.dumps(_as_json(found, planned), ensure_ascii=False, indent=2))
            else:
                self._summarise(found, planned)
            if not dry_run:
                made = import_ledger(branch=organisation, rows=found.rows, by=None)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        if not as_json:
            self.stdout.write("只核对，没有保存。" if dry_run else f"已导入 {len(made)} 项整改事项。")

    def _summarise(self, found: LedgerFile, planned: list[PlannedRow]) -> None:
        for row in planned:
            self.stdout.write(f"第 {row.number} 行：{row.outcome.value}　{row.note}")
        for notice in found.notices:
            self.stdout.write(f"请核对：{notice}")
        for heading in found.unknown:
            self.stdout.write(f"请核对：台账没有“{heading}”这一列，按原列名保存。")


def _as_json(found: LedgerFile, planned: list[PlannedRow]) -> dict[str, Any]:
    about = [f"台账没有“{heading}”这一列，按原列名保存。" for heading in found.unknown] + found.notices
    return {
        "rows": [_row(row) for row in planned],
        "questions": about,
        "lines": [line.as_json() for line in found.lines()],
    }


def _row(planned: PlannedRow) -> dict[str, Any]:
    row = planned.row
    if row is None:
        return {"questions": [planned.note]}
    wrong = [planned.note] if planned.outcome is Outcome.WRONG and not planned.questions else []
    return {
        "year": row.year,
        "framework": row.framework,
        "problem": row.problem,
        "points": list(row.points),
        "source": "、".join(str(OpinionSource(code).label) for code in row.sources),
        "causes": list(row.causes),
        "goal": row.goal,
        "measure": row.content,
        "mode": str(ItemMode(row.mode).label) if row.mode else "",
        "leader": row.leader,
        "responsible": list(row.responsible),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "due_words": row.due_words,
        "state": str(ItemState(row.state).label) if row.state else "",
        "progress": [{"on": on.isoformat(), "text": text} for on, text in row.progress],
        "result": row.result,
        "evidence": "\n".join(row.evidence),
        "criterion": row.criterion,
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "closer": row.closer,
        "remark": row.remark,
        "extra": dict(row.extra),
        "questions": [
            f"{question.text}（原文：{question.words}）"
            if question.words and question.words not in question.text
            else question.text
            for question in planned.questions
        ]
        + wrong,
    }
