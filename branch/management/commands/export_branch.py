"""`script/manage export_branch --branch CODE --output DIR`: everything of one branch, readable without this program."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from branch.data_out.exporting import export_branch
from branch.organisations.commands import branch_of_code
from core.refusals import Refused


class Command(BaseCommand):
    """Exit 0 and the counts for a whole export; exit 1 where nothing was written, or a file's content is gone."""

    help = "把一个党支部的全部记录、附件和历史写成一个目录，格式见 docs/data.md；只读，不改数据库。"

    def add_arguments(self, parser):
        """Which branch, and where to."""
        parser.add_argument("--branch", required=True, metavar="代码", help="党支部的代码")
        parser.add_argument(
            "--output", required=True, type=Path, metavar="目录", help="新的目录，不能已经存在"
        )

    def handle(self, *, branch: str, output: Path, **options):
        """Write, and say what was written."""
        organisation = branch_of_code(branch)
        try:
            done = export_branch(organisation, output)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"无法写入 {output}：{error.strerror}。没有留下文件。") from error
        told = f"已导出到 {output}：记录 {done.rows} 行，附件 {done.files} 个，审计记录 {done.entries} 条。"
        if done.missing:
            raise CommandError(
                f"{told}但有 {len(done.missing)} 个附件的内容取不到：{'；'.join(done.missing)}"
            )
        self.stdout.write(f"{told}里面有受限的内容（健康、困难、处分等），请按涉密要求保管。")
