"""Older reports as they are written: headings of every kind, triples, leads, bullets, Markdown, tables, broken lines."""

import json
import os
import random
import re
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from django.core.management import call_command

from core.refusals import Refused
from documents.reading.word import open_word
from reports.importing.parse import parse_report

from .expected import differences, plain

CASES = sorted(
    path for path in (Path(__file__).parent / "cases").iterdir() if path.suffix in (".docx", ".txt")
)
TITLE = "蓝桥项目党支部2025年度工作报告"


def texts_of(data: bytes, name: str) -> list[str]:
    if name.endswith(".txt"):
        return [line for line in data.decode().splitlines() if line.strip()]
    body = open_word(data)
    texts = [one.text for one in body.paragraphs]
    texts += [cell.text for table in body.tables for row in table.rows for cell in row.cells]
    return [text for text in texts if text.strip()]


def read(*lines: str) -> dict:
    """What a text with these lines is read as."""
    return parse_report("\n".join(lines).encode(), "报告.txt").as_json()


def items(told: dict, kind: str) -> list:
    return [
        (item["text"], item["points"]) if item["points"] else item["text"]
        for section in told["sections"]
        if section["kind"] == kind
        for item in section["items"]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_gives_the_values_expected(path, cast):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())["expected"]
    out = StringIO()
    call_command(
        "import_report",
        str(path),
        "--branch",
        cast.branch.code,
        "--year",
        "2025",
        "--dry-run",
        "--json",
        stdout=out,
    )
    assert differences(json.loads(out.getvalue()), expected, texts_of(path.read_bytes(), path.name)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_is_saved_with_every_word_and_its_records(path, cast):
    from rectification.problems.models import Cause, Measure, Problem
    from reports.report.models import AnnualReport

    call_command(
        "import_report", str(path), "--branch", cast.branch.code, "--year", "2025", stdout=StringIO()
    )
    report = AnnualReport.objects.get(year=2025)
    stored = "".join(section.heading for section in report.sections.all())
    stored += "".join(
        sentence.text
        for section in report.sections.all()
        for paragraph in section.paragraphs.all()
        for sentence in paragraph.sentences.all()
    )
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())["expected"]
    for kind, model in (("problems", Problem), ("causes", Cause), ("measures", Measure)):
        want = expected.get(kind, [])
        assert model.objects.filter(branch=cast.branch, year=2025).count() >= len(want)
        for item in want:
            for part in item if isinstance(item, list) else [item]:
                assert plain(part) in plain(stored), part


HEADINGS = {
    "work": "重点任务完成情况 一年来主要做法 过去一年工作回顾 工作开展情况和成效",
    "findings": "征求到的意见建议 收集到的意见 听取的意见和建议",
    "problems": "面临的困难和挑战 存在的短板弱项 当前存在的难点堵点 工作中的不足",
    "causes": "党性分析 原因剖析 深层次根源分析",
    "measures": "对策建议 下一步打算 今后努力方向 2026年重点任务 改进举措",
}


@pytest.mark.parametrize(
    ("kind", "heading"), [(kind, one) for kind, words in HEADINGS.items() for one in words.split()]
)
def test_headings_by_meaning(kind, heading):
    told = read(TITLE, "一、一年来工作", "1.抓学习。", f"二、{heading}", "1.某一件事。")
    assert "某一件事。" in items(told, kind)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_headings_that_are_the_areas_of_work_themselves(count):
    areas = ["学习抓得更勤", "队伍带得更齐", "阵地守得更牢", "作风改得更实"][:count]
    lines = [TITLE, "2025年，支部主要做了以下工作。"]
    for number, area in zip("一二三四", areas, strict=False):
        lines += [f"{number}、{area}", f"{area}，一是有学；二是有练。"]
    rest = "一二三四五六"[count:]
    lines += [f"{rest[0]}、存在的不足", "1.宣讲偏少。", f"{rest[1]}、2026年打算", "1.多讲多练。"]
    told = read(*lines)
    work = items(told, "work")
    assert len(work) == count
    assert all(area in plain(one) for area, one in zip(areas, work, strict=True))
    assert items(told, "problems") == ["宣讲偏少。"]
    assert items(told, "measures") == ["多讲多练。"]


