"""Corners of reading minutes: dates, names, figures; and that no file whatever breaks the reading."""

from datetime import date, datetime, time

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.refusals import Refused
from documents.tests.wordfiles import saved
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.found import LABELS, Field, label_of, segments
from meetings.minutes_import.names import figures_in, names_in
from meetings.minutes_import.reading import read_minutes
from meetings.minutes_import.values import When, read_vote, read_when

from .minutes_files import lines, table

DAY = date(2025, 3, 7)
HALF_PAST_TWO = time(14, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年3月7日下午2:30", When(DAY, HALF_PAST_TWO)),
        ("2025.3.7", When(DAY)),
        ("2025-03-07 14:30-16:00", When(DAY, HALF_PAST_TWO, datetime(2025, 3, 7, 16))),
        ("二〇二五年三月七日下午两点半至四时", When(DAY, HALF_PAST_TWO, datetime(2025, 3, 7, 16))),
        ("2025年3月7日 14:30—2025-03-08 09:00", When(DAY, HALF_PAST_TWO, datetime(2025, 3, 8, 9))),
        ("２０２５年３月７日（星期五）１４：３０", When(DAY, HALF_PAST_TWO)),
        ("25年3月7日", When(DAY)),
        ("3月7日", When(DAY, has_year=False)),
        ("2025年3月7日（星期一）", When(DAY, doubts=("写的是星期一，这一天是星期五",))),
        (
            "2025年3月7日14:30-13:00",
            When(DAY, HALF_PAST_TWO, doubts=("结束时间早于开始时间，没有采用",)),
        ),
        ("2025年2月30日", None),
        ("0001年1月1日", None),
        ("9:10-11:30", None),
        ("另行通知", None),
    ],
)
def test_reads_when(text, expected):
    assert read_when(text, year=2025) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三（出差）、李四（病假）", [("张三", "出差"), ("李四", "病假")]),
        ("张　三　李　四", [("张三", ""), ("李四", "")]),
        ("2人：张三、李四等2人", [("张三", ""), ("李四", "")]),
        ("张三出差，李四因病请假。", [("张三", "出差"), ("李四", "因病请假")]),
        ("张三同志和李四同志", [("张三", ""), ("李四", "")]),
        ("张三、李四（均为出差）", [("张三", "出差"), ("李四", "出差")]),
        ("无", []),
        ("0人", []),
    ],
)
def test_reads_names(text, expected):
    assert [(one.name, one.note) for one in names_in(text)] == expected


def test_reads_figures_labels_and_votes():
    figures, rest = figures_in("应到12人，实到10人，请假2人（李某、王某）")
    assert [(one.key, one.number) for one in figures] == [("应到", 12), ("实到", 10), ("请假", 2)]
    assert ([one.name for one in figures[2].names], rest) == (["李某", "王某"], "")
    found = segments("时间：2025年3月7日14:30　地点：二楼会议室 主 持 人:张三")
    assert [(one.field, one.text) for one in found] == [
        (Field.WHEN, "2025年3月7日14:30"),
        (Field.PLACE, "二楼会议室"),
        (Field.CHAIR, "张三"),
    ]
    assert segments("张三：时间：另定") == []
    assert {word: label_of(word) for word in LABELS} == LABELS
    assert label_of("请假（人、事由）") == Field.LEAVE
    vote = read_vote("表决：9人赞成，1人反对，0人弃权", "研究工作")
    assert (vote.tallies[0].in_favour, vote.tallies[0].against, vote.tallies[0].abstained) == (9, 1, 0)
    assert read_vote("大家一致同意", "研究工作") is None


def test_nothing_without_a_label_is_dropped():
    words = (
        "开场白一句。",
        "时间：2025年3月7日",
        "监票人由两名党员担任。",
        "会议内容：",
        "一、学习",
        "谈体会。",
        "散会。",
    )
    found = read_minutes(saved(lines(*words)), "记录.docx")
    kept = [said.text for said in (*found.headings, *found.minutes, *found.values[Field.WHEN])]
    kept += [said.text for item in found.items for said in (item.title, *item.values[Field.DISCUSSION])]
    for text in (one for one in words if not one.endswith("：")):
        assert any(part in text for part in kept), text


