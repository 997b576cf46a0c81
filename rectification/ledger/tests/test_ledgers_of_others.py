"""Ledgers as others keep them: their headings, time limits, people and states; no cell is lost, nothing is filled in."""

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from branch.reading_answers.models import ReadingAnswer
from core.due import read_due
from core.refusals import Refused
from core.testing import make_member, page
from rectification.items.models import RectificationItem
from rectification.ledger.columns import LABELS
from rectification.ledger.headings import column_meant
from rectification.ledger.reading import read_file
from rectification.ledger.services import plan_ledger
from rectification.people import is_body, people_in

from .expected import differences

CASES = sorted((Path(__file__).parent / "cases").glob("*.xlsx"))
ROLL = "林松涛 何婉 周立群 陈喆 孟堃 罗志远 方玥 马䶮 郑长河 解春雷 仇敏".split()


@pytest.fixture
def roll(cast):
    for name in ROLL:
        make_member(cast.branch, name)
    return cast


def table(*rows, title: str = "", more: dict[str, list] | None = None) -> bytes:
    """A workbook with these rows on its first sheet, and further sheets by name."""
    workbook = openpyxl.Workbook()
    sheets = {"台账": rows, **(more or {})}
    workbook.remove(workbook.active)
    for name, lines in sheets.items():
        sheet = workbook.create_sheet(name)
        if title and name == "台账":
            sheet.append([title])
        for line in lines:
            sheet.append(list(line))
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def read(data: bytes, name: str = "台账.xlsx", **known):
    return read_file(data, name, default_year=2026, **known)


def run(path: Path, code: str, capsys, **options) -> dict:
    capsys.readouterr()
    call_command("import_ledger", str(path), branch=code, as_json=True, year=2026, **options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_gives_the_values_expected(path, roll, capsys):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())["expected"]
    texts = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    found = run(path, roll.branch.code, capsys, dry_run=True)
    assert differences(found, expected, texts) == []
    assert not RectificationItem.objects.exists()


DAYS = {
    "2026年6月底前": "2026-06-30",
    "6月底前": "2026-06-30",
    "第三季度": "2026-09-30",
    "2027年一季度": "2027-03-31",
    "上半年": "2026-06-30",
    "年底前": "2026-12-31",
    "2026年12月": "2026-12-31",
    "5月中旬": "2026-05-20",
    "2026.6.30": "2026-06-30",
    "2026/6/30前": "2026-06-30",
    "6月30日前完成": "2026-06-30",
    "2026 年 6 月 30 日": "2026-06-30",
    "2026年3月—6月": "2026-06-30",
    "2026-03-01至2026-06-30": "2026-06-30",
    "46203": "2026-06-30",
    46203.0: "2026-06-30",
    "明年3月底": "2027-03-31",
    "十月底": "2026-10-31",
    "２０２６年６月３０日": "2026-06-30",
}


@pytest.mark.parametrize(("cell", "day"), DAYS.items())
def test_a_time_limit_that_names_a_day(cell, day):
    assert read_due(cell, "时限", year=2026).on == date.fromisoformat(day)


@pytest.mark.parametrize(
    "cell", ["长期坚持", "持续推进", "每月25日前", "常态化开展", "每季度一次", "立行立改"]
)
def test_a_time_limit_in_words_names_none_and_is_kept(cell):
    due = read_due(cell, "时限", year=2026)
    assert (due.on, due.words) == (None, cell)
    assert due.at_once == (cell == "立行立改")


@pytest.mark.parametrize(
    "cell",
    [
        "尽快",
        "²",
        "9" * 5000,
        "6月前",
        "接到通知后30天内",
        "已完成",
        "2026年2月30日",
        "7月1日、9月1日",
        "2026年度",
    ],
)
def test_a_time_limit_that_may_mean_anything_is_asked(cell):
    with pytest.raises(Refused, match="时限"):
        read_due(cell, "时限", year=2026)