@pytest.mark.parametrize(
    ("labels", "aspects"),
    [
        (("存在问题：", "原因分析：", "整改措施："), ("（一）学习方面", "（二）作风方面", "（三）纪律方面")),
        (("问题表现：", "原因：", "措施："), ("1.学习方面", "2.作风方面", "3.纪律方面")),
        (("主要问题：", "产生原因：", "努力方向："), ("（一）政治上", "（二）组织上", "（三）作风上")),
        (("不足：", "根源：", "改进措施："), ("一是学习不够", "二是走访不够", "三是检查不够")),
    ],
)
def test_problem_cause_and_measure_under_each_aspect(labels, aspects):
    lines = ["蓝桥项目党支部2025年度对照检查材料", "一、存在的问题、原因分析和整改措施"]
    for number, aspect in enumerate(aspects, start=1):
        lines += [
            aspect,
            *(f"{label}第{number}件{place}。" for place, label in zip("甲乙丙", labels, strict=True)),
        ]
    told = read(*lines)
    assert [plain(one)[-5:] for one in items(told, "problems")] == ["第1件甲。", "第2件甲。", "第3件甲。"]
    assert items(told, "causes") == ["第1件乙。", "第2件乙。", "第3件乙。"]
    assert items(told, "measures") == ["第1件丙。", "第2件丙。", "第3件丙。"]
    assert sum(line["became"].startswith("努力方向和措施：第") for line in told["lines"]) == 3


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            "在学习方面，存在浅尝辄止的问题。一是读得少；二是议得浅。",
            "在服务方面，存在坐等上门的问题。一是走得少；二是问得少。",
        ),
        ("政治学习方面：深度不够。一是零散；二是浮浅。", "联系群众方面：主动不够。一是等；二是靠。"),
        (
            "学习上，抓得不紧。一是缺课；二是缺考。",
            "作风上，改得不实。一是拖；二是推。",
            "纪律上，守得不严。一是散；二是慢。",
        ),
    ],
)
def test_parallel_paragraphs_each_with_its_own_points(paragraphs):
    told = read(TITLE, "一、查摆的问题", *paragraphs, "二、整改方向", "1.多学。")
    found = items(told, "findings")
    assert [len(points) for _, points in found] == [2] * len(paragraphs)
    assert [plain(text + "".join(points)) for text, points in found] == [
        plain(one.replace("一是", "").replace("二是", "")) for one in paragraphs
    ]


def test_one_aspect_among_running_text_opens_nothing():
    told = read(
        TITLE,
        "一、存在问题",
        "总的看是好的。",
        "在学习方面，还有差距。",
        "我们要正视它。",
        "二、整改措施",
        "1.多学。",
    )
    assert items(told, "problems") == []
    assert "还有差距" in told["sections"][0]["intro"]


@pytest.mark.parametrize(
    "mark", ["●", "★", "◆", "■", "▲", "➢", "•", "·", "- ", "* ", "\uf0b7", "\uf0d8 ", "※", "□"]
)
def test_bullets_instead_of_numbers(mark):
    told = read(TITLE, "一、存在问题", f"{mark}宣讲少。", f"{mark}走访少。", "二、整改措施", f"{mark}多讲。")
    assert items(told, "problems") == ["宣讲少。", "走访少。"]
    assert items(told, "measures") == ["多讲。"]


@pytest.mark.parametrize(
    "line", ["————————", "-5度时停工。", "*注：略", "●", "- "], ids=["rule", "minus", "note", "alone", "dash"]
)
def test_what_only_looks_like_a_bullet_loses_nothing(line):
    told = read(TITLE, "一、存在问题", "1.宣讲少。", line, "二、整改措施", "1.多讲。")
    assert items(told, "problems")[0].startswith("宣讲少。")
    assert plain(line) in [plain(one["text"]) for one in told["lines"]]


def test_markdown_marks_are_no_words():
    told = read(
        "# 蓝桥项目党支部2025年度工作报告", "", "---", "## 一、一年来工作", "1. **抓学习**：`十八次`。", "2. __抓队伍__：三名。",
        "### 二、存在问题", "* 宣讲少。", "* 走访少。", "> 引用一句。",
    )  # fmt: skip
    assert told["title"] == TITLE
    assert items(told, "work") == ["抓学习：十八次。", "抓队伍：三名。"]
    assert [one.partition("\n")[0] for one in items(told, "problems")] == ["宣讲少。", "走访少。"]
    assert not any(mark in one["heading"] for one in told["sections"] for mark in "#*")
    assert {"number": "2", "text": "---", "became": "没有导入：分隔线"} in told["lines"]


