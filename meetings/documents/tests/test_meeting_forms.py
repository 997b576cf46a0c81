"""签到表, 三会一课统计表 and the sheet of 批评与自我批评: what they say, how they are printed, and to whom."""

from datetime import date
from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest
from django.utils import timezone

from branch.members.models import MemberStatus
from branch.rules.models import RuleExplanation
from core.testing import count_queries
from documents.render import page
from documents.render.pdf import render_pdf
from documents.render.word import render_docx
from documents.tests.libreoffice import convert_to_pdf
from documents.tests.paper import printed_pages
from meetings.cycle.criticism.models import Criticism
from meetings.documents import sign_in, statistics
from meetings.documents.sign_in import Signer, SignInSheet, sign_in_sheet
from meetings.meeting import services
from meetings.meeting.models import Meeting
from meetings.rules.statistics import statistics_of
from meetings.tests.helpers import build, hold, line

from .form_files import fetch, letters, pdf_letters, word_lines

ON = date(2026, 6, 1)

TO_SIGN = """三月党员大会签到表
党支部|甲项目党支部|会议类别|支部党员大会、主题党日
时间|2025年3月7日 14:30—16:00|地点|会议室
主持人|赵试一|应到人数|3人
实到人数||列席人数|1人
序号|姓名|类别|签名|请假事由|补学日期
1|赵试一|正式党员|||
2|吴试六|预备党员|||
3|周试五|正式党员|||
列席人员
序号|姓名|职务|签名
1|甲经理|副总经理|
2|||
3|||"""
FILLED = """三月党员大会签到表
党支部|甲项目党支部|会议类别|支部党员大会、主题党日
时间|2025年3月7日 14:30—16:00|地点|会议室
主持人|赵试一|应到人数|3人
到会情况|到会1人，请假1人，缺席1人|列席人数|1人
序号|姓名|类别|到会情况|请假事由|补学日期
1|赵试一|正式党员|到会||
2|吴试六|预备党员|缺席||
3|周试五|正式党员|请假|住院|2025年3月20日
4|郑试1|正式党员|不计入应到|长期养病|
列席人员
序号|姓名|职务|签名
1|甲经理|副总经理|
2|||
3|||"""


@pytest.fixture
def held(cast):
    """A 党员大会 with somebody present, on leave, absent and exempt, and a guest."""
    people = cast.people
    meeting = hold(
        cast.branch, "2025-03-07 14:30", "ASSEMBLY", "THEME_DAY", title="三月党员大会", place="会议室",
        chair=people.secretary, guests="甲经理 副总经理\n", by=cast.secretary,
        ends_at=timezone.make_aware(timezone.datetime(2025, 3, 7, 16)),
        roll=[
            line(people.secretary),
            line(people.member, "LEAVE", "住院"),
            line(people.probationary, "ABSENT"),
            line(people.extra1, "EXEMPT", "长期养病"),
        ],
    )  # fmt: skip
    entry = meeting.roll.get(member=people.member)
    return services.make_up(entry=entry, on=date(2025, 3, 20), by=cast.secretary).meeting


def test_sign_in_sheet_is_to_sign_or_filled_with_reasons_for_keepers_alone(
    cast, held, client_of, monkeypatch
):
    keeper, superior = client_of(cast.secretary), client_of(cast.superior)
    word = fetch(keeper, "sign_in_sheet", held.pk, "docx")
    assert word_lines(word) == TO_SIGN.split("\n")
    printed = pdf_letters(fetch(keeper, "sign_in_sheet", held.pk, "pdf", inline=1))
    assert all(letters(line) in printed for line in TO_SIGN.split("\n"))
    filled = fetch(keeper, "sign_in_sheet", held.pk, "docx", filled=1)
    assert word_lines(filled) == FILLED.split("\n")
    without = FILLED.replace("住院", "").replace("长期养病", "")
    assert word_lines(fetch(superior, "sign_in_sheet", held.pk, "docx", filled=1)) == without.split("\n")
    fetch(client_of(cast.member), "sign_in_sheet", held.pk, "pdf", status=403)
    fetch(keeper, "sign_in_sheet", held.pk, "odt", status=404)
    # Negative control: with the question who may read a reason taken out, the superior's sheet tells it.
    monkeypatch.setattr("meetings.documents.sign_in.can_read_reason", lambda *_: True)
    assert word_lines(fetch(superior, "sign_in_sheet", held.pk, "docx", filled=1)) == FILLED.split("\n")


