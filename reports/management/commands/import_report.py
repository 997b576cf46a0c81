"""`manage.py import_report FILE --branch CODE --year YEAR [--dry-run] [--json]`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from branch.organisations.commands import branch_of_code
from branch.organisations.models import Organisation
from branch.reading_answers.models import AnswerAbout, answers_of
from core.refusals import Refused
from documents.reading.files import read_source
from reports.importing.arrangement import arrange
from reports.importing.parse import parse_report
from reports.importing.saving import (
    RECORD_NAMES,
    check_free,
    check_year,
    import_report,
    proposed_title,
    record_counts,
)
from reports.importing.schema import KIND_LABELS, ParsedReport


class Command(BaseCommand):
    """Read an older report and save it as records and as the report of its year."""

    help = "把往年的年度报告（.docx 或 .txt）导入为记录和报告。"

    def add_arguments(self, parser):
        """Which file, which branch and year, and whether anything is to be saved."""
        parser.add_argument("file", type=Path, metavar="FILE", help="报告文件，.docx 或 .txt")
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", required=True, type=int, help="报告的所属年度")
        parser.add_argument("--dry-run", action="store_true", help="只读取和核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出读到的内容（JSON）")

    def handle(self, *, file, branch, year, dry_run, as_json, **options):
        """Read, save unless it is a rehearsal, and say what was found; a refusal saves nothing."""
        organisation = branch_of_code(branch)
        try:
            source = read_source(file)
            learned = answers_of(organisation, AnswerAbout.REPORT_HEADING)
            parsed = parse_report(source.data, source.name, learned=learned)
            check_year(year)
            if not dry_run:
                import_report(branch=organisation, year=year, parsed=parsed, by=None, source=source)
        except Refused as refusal:
            raise CommandError(f"没有导入：{refusal}") from refusal
        if as_json:
            self.stdout.write(json.dumps(parsed.as_json(), ensure_ascii=False, indent=2))
        else:
            self._summarise(parsed, organisation, year, dry_run)

    def _summarise(self, parsed: ParsedReport, branch: Organisation, year: int, dry_run: bool) -> None:
        layout = arrange(parsed, proposed_title=proposed_title(branch, year))
        self.stdout.write(f"{branch.name}，{year} 年度")
        self.stdout.write(f"标题：{layout.title}")
        for section in parsed.sections:
            points = sum(len(item.points) for item in section.items)
            detail = f"{len(section.items)} 条" + (f"（含 {points} 个小点）" if points else "")
            self.stdout.write(f"  {KIND_LABELS[section.kind]}：{section.heading}，{detail}")
        counts = [f"{RECORD_NAMES[kind]} {count} 条" for kind, count in record_counts(parsed).items()]
        self.stdout.write("记录：" + "，".join(counts))
        for warning in (*parsed.warnings, *layout.notes):
            self.stdout.write(f"请核对：{warning}")
        self.stdout.write(self._ending(branch, year) if dry_run else "已导入，报告和记录都已保存。")

    def _ending(self, branch: Organisation, year: int) -> str:
        """What a rehearsal says last: how to go on, or why the import would be refused."""
        try:
            check_free(branch, year)
        except Refused as refusal:
            return f"只核对，没有保存。正式导入会被拒绝：{refusal}"
        return "只核对，没有保存。去掉 --dry-run 后正式导入。"