_PIECES = "： : （ ） 、 ， 一、 1. 议题二： 2025年3月7日 14:30 99:99 应到 12人 赞成9票 反对 发出票 张三 赵试一 无 会议决定 补学： ³ 〇 ①"
_WORD = st.sampled_from([*LABELS, *_PIECES.split(), "\n", "\t", "　"])
_TEXT = st.lists(_WORD, max_size=7).map("".join)


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paragraphs=st.lists(_TEXT, max_size=8), rows=st.lists(st.lists(_TEXT, min_size=3, max_size=3), max_size=4)
)
def test_any_file_is_read_or_refused(cast, paragraphs, rows):
    document = lines(*paragraphs)
    if rows:
        table(document, rows, columns=3)
    try:
        found = read_minutes(saved(document), "记录.docx")
    except Refused:
        assert not "".join([*paragraphs, *(text for row in rows for text in row)]).strip()
    else:
        assert draft_meeting(found, cast.branch, year=2025).as_json()["file"] == "记录.docx"


def test_reads_rows_of_a_table_inside_a_cell():
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "地点", "会议室"
    found = read_minutes(saved(document), "记录.docx")
    assert found.first(Field.PLACE).text == "会议室"


def test_endless_lists_stay_text():
    many = "、".join(f"某{number}" for number in range(400))
    matters = [f"{number}.事项{number}" for number in range(90)]
    found = read_minutes(saved(lines(f"到会：{many}", "议题：", *matters)), "记录.docx")
    assert len(found.items) == 60
    assert [said.text for said in found.minutes] == [many, *(f"事项{number}" for number in range(60, 90))]


def test_a_list_goes_on_with_its_next_number_below_what_was_said():
    words = (
        "会议议题：",
        "一、研究值班",
        "钱试二：提出安排。",
        "会议决定：按安排执行。",
        "二、讨论考勤",
        "孙试三：没有意见。",
    )
    found = read_minutes(saved(lines(*words)), "记录.docx")
    assert [item.title.text for item in found.items] == ["研究值班", "讨论考勤"]
    assert [[said.text for said in item.values[Field.DECISION]] for item in found.items] == [
        ["按安排执行。"],
        [],
    ]
    apart = ("会议议题：", "一、研究值班", "会议内容：", "一、研究值班", "定了。", "二、会议要求", "抓落实。")
    assert [item.title.text for item in read_minutes(saved(lines(*apart)), "记录.docx").items] == ["研究值班"]


@pytest.mark.django_db
def test_reads_chair_recorder_and_roll_from_one_paragraph(cast):
    words = (
        "党小组会议记录",
        "2025年4月22日晚上7点，第一党小组在学习室召开会议，李试四同志主持，会议记录钱试二。应到4人，实到3人，请假1人：周试五（探亲）。",
        "钱式二：谈了打算。",
    )
    draft = draft_meeting(read_minutes(saved(lines(*words)), "记录.docx"), cast.branch, year=2025)
    chosen = draft.values
    assert (chosen["chair"].name, chosen["recorder"].name) == ("李试四", "钱试二")
    away = {line.member.name: (line.attendance, line.reason) for line in draft.roll if line.reason}
    assert away == {"周试五": ("LEAVE", "探亲")}
    notices = [notice.text for notice in draft.notices]
    assert "发言人“钱式二”不在名册里，相近的有钱试二；文字照原样保留，请核对。" in notices
    assert not any("文件写" in text for text in notices)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("2025年第三次支委会会议记录", 3),
        ("会议名称：2025年第12次支委会", 12),
        ("会议名称：支委会\n次数：第5次", 5),
        ("会议名称：支委会\n会议次数：7", 7),
        ("会议名称：第一季度第2次支委会", None),
        ("支委会会议记录", None),
    ],
)
def test_keeps_the_number_that_minutes_say(cast, head, number):
    text = f"{head}\n时间：2025年3月7日 14:30\n地点：会议室\n主持人：赵试一\n记录人：钱试二\n议题：研究工作\n决定：照办。"
    draft = draft_meeting(read_minutes(text.encode(), "记录.txt"), cast.branch, year=2025)
    assert draft.values.get("number") == number
