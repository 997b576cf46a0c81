"""`manage.py bench`: how fast documents and pages are, as ratios measured in one run. Called by `script/bench`."""

from functools import partial

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from branch.models import Organisation
from reports import bench


class Command(BaseCommand):
    """Measure on an empty, migrated data directory; it is filled with made-up rows."""

    help = "测量文件导出和页面的快慢，只能在空的临时数据目录上运行（用 script/bench）。"

    def handle(self, **options):
        """Print a line per measure; the exit code is 1 only where more rows cost more queries."""
        if Organisation.objects.exists():
            raise CommandError("这个数据目录里已有组织，测量会写入大量测试数据。请用 script/bench 运行。")
        try:
            from core.testing import build_cast
            from reports.tests.libreoffice import convert_to_pdf
            from reports.tests.many_rows import LISTS, YEAR
            from reports.tests.old_reports import full_length
        except ImportError as error:
            raise CommandError(
                f"缺少测试用的软件包（{error.name}），请先运行 script/bootstrap --dev。"
            ) from error
        cast = build_cast()
        client = bench.signed_in(cast.secretary, YEAR)
        counts = []
        for place, (name, page, add) in enumerate(LISTS):
            counts.append(bench.measure_queries(name, client, page, partial(add, cast)))
            if place == 0:
                self._say(bench.measure_list_page(name, client, reverse(page)))
        try:
            for measure in bench.measure_documents(cast, full_length(), convert_to_pdf):
                self._say(measure)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        for count in counts:
            self._say(count)
        if not all(count.is_flat for count in counts):
            raise CommandError("有列表的查询次数随行数增加。")

    def _say(self, line: object) -> None:
        self.stdout.write(str(line))
        self.stdout.flush()