@pytest.mark.parametrize("width", [18, 24, 30, 36])
def test_lines_broken_at_any_width_are_joined(width):
    texts = [
        "学习安排不够细，部分党员轮换夜班以后没有跟上补学安排，台账登记也不齐全，需要逐人核对。",
        "走访不够勤，联系一线班组只在检查的时候去，平时了解情况主要靠电话，听到的意见不多。",
    ]
    lines = [TITLE, "一、存在问题"]
    for number, text in enumerate(texts, start=1):
        whole = f"（{'一二'[number - 1]}）{text}"
        lines += [whole[at : at + width] for at in range(0, len(whole), width)]
    told = read(*lines, "二、整改措施", "（一）多去。")
    assert items(told, "problems") == texts
    assert [one["text"] for one in told["lines"]] == [*lines, "二、整改措施", "（一）多去。"]


def test_a_section_as_a_table():
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("一、上年度整改情况")
    table = document.add_table(rows=0, cols=4)
    for row in (
        ("序号", "存在问题", "整改措施", "完成情况"),
        ("1", "补学不全", "每月补学", "已完成"),
        ("2", "走访少", "每周走访", "长期坚持"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("二、一年来工作")
    document.add_paragraph("1.抓学习。")
    target = BytesIO()
    document.save(target)
    told = parse_report(target.getvalue(), "报告.docx").as_json()
    assert [plain(one) for one in items(told, "last_year")] == [
        "补学不全每月补学已完成",
        "走访少每周走访长期坚持",
    ]
    assert any("2 行各成一条" in one for one in told["warnings"])


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RIBBON = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
BODY_RELS = "word/_rels/document.xml.rels"
DANGLING = {
    "ribbon": ("_rels/.rels", RIBBON, "userCustomization/customUI.xml"),
    "picture": (BODY_RELS, f"{OFFICE}image", "NULL"),
    "absolute": (BODY_RELS, f"{OFFICE}theme", "/word/theme/theme9.xml"),
    "header": (BODY_RELS, f"{OFFICE}header", "header7.xml"),
    "custom": ("_rels/.rels", f"{OFFICE}custom-properties", "docProps/custom.xml"),
}


@pytest.mark.parametrize("name", DANGLING)
def test_a_package_with_a_relationship_to_nothing_is_read(name):
    part, kind, target = DANGLING[name]
    document = docx.Document()
    for text in (TITLE, "一、一年来工作", "1.抓学习。", "二、存在问题", "1.宣讲少。"):
        document.add_paragraph(text)
    whole, made = BytesIO(), BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w") as result:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == part:
                extra = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"/></Relationships>'
                content = content.replace(b"</Relationships>", extra.encode())
            result.writestr(entry, content)
    told = parse_report(made.getvalue(), "报告.docx").as_json()
    assert (items(told, "work"), items(told, "problems")) == (["抓学习。"], ["宣讲少。"])


def test_a_package_without_its_text_is_still_refused():
    document, whole, made = docx.Document(), BytesIO(), BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w") as result:
        for entry in source.namelist():
            if entry != "word/document.xml":
                result.writestr(entry, source.read(entry))
    with pytest.raises(Refused, match="没有可读的正文"):
        parse_report(made.getvalue(), "报告.docx")


SCRAPS = [
    "一、一年来工作", "二、存在问题", "三、原因分析", "四、努力方向", "重点任务完成情况", "1.抓学习。", "2、抓队伍。", "（一）阵地。",
    "一是浅；二是松。", "●宣讲少。", "- 走访少。", "在学习方面，读得少。", "存在问题：台账慢。", "原因分析：人手少。", "整改措施：每月核对。",
    "**加粗**的话。", "## 小结", "同志们：", "以上报告，请审议。", "蓝桥项目党支部", "2025年12月31日", "第 3 页", "没有标点的一行", "———",
]  # fmt: skip


WORK = "今年以来，支部认真落实三会一课，召开党员大会4次；成立突击队，攻克涌水难题。"
RUNNING = {
    "problems": "但也存在一些问题：一是学习形式单一；二是制度落实不经常。",
    "causes": "究其原因，思想重视不够，工作抓得不实。",
    "measures": "下一步，支部将丰富学习形式，把制度落到日常。",
}


@pytest.mark.parametrize("head", [[], ["一、工作情况"]])
@pytest.mark.parametrize("separator", ["", "\n"])
def test_one_unbroken_text_is_told_apart_by_its_sentences(separator, head):
    told = read(TITLE, *head, *separator.join([WORK, *RUNNING.values()]).split("\n"))
    assert told["title"] == TITLE
    whole = {
        one["kind"]: one["intro"] + "".join(item["text"] for item in one["items"]) for one in told["sections"]
    }
    assert list(whole) == ["work", "problems", "causes", "measures"]
    assert whole["work"].endswith(WORK)
    assert items(told, "problems") == ["学习形式单一；", "制度落实不经常。"]
    assert (whole["causes"], whole["measures"]) == (RUNNING["causes"], RUNNING["measures"])
    assert any("没有标题" in one for one in told["warnings"])
    assert all(line["became"] for line in told["lines"])


def test_sentences_about_plans_do_not_part_a_report_that_has_its_headings():
    told = read(TITLE, "一、一年来工作", "1.抓学习。下一步，各小组分头落实。", "二、存在问题", "1.学得少。")
    assert items(told, "work") == ["抓学习。下一步，各小组分头落实。"]


@pytest.mark.parametrize("first", ["（一）", "1."])
def test_two_sections_in_one_heading_are_parted_where_the_second_begins(first):
    second, third = {"（一）": ("（二）", "（三）"), "1.": ("2.", "3.")}[first]
    told = read(
        TITLE,
        "一、2025年主要工作及存在的问题",
        f"{first}抓理论武装",
        "集中学习12次。",
        f"{second}抓组织建设",
        "按期换届。",
        f"{third}存在的主要问题",
        "①学习不深。②走访不多。",
        "二、下一步措施",
        "1.每月研讨。",
    )
    assert items(told, "problems") == ["学习不深。", "走访不多。"]
    assert len(items(told, "work")) == 2
    assert not any("合写" in one for one in told["warnings"])


@pytest.mark.parametrize(("cause", "measure"), [("根源：", "整改措施："), ("原因分析：", "改进措施：")])
def test_problem_cause_and_measure_in_one_breath(cause, measure):
    told = read(
        TITLE,
        "一、检视问题",
        f"第一，学习抓得不紧。表现为：参加率不高。{cause}认识不到位。{measure}严格考勤。",
        f"第二，服务群众不够。{cause}观念淡薄。{measure}每月走访。",
    )
    assert items(told, "findings") == ["学习抓得不紧。表现为：参加率不高。", "服务群众不够。"]
    assert items(told, "causes") == ["认识不到位。", "观念淡薄。"]
    assert items(told, "measures") == ["严格考勤。", "每月走访。"]


def test_areas_of_work_stand_behind_the_first_sections_too():
    told = read(
        TITLE,
        "一、上年度整改情况",
        "1.已完成。",
        "二、政治建设方面",
        "学习12次。",
        "三、廉政建设方面",
        "谈话4次。",
        "四、存在问题",
        "1.走访少。",
    )
    assert items(told, "work") == ["政治建设方面\n学习12次。", "廉政建设方面\n谈话4次。"]
    assert [one["kind"] for one in told["sections"]] == ["last_year", "work", "problems"]


@pytest.mark.parametrize(
    "title",
    [
        "2026年党支部工作计划",
        "关于召开2025年度组织生活会的通知",
        "2025年度组织生活会方案",
        "如何写好党支部年度工作报告",
        "党支部工作报告模板",
        "党支部工作报告写作要求",
        "党支部工作制度（试行）",
    ],
)
def test_what_calls_itself_something_else_is_refused(title):
    lines = [
        title,
        "一、主要任务",
        "1.抓学习。",
        "二、存在问题",
        "1.走访少。",
        "三、保障措施",
        "1.加强领导。",
    ]
    with pytest.raises(Refused, match="不像年度报告"):
        read(*lines)
    assert read("2025年度党支部工作总结及2026年工作计划", *lines[1:])["sections"]


@pytest.mark.parametrize("block", range(4))
def test_every_line_is_accounted_for_in_random_reports(block):
    read_whole = 0
    for seed in range(block * 1000, block * 1000 + int(os.environ.get("REPORTS_MADE", "125"))):
        rng = random.Random(seed)
        lines = [TITLE, "一、一年来工作", *(rng.choice(SCRAPS) for _ in range(rng.randint(3, 20)))]
        try:
            told = read(*lines)
        except Refused:
            continue
        read_whole += 1
        assert [one["text"] for one in told["lines"]] == lines, seed
        assert all(one["became"] for one in told["lines"]), seed
        lost = [one for one in told["lines"] if one["became"] == "没有导入：不是报告的文字"]
        assert not lost, (seed, lost)
        in_items = plain("".join(str(items(told, kind)) for kind in HEADINGS))
        for one in told["lines"]:
            words = re.sub(r"^(?:#+|[●-]|[\d一二三四][.、]|\(一\))|\*\*", "", plain(one["text"]))
            if "第 " in one["became"] and ":" not in words and ";" not in words:
                assert words in in_items, (seed, one)
    assert read_whole > 10
