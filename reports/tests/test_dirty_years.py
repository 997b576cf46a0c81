"""Drafts of sparse and dirty years: every sentence is whole, tells no 0 and nothing by halves, and counts what is there.

DIRTY_YEARS=2000 and RECOUNTS=200 script/test reports/tests/test_dirty_years.py try as many as were promised.
"""

import os
import re

import pytest
from django.db import transaction

from activities.kinds import registry
from activities.kinds.statistics import StatContext
from activities.tests.recount import RECOUNT
from core.testing import build_cast
from core.testing_databases import prepared
from reports.claims.checking import SETTLED
from reports.claims.report import ReportClaims
from reports.drafting.draft import draft
from reports.facts import FactBook
from reports.report import services
from reports.report.models import AnnualReport
from reports.report.tree import DraftSentence, fact_names, fill
from reports.year_records import YearRecords

from .dirty_years import YEAR, Thrown, throw

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
people = prepared(build_cast, scope="module")
DIRTY_YEARS = int(os.environ.get("DIRTY_YEARS", "16"))
BACKED_YEARS = int(os.environ.get("BACKED_YEARS", "3"))
RECOUNTS = int(os.environ.get("RECOUNTS", "6"))

BROKEN = {
    "两个标点": r"[，、；：。！？][，、；：。！？]",
    "半角标点": r"[\u4e00-\u9fff],|[\u4e00-\u9fff];",
    "开头的标点": r"^[，、；：。！？.》”）]",
    "编号重复": r"[一二三四五六七八九]是[一二三四五六七八九]是",
    "残留编号": r"(?:^|[。；“《])(?:\d+(?:\.\d+)*[、．]|\d+\.(?!\d)|第[一二]，|（[一二]）|\(\d\)|①|- )",
    "说到 0": r"(?<![\d.])0(?:人次|学时|个月|批次|[次名项个人件份家条篇%])",
    "没有值": r"None|—|\{|\}",
    "空括号": r"（）|《》|“”|《《|》》|““",
    "连写": r"问题问题|的的|等等。|党支部党支部|于销号|一年来，一年来",
    "没有结束": r"[^。！？】”’」』）；]$",
    "空列举": r"(?:有|包括|围绕|涉及|是)[。，]|针对[，“]{2}",
}


def drafted(thrown: Thrown, branch) -> tuple[list[tuple[str, DraftSentence]], FactBook]:
    """Each sentence as it is printed, with how it is stored."""
    book = FactBook(branch, YEAR, thrown.on)
    sentences = [s for section in draft(book.records) for p in section.paragraphs for s in p.sentences]
    return [(fill(one.text, lambda name: book.value(name).text), one) for one in sentences], book


def faults(printed: str) -> list[str]:
    plain = re.sub("【待补充：[^】]*】", "【】", printed)
    return [name for name, pattern in BROKEN.items() if re.search(pattern, plain)]


def test_every_sentence_of_a_dirty_year_is_whole(people):
    found = {}
    for seed in range(DIRTY_YEARS):
        with transaction.atomic():
            thrown = throw(people, seed)
            told, _ = drafted(thrown, people.branch)
            found |= {(seed, printed): named for printed, _ in told if (named := faults(printed))}
            sections = draft(YearRecords(people.branch, YEAR, thrown.on))
            heads = [p.text for section in sections for p in section.paragraphs if p.marker]
            found |= {(seed, head): ["编号后又编号"] for head in heads if re.match("[一二三]是", head)}
            transaction.set_rollback(True)
    assert found == {}


@pytest.mark.parametrize(
    "broken",
    [
        "学习不够，。",
        "一是一是学习不够。",
        "1.1、学习不够。",
        "预备党员0名。",
        "学习《》。",
        "》。",
        "学习不够",
        "课题有。",
        "共None次。",
    ],
)
def test_the_oracle_sees_what_is_broken(broken):
    assert faults(broken)


