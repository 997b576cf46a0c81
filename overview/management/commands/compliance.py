"""`manage.py compliance --branch CODE --year YEAR [--json]`: every rule's results for a branch and a year.

`manage.py compliance --check`: whether all that is kept of them says what the records say.
"""

import json
import unicodedata
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from branch.organisations.commands import branch_of_code
from core.dates import chinese_date
from core.enums import RuleState
from core.rules import Line
from overview.compliance import as_data, lines_of
from overview.standing.models import Standing
from overview.standing.services import wrong

EARLIEST, LATEST = 1921, 2200


class Command(BaseCommand):
    """Print the results of all rules, as a table to read or as JSON for another program."""

    help = "列出支部某一年度各项规则的结果：达标、待完成、逾期、已说明、不适用。"

    def add_arguments(self, parser):
        """Which branch and year, and in which form."""
        parser.add_argument("--branch", metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", type=int, help="所属年度")
        parser.add_argument(
            "--check", action="store_true", help="核对存下的各支部达标情况与按记录算出的是否一致"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON，供其他程序读取")

    def handle(self, *, branch, year, as_json, check, **options):
        """Evaluate as of today. Raises CommandError for a wrong call, and where the check finds a difference."""
        if check:
            self._check()
            return
        if branch is None or year is None:
            raise CommandError("请写明 --branch 和 --year，或者用 --check 核对存下的达标情况。")
        organisation = branch_of_code(branch)
        if not EARLIEST <= year <= LATEST:
            raise CommandError(f"年度 {year} 不对，请填写 {EARLIEST} 到 {LATEST} 之间的年份。")
        today = timezone.localdate()
        lines = lines_of(organisation, year, today)
        if as_json:
            data = as_data(lines, branch=organisation, year=year, today=today)
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{organisation.name} {year} 年度　截至{chinese_date(today)}")
        for line in lines:
            self._write_line(line)
        counts = Counter(result.state for line in lines for result in line.results)
        parts = [f"{state.label} {counts[state]}" for state in RuleState if counts[state]]
        self.stdout.write(f"\n合计：{'，'.join(parts)}")

    def _check(self) -> None:
        today = timezone.localdate()
        held, faults = Standing.objects.holding(today).count(), list(wrong(today))
        self.stdout.writelines(f"{fault}\n" for fault in faults)
        if faults:
            raise CommandError(f"存下的 {held} 条达标情况中有 {len(faults)} 条与记录不符。")
        self.stdout.write(f"存下的 {held} 条达标情况都与记录相符。")

    def _write_line(self, line: Line) -> None:
        rule = line.rule
        self.stdout.write(f"\n{rule.id} {line.label}　{rule.wording}（{rule.source}，{rule.severity.label}）")
        for result in line.results:
            numbers = f"{result.count}/{result.needed}" if result.needed else ""
            row = [
                _padded(result.period.label, 10),
                _padded(RuleState(result.state).label, 6),
                _padded(numbers, 7),
                result.detail,
            ]
            self.stdout.write("  " + "  ".join(row).rstrip())


def _padded(text: str, width: int) -> str:
    """The text filled up with blanks; a Chinese character is two columns wide."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (width - taken)