HEADINGS = {
    "存在问题（具体表现）": "具体问题 查摆问题 存在的问题 突出问题 问题表现 查摆出的问题 存在的不足",
    "措施": "整改措施 整改举措 具体措施 下一步措施 改进措施 整改任务",
    "责任人": "责任人员 整改责任人 责任单位 承办人 责任部门",
    "责任领导": "牵头领导 分管领导 包抓领导",
    "时限": "整改期限 完成时限 计划完成时间 时间节点 整改时间",
    "完成情况": "整改情况 整改完成情况 落实情况 整改成效",
    "进展": "整改进展 工作进展情况 整改进度",
    "佐证": "佐证材料 支撑材料 印证材料",
    "来源": "问题来源 提出方式",
    "原因": "产生原因 原因分析 原因剖析 问题根源",
    "": "联系电话 类别 是否销号 是否完成 领导 得分 问题类别",
}


@pytest.mark.parametrize(("label", "headings"), HEADINGS.items())
def test_headings_in_use_and_those_that_mean_none_of_ours(label, headings):
    assert {heading: column_meant(heading) for heading in headings.split()} == dict.fromkeys(
        headings.split(), label
    )
    assert column_meant(" ".join(headings.split()[0]) + "（必填）：") == label


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("何婉、罗志远", ("何婉", "罗志远")),
        ("何婉 罗志远", ("何婉", "罗志远")),
        ("何 婉", ("何婉",)),
        ("何婉/罗志远；陈喆", ("何婉", "罗志远", "陈喆")),
        ("何婉和罗志远", ("何婉", "罗志远")),
        ("何婉（牵头）\n罗志远", ("何婉", "罗志远")),
        ("支委会", ("支委会",)),
        ("何婉等同志", ("何婉",)),
        ("", ()),
    ],
)
def test_people_however_they_are_separated(cell, people):
    assert people_in(cell) == people


def test_bodies_and_people_are_told_apart():
    assert all(map(is_body, "支委会 党支部 全体党员 各党小组 施工党小组 综合部 支部书记 组织委员".split()))
    assert not any(map(is_body, "何婉 林松涛 马䶮 陈部长春".split()))


def test_people_are_found_in_the_register_or_asked(roll):
    rows = ("何婉、罗志远", "支委会、何婉", "林松涛书记", "张三", "支部书记", "何婉、李四")
    data = table(
        ["存在问题", "整改措施", "责任人"], *(["问题", f"措施{i}", who] for i, who in enumerate(rows))
    )
    planned = plan_ledger(branch=roll.branch, rows=read(data).rows)
    assert [row.row.responsible for row in planned] == [
        ("何婉", "罗志远"),
        ("何婉", "支委会"),
        ("林松涛",),
        (),
        ("支部书记",),
        ("何婉",),
    ]
    assert ["张三" in row.note for row in planned] == [False, False, False, True, False, False]
    assert "李四" in planned[5].note


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("已完成", "REVIEW"), ("已整改到位", "REVIEW"), ("整改完成", "REVIEW"), ("完成", "REVIEW"), ("待复核", "REVIEW"),
        ("推进中", "ACTIVE"), ("正在整改", "ACTIVE"), ("部分完成", "ACTIVE"), ("已销号", "CLOSED"), ("未启动", "PENDING"),
        ("长期坚持", "LONG_TERM"), ("持续整改", "LONG_TERM"), ("基本完成", ""), ("√", ""), ("差不多", ""),
    ],
)  # fmt: skip
def test_states_in_words(word, state):
    (row,) = read(table(["存在问题", "整改措施", "状态"], ["问题", "措施", word])).rows
    assert row.row.state == state
    assert (word in row.error) == (not state)