def test_sign_in_sheet_costs_the_same_however_many_are_due(cast, held):
    costs = []
    for meeting in (held, hold(cast.branch, "2025-04-07", "ASSEMBLY", chair=cast.people.secretary)):
        row = Meeting.objects.select_related("branch", "group", "chair").get(pk=meeting.pk)
        with count_queries() as counted:
            sheet = sign_in_sheet(row, is_filled=True, reader=cast.secretary, on=ON)
        costs.append((len(sheet.signers), len(counted)))
    assert [signers for signers, _ in costs] == [4, 10]
    assert costs[0][1] >= costs[1][1]


def test_plan_lists_who_is_due_on_its_day(cast, client_of):
    people = cast.people
    meeting = services.plan_meeting(
        build(cast.branch, "2026-12-05", group=cast.group, title="十二月党小组会"), kinds=["GROUP"], by=None
    )
    MemberStatus.objects.filter(member=people.member).update(ends_on=date(2026, 12, 4))
    leader = client_of(cast.group_leader)
    lines = word_lines(fetch(leader, "sign_in_sheet", meeting.pk, "docx", filled=1))
    assert [row.split("|")[1] for row in lines[6:9]] == ["赵试一", "钱试二", "李试四"]
    assert lines[1].endswith("会议类别|党小组会（第一党小组）")
    assert lines[9] == "列席人员"
    other = services.plan_meeting(
        build(cast.branch, "2026-12-06", group=cast.second_group), kinds=["GROUP"], by=None
    )
    fetch(leader, "sign_in_sheet", other.pk, "pdf", status=404)
    for address in ("/meetings/?year=2026", f"/meetings/{meeting.pk}/", "/"):
        text = client_of(cast.secretary, year=2026).get(address).content.decode()
        assert f"/reports/sign-in/{meeting.pk}/pdf/?inline=1" in text, address
    assert "/reports/sign-in/" not in client_of(cast.member).get(f"/meetings/{meeting.pk}/").content.decode()


@pytest.mark.documents
def test_sixty_names_run_over_pages_with_room_to_sign(tmp_path):
    people = tuple(Signer(f"试{number:03}", "正式党员") for number in range(1, 61))
    sheet = SignInSheet("甲支部", "党员大会", "支部党员大会", "9:00", "会议室", "试001", 60, people, (), ON)
    document = sign_in.to_document(sheet)
    for printed in (render_pdf(document), convert_to_pdf(render_docx(document), tmp_path)):
        pages = printed_pages(printed)
        assert len(pages) == 4
        rows = [[one.baseline for one in sheet.lines if "正式党员" in one.text] for sheet in pages]
        assert sum(map(len, rows)) == 60
        headed = [any("请假事由" in one.text for one in sheet.lines) for sheet in pages]
        assert headed == [bool(baselines) for baselines in rows]
        steps = [after - before for baselines in rows for before, after in pairwise(baselines)]
        assert min(steps) >= 9 * page.PT_PER_MM


STATISTICS = """甲项目党支部2025年度三会一课统计表
一、召开情况（按月，单位：次）
类别|1|2|3|4|5|6|7|8|9|10|11|12|次年|合计|应开|结果
党员大会|||1|||1||||||||2|4|达标2，逾期2
支委会||||||||||||||0|12|逾期11，已说明1
第一党小组会|||||1|||||||||1|12|达标1，逾期11
第二党小组会||||||||||||||0|12|逾期
主题党日|||1|||||||||||1|12|达标1，逾期11
党课||||||||||||||0|4|逾期
组织生活会|||||||||||||1|1|1|达标
民主评议||||||||||||||0|1|逾期
本年度共召开会议4次，应到27人次，实到25人次，平均到会率92.6%。一次会议可以属于几个类别，按类别分别计数；“次年”是在次年召开、计入本年度的会议。
二、到会情况
类别|会议次数|应到人次|实到人次|请假人次|缺席人次|到会率
党员大会|2|13|11|1|1|84.6%
党小组会|1|4|4|0|0|100%
主题党日|1|3|1|1|1|33.3%
组织生活会|1|10|10|0|0|100%
合计|4|27|25|1|1|92.6%
三、未按要求召开的情况说明
期间和项目|情况说明
2月支委会|全体抢险。
附件：2025年度会议一览表
甲项目党支部
2026年6月1日
附件
2025年度会议一览表
序号|日期|类别|名称|地点|主持人|应到|实到|请假|缺席|到会率
1|2025年3月7日|支部党员大会、主题党日|三月党员大会|会议室|赵试一|3|1|1|1|33.3%
2|2025年5月10日|党小组会|五月党小组会|||4|4|0|0|100%
3|2025年6月20日|支部党员大会|六月党员大会|||10|10|0|0|100%
4|2026年1月20日|组织生活会|组织生活会|||10|10|0|0|100%"""


