"""`script/manage check_store [--json]`: what is wrong in the store; the administrator's page shows the last result."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from core.keeping.checking import NAMED, check_store


class Command(BaseCommand):
    """Exit 0 when nothing is wrong, exit 1 with the faults."""

    help = "检查存储：附件缺失或被改动、没有记录的文件、指向不存在的记录、审计链和它的保护等。"

    def add_arguments(self, parser):
        """How to tell it."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="写成 JSON，给别的程序用")

    def handle(self, *, as_json: bool = False, **options):
        """Look, keep the result, and tell it."""
        report = check_store()
        if as_json:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=1))
        else:
            for result in report.results:
                self.stdout.write(f"{result.label}：{f'{result.count} 处' if result.count else '没有'}")
                for fault in result.faults:
                    self.stdout.write(f"  {fault}")
                if result.count > NAMED:
                    self.stdout.write(f"  ……另有 {result.count - NAMED} 处")
        if report.count:
            raise CommandError(f"存储有 {report.count} 处问题。附件可以用 mend_files 从备份里取回。")
        if not as_json:
            self.stdout.write(self.style.SUCCESS("存储完好。"))