def test_what_stands_around_the_table_and_on_other_sheets_is_accounted_for():
    data = table(
        ["填报单位：试验支部", "", "2026年"],
        ["序号", "存在问题", "整改措施", "类别", ""],
        ["一、学习方面"],
        [1, "学得少", "每周学", "甲", ""],
        [2, "记得少", "查笔记", "", "没有列名的字"],
        ["填表人：某某", "", "审核人：某某"],
        title="整改台账",
        more={
            "封面": [["整改台账"], ["试验支部"]],
            "二季度": [["存在问题", "整改措施"], ["走访少", "多走访"]],
        },
    )
    found = read(data)
    assert [(row.number, row.row.problem) for row in found.rows] == [
        ("台账!5", "学得少"),
        ("台账!6", "记得少"),
        ("二季度!2", "走访少"),
    ]
    assert dict(found.rows[0].row.extra) == {"类别": "甲", "小标题": "一、学习方面"}
    became = {line.text: line.became for line in found.lines()}
    for text in ("填报单位：试验支部", "填表人：某某", "没有列名的字", "试验支部"):
        assert became[text].startswith("没有导入"), text
    filled = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    ]
    assert sorted(line.text for line in found.lines()) == sorted(filled)
    assert all(line.became for line in found.lines())
    assert any("封面" in notice for notice in found.notices)
    assert any("没有列名的字" in notice for notice in found.notices)


def test_a_header_of_two_rows():
    workbook = openpyxl.load_workbook(
        BytesIO(
            table(
                ["序号", "存在问题", "整改措施", "责任", "", "时限"],
                ["", "", "", "责任领导", "责任人", ""],
                [1, "学得少", "每周学", "林松涛", "何婉", "长期坚持"],
            )
        )
    )
    sheet = workbook.active
    sheet.merge_cells("D1:E1")
    for column in "ABCF":
        sheet.merge_cells(f"{column}1:{column}2")
    buffer = BytesIO()
    workbook.save(buffer)
    (row,) = read(buffer.getvalue()).rows
    assert (row.row.leader, row.row.responsible, row.row.due_words) == ("林松涛", ("何婉",), "长期坚持")


def test_spans_of_a_header_tell_what_is_below_them():
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["对照方面", "存在问题", "", "整改措施", "", "责任", "", "整改时限", "是否完成"],
        ["", "问题", "具体表现", "立行立改", "长效机制", "责任领导", "责任部门/责任人", ""],
        [
            "作风建设",
            "走访少",
            "1.只走访2次\n2.没有台账",
            "走访班组",
            "建立制度",
            "林松涛",
            "罗志远",
            "2026/4/30",
            "否",
        ],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:H2", "I1:I2"):
        sheet.merge_cells(area)
    buffer = BytesIO()
    made.save(buffer)
    (found,) = read(buffer.getvalue()).rows
    row = found.row
    assert (row.framework, row.problem, row.points) == ("作风建设", "走访少", ("只走访2次", "没有台账"))
    assert (row.content, row.leader, row.responsible) == ("走访班组\n建立制度", "林松涛", ("罗志远",))
    assert (row.due_on, dict(row.extra)) == (date(2026, 4, 30), {"是否完成": "否"})


@pytest.mark.parametrize(
    ("cell", "causes"),
    [
        ("1.重视不够\n2.时间紧", ("重视不够", "时间紧")),
        ("（1）重视不够\n（2）时间紧", ("重视不够", "时间紧")),
        ("1.重视不够\n3.时间紧", ("1.重视不够", "3.时间紧")),
        ("2025年重视不够", ("2025年重视不够",)),
    ],
)
def test_numbers_before_causes_only_count_them(cell, causes):
    (found,) = read(table(["存在问题", "原因", "整改措施"], ["问题", cell, "措施"])).rows
    assert found.row.causes == causes


def test_progress_without_a_day_is_kept_as_what_came_of_it():
    (row,) = read(
        table(["存在问题", "整改措施", "进展"], ["问题", "措施", "学了三次\n2026年5月1日 又学一次"])
    ).rows
    assert (row.row.result, row.row.progress) == ("学了三次", ((date(2026, 5, 1), "又学一次"),))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_in_any_encoding(encoding):
    text = "序号,存在问题,整改措施,责任人\n1,学得少,每周学,何婉\n"
    (row,) = read(text.encode(encoding), "台账.csv").rows
    assert (row.row.problem, row.row.content, row.row.responsible) == ("学得少", "每周学", ("何婉",))


def test_nothing_unsaid_is_filled_in():
    (row,) = read(table(["存在问题", "整改措施"], ["问题", "措施"])).rows
    assert (row.row.mode, row.row.state, row.row.due_on, row.row.responsible) == ("", "", None, ())


