"""`manage.py check_report --branch CODE --year YEAR [--json]`."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from branch.organisations.models import Organisation
from reports.claims.checking import Backing
from reports.claims.report import CheckedSentence, ReportClaims
from reports.document import marker_label
from reports.facts import FactBook
from reports.models import AnnualReport
from reports.tree import fact_names


class Command(BaseCommand):
    """Tell of every sentence of a report what backs it, computed afresh from what is stored."""

    help = "逐句核对年度报告的依据：每个数字、日期、人名、单位和引用，对照记录和数据项。"

    def add_arguments(self, parser):
        """Which report, and how the answer is written."""
        parser.add_argument("--branch", required=True, metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", required=True, type=int, help="所属年度")
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出")

    def handle(self, *, branch, year, as_json, **options):
        """Check and print; the exit code says nothing of the answer."""
        organisation = Organisation.objects.alive().filter(code=branch).first()
        if organisation is None:
            raise CommandError(f"没有代码为“{branch}”的支部，请核对代码。")
        report = AnnualReport.objects.of_branch(organisation).in_year(year).with_tree().first()
        if report is None:
            raise CommandError(f"{organisation}没有 {year} 年度报告，请先起草或导入。")
        book = FactBook(report.branch, report.year, timezone.localdate())
        claims = ReportClaims(report, book, afresh=True)
        sentences = [as_data(one, claims) for one in claims]
        if as_json:
            self.stdout.write(json.dumps({"sentences": sentences}, ensure_ascii=False, indent=2))
            return
        for one in sentences:
            if one["state"] != Backing.BACKED:
                self.stdout.write(f"{one['state']}　{one['text']}")
                for claim in one["claims"]:
                    if not claim["backed"]:
                        self.stdout.write(f"　　{claim['reason']}")
        backed = sum(one["state"] == Backing.BACKED for one in sentences)
        self.stdout.write(f"{len(sentences)} 句，有据 {backed} 句。")


def as_data(one: CheckedSentence, claims: ReportClaims) -> dict[str, object]:
    """A sentence as the command prints it: its place, text, state and claims, the facts in it among them."""
    label = marker_label(one.paragraph.marker, one.paragraph.number)
    facts = dict.fromkeys(fact_names(one.sentence.text))
    return {
        "section": str(one.section),
        "paragraph": label + claims.printed(one.paragraph.text)[:20],
        "text": one.text,
        "state": str(one.checked.state),
        "kept": one.sentence.reason if one.is_kept else "",
        "claims": [
            {
                "text": claims.printed(f"{{{name}}}"),
                "kind": "数据项",
                "backed": True,
                "record": name,
                "reason": "",
            }
            for name in facts
        ]
        + [asdict(claim) for claim in one.checked.claims],
    }
