"""`manage.py export_report --branch CODE --year YEAR --format docx|pdf --output PATH`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from branch.organisations.commands import branch_of_code
from documents.downloads import CONTENT_TYPES
from documents.fonts import RenderError
from reports.papers.registry import ANNUAL
from reports.report.assembling import render_report
from reports.report.models import AnnualReport


class Command(BaseCommand):
    """Write a branch's annual report of a year as a Word or PDF file."""

    help = "把支部某一年度的工作报告导出为 Word 或 PDF 文件。"

    def add_arguments(self, parser):
        """Which report, which format, and where to."""
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", required=True, type=int, help="所属年度")
        parser.add_argument("--paper", default=ANNUAL, help="哪一种材料，例如 half_year；不写是年度工作报告")
        parser.add_argument("--format", required=True, choices=sorted(CONTENT_TYPES), dest="file_format")
        parser.add_argument("--output", required=True, type=Path, metavar="PATH", help="写到哪个文件")

    def handle(self, *, branch, year, paper, file_format, output, **options):
        """Render and write the file; an existing file is replaced only by a complete one."""
        organisation = branch_of_code(branch)
        reports = AnnualReport.objects.of_branch(organisation).in_year(year).of_paper(paper).with_tree()
        # A member's own paper leaves by the member's own click alone.
        report = reports.filter(member__isnull=True).first()
        if report is None:
            raise CommandError(f"{organisation}没有 {year} 年度报告，请先起草或导入。")
        try:
            data = render_report(report, file_format, on=timezone.localdate())
        except RenderError as error:
            raise CommandError(f"没有导出：{error}") from error
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            partial = output.with_name(output.name + ".part")
            partial.write_bytes(data)
            partial.replace(output)
        except OSError as error:
            raise CommandError(f"无法写入 {output}：{error.strerror}。请换一个可写的位置。") from error
        self.stdout.write(f"已导出 {output}（{len(data) // 1024} KB）")
