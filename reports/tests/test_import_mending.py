"""Paragraphs of an older report mended by a person: parted, joined, left out, or said to be something; every line told."""

import random

import pytest

from core.refusals import Refused
from documents.reading.mending import DROP, JOIN, Mended
from documents.tests.wordfiles import numbered_list, put, saved, written
from reports.importing.mending import HEADING, ITEM, KINDS, POINT, TEXT, heading_key
from reports.importing.parse import parse_report
from reports.importing.schema import ParsedReport, SectionKind, rows_became
from reports.tests.old_reports import MADE_UP, sample

LINES = MADE_UP.splitlines()


def read(mending=None, learned=None, text: str = MADE_UP) -> ParsedReport:
    return parse_report(text.encode(), "旧报告.txt", mending, learned)


def row_of(beginning: str) -> int:
    return next(row for row, line in enumerate(LINES) if line.startswith(beginning))


def items(report: ParsedReport, kind: SectionKind) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.text, item.points) for one in report.sections if one.kind is kind for item in one.items]


def test_without_mending_each_paragraph_is_told():
    report = read()
    assert list(report.source_paragraphs) == LINES
    became = rows_became(report)
    assert set(became) == set(range(len(LINES)))
    assert became[0] == "标题"
    assert became[4] == "上年度整改情况：第 1 条"


def test_a_line_left_out_is_told_so():
    row = row_of("3、") if any(line.startswith("3、") for line in LINES) else row_of("2、守好汛期")
    report = read({row: Mended(kind=DROP)})
    assert len(items(report, SectionKind.WORK)) == 1
    assert rows_became(report)[row] == "没有导入：由您略去"


def test_a_line_parted_in_two_makes_an_item_of_each():
    row = row_of("分析原因有以下两点")
    parted = "分析原因有以下两点。\n一是责任压得不实。分工写在纸上。\n二是办法不多。\n三是人手不够。"
    report = read({row: Mended(parted)})
    assert [text for text, _ in items(report, SectionKind.CAUSES)] == [
        "责任压得不实。分工写在纸上。",
        "办法不多。",
        "人手不够。",
    ]


def test_numbers_computed_by_word_come_back_with_the_words_once():
    document = written("主要问题")
    number = numbered_list(document, ("decimal", "%1、"))
    for text in ("学习不深。", "联系不多。", "检查不细。"):
        put(document, text, number)
    data = saved(document)
    plain = parse_report(data, "报告.docx")
    shown = dict(enumerate(plain.source_paragraphs))
    assert shown[1] == "1、学习不深。"
    sent = {row: Mended(text) for row, text in shown.items()}
    assert parse_report(data, "报告.docx", sent).sections == plain.sections
    changed = parse_report(data, "报告.docx", sent | {2: Mended("2、联系群众不多。")})
    told = [("学习不深。", ()), ("联系群众不多。", ()), ("检查不细。", ())]
    assert items(changed, SectionKind.PROBLEMS) == told
    joined = parse_report(data, "报告.docx", sent | {2: Mended(shown[2], JOIN)})
    assert items(joined, SectionKind.PROBLEMS) == [("学习不深。联系不多。", ()), ("检查不细。", ())]


def test_a_line_joined_to_the_one_before():
    text = "某某党支部2021年度工作报告\n一、一年来工作\n1、甲做了\n很多事。\n2、乙。\n二、原因分析\n1、丁。\n2、戊。\n"
    report = read({3: Mended(kind=JOIN)}, text=text)
    assert items(report, SectionKind.WORK) == [("甲做了很多事。", ()), ("乙。", ())]
    assert rows_became(report)[2] == "一年来工作：第 1 条"


def test_a_heading_said_and_a_heading_denied():
    row = row_of("五、产生问题")
    report = read({row: Mended(kind=HEADING + SectionKind.MEASURES.value)})
    assert [one.kind for one in report.sections].count(SectionKind.MEASURES) == 2
    denied = read({row: Mended(kind=TEXT)})
    assert len(denied.sections) == 5
    assert all(one.heading != "产生问题的原因分析" for one in denied.sections)
    said = read({row_of("一年来，主要做了"): Mended("工作概况", HEADING + SectionKind.WORK.value)})
    assert [one.heading for one in said.sections if one.kind is SectionKind.WORK][-1] == "工作概况"


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("", [("甲。", ()), ("乙。", ())]),
        (ITEM, [("甲。", ()), ("乙。", ()), ("丙没有编号。", ())]),
        (POINT, [("甲。", ()), ("乙。", ("丙没有编号。",))]),
        (TEXT, [("甲。", ()), ("乙。\n丙没有编号。", ())]),
    ],
)
def test_what_an_unnumbered_line_is(kind, found):
    text = "某某党支部2021年度工作报告\n一、一年来工作\n1、甲。\n2、乙。\n丙没有编号。\n二、原因分析\n1、丁。\n2、戊。\n"
    report = read({4: Mended(kind=kind)}, text=text)
    told = items(report, SectionKind.WORK)
    assert told == found or (kind == "" and told == [("甲。", ()), ("乙。\n丙没有编号。", ())])


def test_a_numbered_line_that_is_none():
    text = "某某党支部2021年度工作报告\n一、一年来工作\n1、甲。\n2、乙。\n3、丙。\n二、原因分析\n1、丁。\n2、戊。\n"
    report = read({3: Mended(kind=TEXT)}, text=text)
    assert items(report, SectionKind.WORK) == [("甲。\n2、乙。", ()), ("丙。", ())]


def test_what_the_branch_said_of_a_heading_holds_in_the_next_file():
    text = MADE_UP.replace("五、产生问题的原因分析", "五、 病灶在哪里：")
    assert SectionKind.CAUSES not in [one.kind for one in read(text=text).sections]
    learned = {heading_key("三、病灶在哪里"): "causes"}
    assert SectionKind.CAUSES in [one.kind for one in read(text=text, learned=learned).sections]


@pytest.mark.parametrize("seed", range(40))
def test_no_line_is_lost_whatever_is_said_of_it(seed):
    """Over random mending: each paragraph is told, and each word of those not left out stands in the report."""
    rng = random.Random(seed)
    data, name = (sample(), "长报告.txt") if seed % 2 else (MADE_UP.encode(), "旧报告.txt")
    texts = parse_report(data, name).source_paragraphs
    kinds = [kind for kind in (*KINDS, JOIN, DROP, "") if not kind.startswith(HEADING)]
    mending = {}
    for row in rng.sample(range(4, len(texts)), 6):
        text = texts[row]
        at = rng.randint(0, len(text))
        parted = rng.choice([None, text[:at] + "\n" + text[at:]])
        mending[row] = Mended(parted, rng.choice(kinds))
    try:
        report = parse_report(data, name, mending)
    except Refused:
        assert seed == 10  # its last heading was taken away
        return
    became = rows_became(report)
    assert set(became) == set(range(len(texts)))
    told = "".join("".join(one.typed.split()) for one in report.paragraphs)
    for row, text in enumerate(texts):
        if mending.get(row, Mended()).kind != DROP:
            assert "".join(text.split()) in told or row in mending
    pieces = "".join(
        "".join((piece.number + piece.text).split())
        for section in report.sections
        for one in section.paragraphs
        for piece in one.pieces
    )
    for row, one in mending.items():
        words = "".join(texts[row].split())
        if (
            one.kind in {ITEM, POINT, TEXT}
            and one.text is None
            and became[row].startswith(("一年来", "原因", "主要"))
        ):
            assert words in pieces