@pytest.mark.parametrize(
    "whole", ["共10次。", "提高3.5%。", "【待补充：学习，。】", "他说“好。”", "到会率100%。"]
)
def test_the_oracle_lets_pass_what_is_whole(whole):
    assert faults(whole) == []


def allowed_numbers(code: str, rows: list, context: StatContext) -> set[str]:
    """Every number that a plain recount of the rows gives, whole, split by choice and per name."""
    figures = {len(rows)} | {count(rows, context) for (kind, _), count in RECOUNT.items() if kind == code}
    for field in registry.get(code).fields:
        for option, _ in field.choices:
            stored = [row.data.get(field.name, []) for row in rows]
            figures.add(sum(one == option or (type(one) is list and option in one) for one in stored))
    figures |= {context.members_on_roll, len(context.duty_holders), len(context.committee)}
    return {f"{figure:g}" for figure in figures if figure is not None}


def test_every_figure_of_a_kind_is_what_a_recount_of_its_area_says(people):
    checked = 0
    for seed in range(RECOUNTS):
        with transaction.atomic():
            thrown = throw(people, seed)
            told, book = drafted(thrown, people.branch)
            context = book.records.stat_context
            by_kind: dict[str, list] = {}
            for (_, code), rows in thrown.rows.items():
                by_kind.setdefault(code, []).extend(rows)
            for printed, stored in told:
                for name in fact_names(stored.text):
                    if not name.endswith("情况"):
                        continue
                    area, _, label = name.removesuffix("情况").rpartition("·")
                    kind = next(one for one in registry.all_kinds() if one.label == label)
                    rows = (
                        thrown.rows[int(area.removeprefix("领域")), kind.code] if area else by_kind[kind.code]
                    )
                    numbers = set(re.findall(r"\d+(?:\.\d+)?", printed))
                    assert numbers <= allowed_numbers(kind.code, rows, context), (seed, printed)
                    checked += 1
            said = {name for _, stored in told for name in fact_names(stored.text)}
            kinds_told = {name for name in said if name.endswith("情况")}
            assert len(kinds_told) == len(
                {(area if is_split(thrown, code) else None, code) for area, code in thrown.rows}
            ), seed
            transaction.set_rollback(True)
    assert checked > RECOUNTS


def is_split(thrown: Thrown, code: str) -> bool:
    """Whether a kind's activities stand in more than one paragraph."""
    return sum(kind == code for _, kind in thrown.rows) > 1


def test_every_other_figure_is_what_a_plain_recount_says(people):
    """Each fact that a sentence tells, from the notes alone; none that the notes do not know."""
    told_of: set[str] = set()
    for seed in range(RECOUNTS):
        with transaction.atomic():
            thrown = throw(people, seed)
            told, book = drafted(thrown, people.branch)
            expected = thrown.figures()
            names = {name for _, stored in told for name in fact_names(stored.text)}
            told_of |= (names := {name for name in names if not name.endswith("情况")})
            assert {name: book.value(name).text for name in names} == {
                name: expected[name] for name in names
            }, seed
            assert {name: book.value(name).text for name in expected} == expected, seed
            transaction.set_rollback(True)
    assert len(told_of) >= 15


def test_every_sentence_of_a_dirty_year_is_backed(people):
    doubted = {}
    for seed in range(BACKED_YEARS):
        with transaction.atomic():
            thrown = throw(people, seed)
            services.draft_report(branch=people.branch, year=YEAR, by=people.secretary, on=thrown.on)
            report = AnnualReport.objects.with_tree().get(branch=people.branch, year=YEAR)
            book = FactBook(people.branch, YEAR, report.as_of(thrown.on))
            doubted |= {
                (seed, one.text): one.checked.reason
                for one in ReportClaims(report, book, afresh=True)
                if one.checked.state not in SETTLED
            }
            transaction.set_rollback(True)
    assert doubted == {}
