"""Rosters as people keep them: headings, dates, titles above and words below, several sheets; what is not certain is asked."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from branch.roster.reading import RosterFile, field_meant, read_roster
from core.refusals import Refused


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    data = BytesIO()
    workbook.save(data)
    return data.getvalue()


def read(rows: list[list[object]], **options) -> RosterFile:
    return read_roster(book(("名册", rows)), "名册.xlsx", **options)


HEAD = ["序号", "姓名", "性别", "出生年月", "入党时间"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓 名", "name"),
        ("党员姓名", "name"),
        ("性别", "gender"),
        ("出生年月", "birth_date"),
        ("出生\n日期", "birth_date"),
        ("入党时间", "joined_on"),
        ("加入中国共产党时间", "joined_on"),
        ("加入党组织日期", "joined_on"),
        ("转正时间", "confirmed_on"),
        ("转为正式党员日期", "confirmed_on"),
        ("人员类别", "status"),
        ("党员类别（正式/预备）", "status"),
        ("组织关系转入时间", "since"),
        ("所在党小组", "group"),
        ("现任职务", "job"),
        ("工作岗位", "job"),
        ("专业技术职务", "technical_title"),
        ("职称", "technical_title"),
        ("联系电话", "phone"),
        ("手机号码", "phone"),
        ("退休时间", "expected_retirement_on"),
        ("年龄", "computed"),
        ("民族", "ethnic_group"),
        ("文化程度", "education"),
        ("学历学位", "education"),
        ("党内职务", "posts"),
        ("支部职务", "posts"),
        ("党内任职时间", "posts_since"),
        ("任职时间", "posts_since"),
        ("籍贯", ""),
        ("公民身份号码", ""),
        ("党费", ""),
        ("入党介绍人", ""),
    ],
)
def test_knows_what_a_heading_means(heading, field):
    assert field_meant(heading) == field


@pytest.mark.parametrize(
    ("typed", "stored", "asked"),
    [
        ("1998-07-01", "1998-07-01", ""),
        ("1998.7.1", "1998-07-01", ""),
        ("1998/07/01", "1998-07-01", ""),
        ("1998年7月1日", "1998-07-01", ""),
        ("１９９８．７．１", "1998-07-01", ""),
        ("19980701", "1998-07-01", ""),
        (date(1998, 7, 1), "1998-07-01", ""),
        (35977, "1998-07-01", ""),
        ("35977", "1998-07-01", ""),
        ("1998.07", "", "哪一日"),
        ("1998年7月", "", "哪一日"),
        ("199807", "", "哪一日"),
        ("1998年", "", "月和日"),
        ("1998-02-30", "", "不存在"),
        ("七月", "", "不是日期"),
        ("不详", "", "不是日期"),
    ],
)
def test_takes_a_day_only_where_it_is_said(typed, stored, asked):
    (row,) = read([HEAD, [1, "赵试一", "男", typed, "2001-07-01"]]).rows
    assert row.values["birth_date"] == (stored or typed)
    assert asked in row.asked.get("birth_date", "")
    assert bool(asked) == bool(row.asked.get("birth_date"))


def test_a_month_is_its_first_day_only_when_told_so():
    (row,) = read([HEAD, [1, "赵试一", "男", "1998.07", "2001年7月"]], first_of_month=True).rows
    assert (row.values["birth_date"], row.values["joined_on"]) == ("1998-07-01", "2001-07-01")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("赵 一", "赵一"),
        ("赵　一", "赵一"),
        ("阿卜杜•试一", "阿卜杜·试一"),
        ("阿卜杜．试一", "阿卜杜·试一"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_is_written_in_one_way(typed, name):
    (row,) = read([HEAD, [1, typed, "男", "", ""]]).rows
    assert row.values["name"] == name


@pytest.mark.parametrize(
    ("typed", "status", "asked"),
    [
        ("正式党员", "FULL", False),
        ("中共正式党员", "FULL", False),
        ("预备", "PROBATIONARY", False),
        ("留党察看", "UNDER_PROBATION", False),
        ("群众", "群众", True),
        ("积极分子", "积极分子", True),
    ],
)
def test_a_status_that_is_none_is_asked(typed, status, asked):
    (row,) = read([["姓名", "人员类别"], ["赵试一", typed]]).rows
    assert (row.values.get("status", ""), "status" in row.asked) == (status, asked)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("高级工程师", "DEPUTY_SENIOR"),
        ("正高级工程师", "SENIOR"),
        ("研究员", "SENIOR"),
        ("工程师", "MIDDLE"),
        ("助理研究员", "MIDDLE"),
        ("助理工程师", "JUNIOR"),
        ("无", "NONE"),
        ("观察员", "?"),
        ("高级技师", "?"),
        ("高级", "?"),
    ],
)
def test_a_title_is_taken_where_its_step_is_certain(typed, title):
    (row,) = read([["姓名", "职称"], ["赵试一", typed]]).rows
    assert row.values["technical_title"] == (typed if title == "?" else title)
    assert ("technical_title" in row.asked) == (title == "?")


def test_every_cell_is_accounted_for():
    rows = [
        ["某某党支部党员名册", None, None, None, None, None],
        ["序号", "姓名", "性别", "籍贯", "入党时间", "年龄"],
        [1, "赵试一", "男", "某县", "2001-07-01", 45],
        [None, None, None, None, None, None],
        ["填表人：钱试二", None, None, None, None, None],
    ]
    found = read(rows)
    told = {line.number: line.became for line in found.lines}
    assert len(told) == sum(cell is not None for row in rows for cell in row)
    assert told["A1"] == "没有导入：表头以上的文字"
    assert told["D2"] == "列名：名册没有这一栏"
    assert told["D3"] == "没有导入：名册没有这一栏"
    assert told["F3"] == "由日期算出，不用导入"
    assert told["C3"] == "男"
    assert "没有姓名" in told["A5"]
    assert found.unknown == ["籍贯"]
    assert [row.number for row in found.rows] == ["3"]


def test_several_sheets_are_one_roster():
    first = [["姓名", "性别"], ["赵试一", "男"]]
    cover = [["目录"], ["一、一组"]]
    found = read_roster(book(("封面", cover), ("一组", first), ("二组", first)), "名册.xlsx")
    assert [row.number for row in found.rows] == ["一组!2", "二组!2"]


def test_a_csv_of_an_old_program_is_read():
    found = read_roster("姓名,性别,入党时间\n赵试一,男,2001.7.1\n".encode("gbk"), "名册.csv")
    assert dict(found.rows[0].values) == {"name": "赵试一", "gender": "MALE", "joined_on": "2001-07-01"}


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "名册.xlsx", "不是 .xlsx"),
        (b"no table", "名册.docx", "xlsx"),
        (b"PK\x03\x04broken", "名册.xlsx", "损坏"),
        ("姓名\n赵试一\n".encode(), "名册.csv", "表头"),
        ("品名,数量\n螺丝,3\n".encode(), "名册.csv", "表头"),
        ("姓名,性别\n".encode(), "名册.csv", "没有党员"),
        (("姓名,性别\n" + "赵试一,男\n" * 301).encode(), "名册.csv", "最多 300"),
    ],
)
def test_what_is_no_roster_is_refused_with_the_reason(data, name, told):
    with pytest.raises(Refused, match=told):
        read_roster(data, name)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("书记", "书记"),
        ("支部书记", "书记"),
        ("党支部副书记", "副书记"),
        ("书记兼组织委员", "书记、组织委员"),
        ("纪检委员、宣传委员", "纪检委员、宣传委员"),
        ("组织委员/青年委员", "组织委员、青年委员"),
        ("纪律检查委员", "纪检委员"),
        ("群众委员、统战委员", "群工委员、统战委员"),
        ("保密委员/保卫委员", "保密委员、保卫委员"),
        ("组长", "党小组长"),
        ("第一党小组组长", "党小组长"),
        ("宣传委员 第2小组组长", "宣传委员、党小组长"),
        ("党员", ""),
        ("无", ""),
    ],
)
def test_posts_are_read_by_the_names_in_use(typed, titles):
    found = read([["姓名", "性别", "党内职务"], ["孙新一", "男", typed]]).rows[0]
    assert (found.values.get("posts"), found.asked) == (titles, {})


@pytest.mark.parametrize("typed", ["委员", "支委", "老干委员", "书记（代）", "工会主席"])
def test_a_post_that_is_none_here_is_asked(typed):
    found = read([["姓名", "性别", "党内职务"], ["孙新一", "男", typed]]).rows[0]
    assert found.values["posts"] == typed
    assert "是哪一项职务" in found.asked["posts"]
