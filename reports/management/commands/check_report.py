"""`manage.py check_report (--branch CODE --year YEAR | --file FILE) [--json]`."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from branch.organisations.commands import branch_of_code
from core.numbers import percent
from core.refusals import Refused
from documents.proofreading.check import proofread
from documents.proofreading.files import lines_of_file
from documents.proofreading.text import Line, Remark
from reports.claims.checking import Backing
from reports.claims.report import CheckedSentence, ReportClaims
from reports.facts import book_of
from reports.papers.registry import ANNUAL
from reports.report.assembling import working_content
from reports.report.document import marker_label
from reports.report.models import AnnualReport
from reports.report.proofreading import known_of, lines_of
from reports.report.tree import fact_names


class Command(BaseCommand):
    """Tell of every sentence of a report what backs it, and proof-read it; both afresh from what is stored."""

    help = "逐句核对年度报告的依据并校对文字；--file 校对任何一个 .docx 或 .txt 文件。"

    def add_arguments(self, parser):
        """Which report or file, and how the answer is written."""
        parser.add_argument("--branch", metavar="CODE", help="支部代码，例如 xiangmu")
        parser.add_argument("--year", type=int, help="所属年度")
        parser.add_argument(
            "--paper",
            default=ANNUAL,
            help="哪一种材料，例如 half_year；不写是年度工作报告，all 列出各种材料有据的比例",
        )
        parser.add_argument(
            "--file", type=Path, metavar="FILE", help="只校对这个文件（.docx 或 .txt），不对照记录"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出")

    def handle(self, *, branch, year, paper, file, as_json, **options):
        """Check and print; the exit code says nothing of the answer."""
        if file:
            answer = of_file(file)
        elif paper == "all":
            answer = of_all_papers(branch, year)
        else:
            answer = of_report(branch, year, paper)
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        if paper == "all" and not file:
            for one in answer["papers"]:
                self.stdout.write(in_words(one))
            return
        for one in answer["sentences"]:
            if one["state"] != Backing.BACKED:
                self.stdout.write(f"{one['state']}　{one['text']}")
                for claim in one["claims"]:
                    if not claim["backed"]:
                        self.stdout.write(f"　　{claim['reason']}")
        for one in answer["advice"]:
            instead = f"，改为“{one['suggestion']}”" if one["suggestion"] else ""
            self.stdout.write(f"{one['kind']}　{one['place']}：“{one['text']}”{one['reason']}{instead}")
        backed = sum(one["state"] == Backing.BACKED for one in answer["sentences"])
        told = "" if file else f"{len(answer['sentences'])} 句，有据 {backed} 句。"
        self.stdout.write(f"{told}校对意见 {len(answer['advice'])} 条。")


Answer = dict[str, list[dict[str, object]]]


def of_file(path: Path) -> Answer:
    """Proof-reading of any text, without a report. Raises CommandError where the file cannot be read."""
    try:
        lines = lines_of_file(path)
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    return {
        "papers": [],
        "sentences": [],
        "advice": [as_advice(lines, remark) for remark in proofread(lines)],
    }


def papers_of(branch: str | None, year: int | None) -> "QuerySet[AnnualReport]":
    """A branch's papers of a year; members' own are none of the command's. Raises CommandError for no branch or year."""
    if not branch or not year:
        raise CommandError("请写明 --branch 支部代码 和 --year 年度，或用 --file 校对一个文件。")
    rows = AnnualReport.objects.of_branch(branch_of_code(branch)).in_year(year).filter(member__isnull=True)
    return rows.with_tree()


def of_all_papers(branch: str | None, year: int | None) -> Answer:
    """How far each of a branch's papers is backed, without their sentences."""
    today = timezone.localdate()
    reports = sorted(papers_of(branch, year), key=lambda one: one.declaration.order)
    told = [as_share(report, ReportClaims(report, book_of(report, today), afresh=True)) for report in reports]
    return {"papers": told, "sentences": [], "advice": []}


def as_share(report: AnnualReport, claims: Iterable[CheckedSentence]) -> dict[str, object]:
    """How many of a paper's sentences that say something are backed, and how many gaps it has."""
    told = Counter(one.checked.state for one in claims)
    said = told.total() - told[Backing.FRAME] - told[Backing.GAP]
    return {
        "paper": report.paper,
        "label": report.declaration.label,
        "said": said,
        "backed": told[Backing.BACKED],
        "gaps": told[Backing.GAP],
    }


def in_words(share: dict[str, Any]) -> str:
    """The same as a line to read."""
    backed, said = share["backed"], share["said"]
    return (
        f"{share['label']}　有据 {backed} / {said} 句（{percent(backed, said)}），待补充 {share['gaps']} 处"
    )


def of_report(branch: str | None, year: int | None, paper: str = ANNUAL) -> Answer:
    """Backing and proof-reading of a branch's report. Raises CommandError where there is none."""
    report = papers_of(branch, year).filter(paper=paper).first()
    if report is None:
        what = f" {year} 年度报告，请先起草或导入" if paper == ANNUAL else f"“{paper}”这份材料"
        raise CommandError(f"{branch_of_code(str(branch))}没有{what}。")
    today = timezone.localdate()
    book = book_of(report, today)
    claims = ReportClaims(report, book, afresh=True)
    lines = lines_of(working_content(report, on=today, claims=claims))
    remarks = proofread(lines, known_of(report, book, today))
    return {
        "papers": [as_share(report, claims)],
        "sentences": [as_data(one, claims) for one in claims],
        "advice": [as_advice(lines, remark) for remark in remarks],
    }


def as_advice(lines: list[Line], remark: Remark) -> dict[str, object]:
    """A remark as the command prints it."""
    line = lines[remark.line]
    place = f"{line.section or '全文'}，第 {remark.line + 1} 段"
    return {
        "kind": str(remark.topic),
        "text": remark.text,
        "place": place,
        "reason": remark.reason,
        "suggestion": remark.suggestion,
    }


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
