"""Importing minutes in a real browser: choose, look, mend one name, save; the file is on the meeting's page."""

import hashlib

import pytest
from playwright.sync_api import expect

from branch.reading_answers.models import AnswerAbout, answers_of
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from documents.tests.wordfiles import saved
from meetings.meeting.models import Meeting

from .minutes_files import lines
from .test_ledger import book


@pytest.mark.browser
def test_mends_one_name_and_finds_the_file_on_the_meeting(live_page, cast, tmp_path):
    file = tmp_path / "三月支委会.docx"
    file.write_bytes(
        saved(
            lines(
                "2025年3月支委会会议记录",
                "时间：2025年3月7日14:30　地点：二楼会议室",
                "主持人：赵试一　记录人：孙试叁",
                "应到3人，实到2人，请假1人（钱试二，出差）",
                "议题一：研究本月党建工作",
                "会议决定：月底前办一次安全大讲堂。",
            )
        )
    )
    page = live_page(cast.secretary, year=2025)
    page.goto("/meetings/")
    page.get_by_role("link", name="导入记录").click()
    page.get_by_label("会议记录文件").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("名册里没有“孙试叁”").first.wait_for()
    expect(page.locator("[data-roll-sum]")).to_contain_text("应到 3 人，实到 2，请假 1")
    expect(page.get_by_label("钱试二的事由")).to_have_value("出差")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("记录人", exact=True).select_option("孙试三")
    page.get_by_role("button", name="保存会议").click()
    page.get_by_text("已导入，会议登记为“已召开”").wait_for()
    assert Meeting.objects.get().recorder == cast.people.discipline
    assert answers_of(cast.branch, AnswerAbout.PERSON) == {"孙试叁": "孙试三"}
    with page.expect_download() as download:
        page.get_by_role("link", name="三月支委会.docx").first.click()
    kept = download.value.path().read_bytes()
    assert hashlib.sha256(kept).digest() == hashlib.sha256(file.read_bytes()).digest()


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_ledger_is_saved_but_for_what_is_asked(live_page, cast, tmp_path, viewport):
    (file := tmp_path / "三会一课台账.xlsx").write_bytes(book())
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/meetings/")
    page.get_by_role("link", name="导入记录").click()
    page.get_by_label("或粘贴文字").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("会议记录文件").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("第 3 次会议").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("没有写几点的，都从").fill("14:30")
    page.get_by_label("不认识的列都放进会议记录：讲义份数").check()
    page.get_by_role("button", name="保存没有疑问的会议").click()
    page.get_by_text("已登记 2 次会议").wait_for()
    page.get_by_text("还有 1 次没有保存").wait_for()
    assert Meeting.objects.filter(title__startswith="三月").count() == 2
    page.locator("[name=starts_at]").fill("2025-04-30T14:30")
    page.get_by_role("button", name="保存会议").click()
    page.get_by_text("已导入").wait_for()
    assert Meeting.objects.count() == 3


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_says_what_a_line_is_and_reads_it_again(live_page, cast, tmp_path, viewport):
    (file := tmp_path / "三月支委会.txt").write_text(
        "2025年3月支委会会议记录\n会议时间：2025年3月7日14:30\n会议地点：二楼会议室\n主持人：赵试一\n"
        "在座的：钱试二、孙试三\n议题：研究本月党建工作\n"
    )
    page = live_page(cast.secretary, year=2025, viewport=viewport)
    page.goto("/meetings/")
    page.get_by_role("link", name="导入记录").click()
    page.get_by_label("会议记录文件").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("改第 5 行").click()
    page.get_by_label("第 5 行是什么").select_option("到会人员")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="按更正再看一遍").click()
    page.get_by_text("应到 3 人，实到 3").wait_for()
    page.get_by_role("button", name="保存会议").click()
    page.get_by_text("已导入，会议登记为“已召开”").wait_for()
    assert Meeting.objects.get().roll.filter(attendance="PRESENT").count() == 3
    assert answers_of(cast.branch, AnswerAbout.MINUTES_LABEL) == {"在座的": "到会人员"}