def test_the_command_saves_only_where_nothing_is_to_be_asked(roll, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(table(["存在问题", "整改措施", "时限"], ["问题", "措施", "尽快"]))
    with pytest.raises(CommandError, match="尽快"):
        call_command("import_ledger", str(path), branch=roll.branch.code)
    assert not RectificationItem.objects.exists()
    path.write_bytes(
        table(
            ["存在问题", "整改措施", "责任人", "时限", "电话"],
            ["问题", "措施", "何婉、支委会", "长期坚持", 6001],
        )
    )
    call_command("import_ledger", str(path), branch=roll.branch.code)
    item = RectificationItem.objects.get()
    assert (str(item.responsible), item.others, item.due_words, item.more_columns) == (
        "何婉",
        "支委会",
        "长期坚持",
        {"电话": "6001"},
    )
    with pytest.raises(CommandError, match="没有代码"):
        call_command("import_ledger", str(path), branch="nowhere")
    with pytest.raises(CommandError, match="打不开"):
        call_command("import_ledger", str(tmp_path / "没有.xlsx"), branch=roll.branch.code)


def test_a_row_is_put_right_on_the_page_and_an_answer_is_kept_for_the_next_file(roll, client_of):
    client, url = client_of(roll.secretary, year=2026), reverse("rectification:ledger_import")
    header = ["存在问题", "整改措施", "责任人", "时限", "抓手"]
    data = table(
        header, ["好的", "甲措施", "何婉", "长期坚持", "甲"], ["坏的", "乙措施", "张三", "尽快", "乙"]
    )
    shown = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", data)})
    form = shown.context["form"]
    sent = {name: form[name].value() for name in ("pointer", "form_token")}
    asked = {cell["label"]: cell for row in shown.context["rows"] for cell in row["asked"]}
    assert {label: cell["value"] for label, cell in asked.items()} == {"责任人": "张三", "时限": "尽快"}
    # Without mending nothing is saved, and what was typed stays.
    again = client.post(url, sent | {asked["责任人"]["name"]: "李四", asked["时限"]["name"]: "2026年9月底"})
    assert not RectificationItem.objects.exists()
    assert "李四" in again.content.decode()
    form = again.context["form"]
    sent = {name: form[name].value() for name in ("pointer", "form_token")}
    done = client.post(
        url, sent | {asked["责任人"]["name"]: "罗志远、施工党小组", "heading-0": "目标"}, follow=True
    )
    assert "已导入 2 项" in page(done).messages
    bad = RectificationItem.objects.get(content="乙措施")
    assert (str(bad.responsible), bad.others, bad.due_on, bad.goal) == (
        "罗志远",
        "施工党小组",
        date(2026, 9, 30),
        "乙",
    )
    assert ReadingAnswer.objects.get().meaning == "目标"
    next_file = table(header, ["另一个", "丙措施", "何婉", "", "丙"])
    shown = client.post(url, {"file": SimpleUploadedFile("二.xlsx", next_file)})
    assert shown.context["shown"].unknown == []
    assert shown.context["rows"][0]["plan"].row.goal == "丙"


def test_a_column_kept_as_it_is_is_not_asked_again(roll, client_of):
    client, url = client_of(roll.secretary, year=2026), reverse("rectification:ledger_import")
    for name, asked in (("一.xlsx", ["抓手"]), ("二.xlsx", [])):
        data = table(["存在问题", "整改措施", "抓手"], ["问题", f"措施{name}", "甲"])
        shown = client.post(url, {"file": SimpleUploadedFile(name, data)})
        assert shown.context["shown"].unknown == asked
        form = shown.context["form"]
        sent = {field: form[field].value() for field in ("pointer", "form_token")}
        client.post(url, sent | ({"heading-0": ""} if asked else {}))
    assert {item.more_columns["抓手"] for item in RectificationItem.objects.all()} == {"甲"}
    assert RectificationItem.objects.count() == 2


def test_what_is_told_of_a_cell_follows_what_was_put_right(roll, client_of):
    client, url = client_of(roll.secretary, year=2026), reverse("rectification:ledger_import")
    data = table(
        ["存在问题", "整改措施", "时限", "抓手"],
        ["甲问题", "甲措施", "尽快", "甲"],
        ["乙问题", "乙措施", "尽快", "乙"],
        ["丙问题", "丙措施", "尽快", "丙"],
    )
    form = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", data)}).context["form"]
    sent = {field: form[field].value() for field in ("pointer", "form_token")}
    due = f"-{LABELS.index('时限')}"
    again = client.post(
        url, sent | {f"cell-0{due}": "2026年9月底", "drop-1": "on", "heading-0": "目标", "check": "1"}
    )
    became = {line.number: line.became for line in again.context["shown"].lines()}
    assert became["C2"] == "第 2 行：时限，改为“2026年9月底”"
    assert became["D2"] == "第 2 行：按您的回答归入台账的列"
    assert became["A3"] == "没有导入：第 3 行您选了不导入"
    assert became["C4"].startswith("问：")


@pytest.mark.parametrize(
    ("header", "cell", "words"),
    [
        ("时限", "每月" + "长期坚持" * 40, "最多 100 个"),
        ("责任人", "、".join(["各党小组"] + [f"第{n}施工作业队" for n in range(40)]), "最多 200 个"),
    ],
)
def test_what_is_too_long_for_its_place_is_asked(header, cell, words):
    (row,) = read(table(["存在问题", "整改措施", header], ["问题", "措施", cell])).rows
    assert words in row.error


def test_what_is_not_read_is_told():
    workbook = openpyxl.load_workbook(
        BytesIO(
            table(
                ["存在问题", "整改措施"],
                ["问题", "措施"],
                more={"旧台账": [["存在问题", "整改措施"], ["旧"]]},
            )
        )
    )
    workbook["旧台账"].sheet_state = "hidden"
    workbook["台账"]["CA2"] = "远处的字"
    workbook["台账"]["A3000"] = "底下的字"
    buffer = BytesIO()
    workbook.save(buffer)
    notices = " ".join(read(buffer.getvalue()).notices)
    assert "隐藏的页“旧台账”没有读" in notices
    assert "第 60 列以后没有读" in notices
    assert "行以后没有读" in notices


def test_a_workbook_with_relationships_to_nothing_is_read():
    whole, made = BytesIO(table(["存在问题", "整改措施"], ["问题", "措施"])), BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"

    def to_nothing(kind, target):
        return f'<Relationship Id="rId99" Type="{office}/{kind}" Target="{target}"/>'.encode()

    put = {
        "xl/worksheets/sheet1.xml": (
            b"</worksheet>",
            f'<drawing xmlns:r="{office}" r:id="rId99"/></worksheet>'.encode(),
        ),
        "xl/workbook.xml": (
            b"</workbook>",
            f'<externalReferences xmlns:r="{office}"><externalReference r:id="rId99"/></externalReferences></workbook>'.encode(),
        ),
        "xl/_rels/workbook.xml.rels": (
            b"</Relationships>",
            to_nothing("externalLink", "externalLinks/externalLink9.xml") + b"</Relationships>",
        ),
    }
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w") as result:
        for entry in source.namelist():
            content = source.read(entry)
            assert entry not in put or put[entry][0] in content
            result.writestr(entry, content.replace(*put[entry]) if entry in put else content)
        extra = to_nothing("drawing", "../drawings/drawing9.xml")
        result.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="{rels}">{extra.decode()}</Relationships>',
        )
    with pytest.raises(KeyError):
        openpyxl.load_workbook(BytesIO(made.getvalue()))
    assert [row.row.problem for row in read(made.getvalue()).rows] == ["问题"]


def test_a_row_may_be_left_out(roll, client_of):
    client, url = client_of(roll.secretary, year=2026), reverse("rectification:ledger_import")
    data = table(["存在问题", "整改措施", "时限"], ["好的", "甲措施", ""], ["坏的", "乙措施", "尽快"])
    form = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", data)}).context["form"]
    sent = {name: form[name].value() for name in ("pointer", "form_token")}
    client.post(url, sent | {"drop-1": "on"})
    assert RectificationItem.objects.get().content == "甲措施"