@pytest.fixture
def year(cast, held):  # noqa: ARG001 - asked for its effect
    """Besides: a second 党员大会, a 党小组会, the year's 组织生活会 in the next January, and a reason."""
    hold(cast.branch, "2025-06-20", "ASSEMBLY", title="六月党员大会")
    hold(cast.branch, "2025-05-10", "GROUP", title="五月党小组会", group=cast.group)
    hold(cast.branch, "2026-01-20", "LIFE", title="组织生活会", year=2025)
    services.plan_meeting(build(cast.branch, "2025-08-08", title="没有开的"), kinds=["COMMITTEE"], by=None)
    RuleExplanation.objects.create(
        branch=cast.branch, year=2025, rule_id="M2", period_key="2025-02", reason="全体抢险。"
    )


@pytest.mark.usefixtures("year")
def test_statistics_say_the_same_in_word_pdf_and_excel(cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.documents.views.localdate", lambda: ON)
    client = client_of(cast.superior, year=2025)
    lines = word_lines(fetch(client, "meeting_statistics", "docx"))
    assert lines == STATISTICS.split("\n")
    printed = pdf_letters(fetch(client, "meeting_statistics", "pdf"))
    book = openpyxl.load_workbook(BytesIO(fetch(client, "meeting_statistics", "xlsx")))
    assert book.sheetnames == ["召开情况", "到会情况", "情况说明", "会议一览表"]
    for sheet in book:
        for row in sheet.iter_rows(min_row=2, values_only=True):
            words = "|".join("" if value is None else str(value) for value in row)
            assert words in lines
            assert letters(words) in printed


@pytest.mark.usefixtures("year")
def test_statistics_cost_the_same_however_many_meetings(cast):
    with count_queries() as few:
        statistics.parts_of(statistics_of(cast.branch, 2025, ON))
    for month in range(1, 13):
        hold(cast.branch, f"2025-{month:02}-25", "COMMITTEE", "STUDY", roll=[line(cast.people.secretary)])
    with count_queries() as many:
        parts = statistics.parts_of(statistics_of(cast.branch, 2025, ON))
    assert len(many) == len(few)
    assert parts[0].rows[-1][-2:] == ("—", "不作要求")


def test_criticism_is_printed_for_those_who_read_it(cast, client_of):
    people = cast.people
    meeting = hold(cast.branch, "2025-12-20", "LIFE", title="组织生活会")
    blank = word_lines(fetch(client_of(cast.committee), "criticism_sheet", meeting.pk, "docx"))
    assert blank.count("10||||") == 1
    for critic, opinion in ((people.secretary, "讲得多做得少"), (people.member, "读书不够")):
        Criticism.objects.create(
            branch=cast.branch, meeting=meeting, critic=critic, criticised=people.member, opinion=opinion
        )
    Criticism.objects.create(
        branch=cast.branch,
        meeting=meeting,
        critic=people.extra1,
        criticised=people.extra2,
        opinion="布置多检查少",
    )
    rows = {
        role: [row for row in word_lines(fetch(client_of(getattr(cast, role)), "criticism_sheet", meeting.pk, "docx"))
               if row[0] in "123456789" and row[1] == "|"]
        for role in ("committee", "member")
    }  # fmt: skip
    own = ["1|赵试一|周试五|讲得多做得少|", "2|自我批评|周试五|读书不够|"]
    assert rows["member"] == own
    assert rows["committee"] == [
        "1|郑试1|郑试2|布置多检查少|",
        *(own[0].replace("1|", "2|", 1), own[1].replace("2|", "3|", 1)),
    ]
    fetch(client_of(cast.superior), "criticism_sheet", meeting.pk, "docx", status=403)
    assembly = hold(cast.branch, "2025-03-07", "ASSEMBLY")
    fetch(client_of(cast.committee), "criticism_sheet", assembly.pk, "docx", status=404)
