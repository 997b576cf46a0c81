"""`manage.py import_members FILE --branch CODE [--status S] [--since DATE] [--posts-since DATE] [--groups-since DATE] [--fill] …`."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate

from branch.enums import ON_ROLL
from branch.members.models import Member
from branch.organisations.commands import branch_of_code
from branch.roster.filling import fill_members, fillings_of
from branch.roster.forms import Groups, RosterRowForm, Unsaid, data_of, row_forms
from branch.roster.reading import RosterFile, read_roster, rows_as_json
from branch.roster.services import import_members
from core.refusals import Refused
from documents.reading.tables import table_bytes


class Command(BaseCommand):
    """Read somebody's roster and enter its members; where a person would be asked, nothing is saved."""

    help = "把党员名册（.xlsx、.csv）导入为党员；有要问的不保存。"

    def add_arguments(self, parser):
        """Which file, which branch, what the file does not say, and whether anything is to be saved."""
        parser.add_argument("file", type=Path, metavar="FILE", help="党员名册，.xlsx 或 .csv")
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        words = "没有写人员类别的都是"
        parser.add_argument("--status", default="", choices=["", *ON_ROLL], metavar="STATUS", help=words)
        parser.add_argument("--since", type=date.fromisoformat, help="没有写转入日期的，从哪一天起计入")
        parser.add_argument("--posts-since", type=date.fromisoformat, help="没有写任职日期的，从哪一天起任职")
        words = "还没有建的党小组随名册新建，从这一天起成立"
        parser.add_argument("--groups-since", type=date.fromisoformat, help=words)
        parser.add_argument("--first-of-month", action="store_true", help="只写到月的日期按当月 1 日登记")
        parser.add_argument("--ignore", action="append", default=[], metavar="列名", help="这一列不导入")
        words = "名册里已有的党员，空着的栏按文件补上，登记过的不改"
        parser.add_argument("--fill", action="store_true", help=words)
        parser.add_argument("--dry-run", action="store_true", help="只读取和核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出读到的内容（JSON）")

    def handle(self, *, file, branch, first_of_month, ignore, fill, dry_run, as_json, **options):
        """Read, print, and save unless it is a rehearsal or something is to be asked."""
        organisation = branch_of_code(branch)
        try:
            found = read_roster(table_bytes(file), file.name, first_of_month=first_of_month)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        today = localdate()
        names = set(Member.objects.attending(organisation, today).values_list("name", flat=True))
        unsaid = Unsaid(options["status"], options["since"], options["posts_since"])
        groups = Groups(organisation, today, options["groups_since"])
        rows = row_forms(organisation, data_of(found.rows, names, unsaid), groups)
        fillings = fillings_of(organisation, rows, today) if fill else []
        asked = [
            *self._asked(rows, {one.row for one in fillings if not one.others}),
            *(f"名册没有“{one}”这一栏。" for one in found.unknown if one not in ignore),
        ]
        if as_json:
            self.stdout.write(json.dumps(_as_json(found, asked), ensure_ascii=False, indent=2))
        else:
            for line in [*asked, *found.notices]:
                self.stdout.write(f"请核对：{line}")
        if dry_run:
            return
        if asked:
            raise CommandError(f"没有导入：有 {len(asked)} 处要问，请在页面上导入，或补全文件。")
        with transaction.atomic():
            made = import_members(rows=[row for row in rows if row.is_taken], by=None)
            filled = fill_members(fillings, by=None)
        if not as_json:
            self.stdout.write(f"已登入 {len(made)} 名党员{f'，补了 {filled} 处空白' if fill else ''}。")

    def _asked(self, rows: list[RosterRowForm], filled: set[RosterRowForm]) -> list[str]:
        asked = []
        for row in rows:
            name = row["name"].value()
            if not row.is_taken and row not in filled:
                asked.append(f"第 {row['number'].value()} 行：名册里已有“{name}”。")
            for field, errors in row.cells:
                asked += [f"第 {row['number'].value()} 行{name}，{field.label}：{error}" for error in errors]
        return asked


def _as_json(found: RosterFile, asked: list[str]) -> dict[str, object]:
    return {
        "members": list(rows_as_json(found.rows)),
        "unknown": found.unknown,
        "questions": [*asked, *found.notices],
        "lines": [line.as_json() for line in found.lines],
    }
