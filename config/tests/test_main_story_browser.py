"""The main job in a real browser, on the demo: each account signs in and finds its work bench; the secretary records
a meeting, adds a problem and an item, drafts the report of 2025 and exports both files."""

import re
import zipfile
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from branch.accounts.models import User
from core.testing_browser import LIVE_URL, PHONE, axe_violations, sideways_scroll, take_picture
from core.testing_databases import prepared
from meetings.meeting.models import Meeting
from overview.demo.world import DEMO_PASSWORD
from overview.tests.conftest import demo_of_today
from rectification.items.models import RectificationItem
from reports.report.models import AnnualReport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Account -> what its work bench shows first.
BENCHES = {
    "zuzhi": "到期与待办",
    "jijian": "到期与待办",
    "zuzhang": "党小组会",
    "dangyuan": "到期与待办",
    "yubei": "近期会议",
    "shangji": "公司机关党支部",
    "waizhi": "2026 年组织生活",
    "admin": "可以登录的账号",
}


def sign_in(page, account: str) -> None:
    page.goto("/")
    page.locator("[name=username]").fill(account)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"/(oversight/)?$"))


def choose_year(page, year: int) -> None:
    page.get_by_label("所属年度").first.select_option(str(year))
    page.wait_for_load_state()


def record_meeting(page, kind: str, title: str) -> None:
    page.goto(f"/meetings/new/?kind={kind}&month=2025-12")
    page.get_by_label("名称").first.fill(title)
    page.locator("[name=starts_at]").fill("2025-12-20T16:00")
    page.locator("[name=starts_at]").press("Tab")
    page.get_by_text("全部到会").first.wait_for()
    page.get_by_role("button", name="保存", exact=True).first.click()
    page.wait_for_url(re.compile(r"/meetings/\d+/$"))


def add_problem_and_item(page, responsible: str) -> None:
    page.goto("/rectification/problems/new/")
    page.get_by_label("问题表述").fill("调研成果转化慢")
    page.get_by_label("列为主要问题").check()
    page.get_by_role("button", name="保存", exact=True).first.click()
    page.wait_for_url(re.compile(r"/rectification/problems/\d+/$"))
    page.get_by_role("link", name="写整改事项").click()
    page.get_by_label("整改措施").fill("每季度公布一次调研成果转化清单")
    page.get_by_label("责任人").select_option(label=responsible)
    page.get_by_label("完成时限").fill("2026-06-30")
    page.get_by_label("销号标准").fill("清单公布四次")
    page.get_by_role("button", name="保存", exact=True).first.click()
    page.wait_for_url(re.compile(r"/rectification/items/\d+/$"))


def draft_report(page) -> AnnualReport:
    drafted = AnnualReport.objects.annual().get(year=2025)
    page.goto(f"/reports/{drafted.pk}/")
    page.get_by_role("link", name="删除").click()
    page.locator("[name=reason]").fill("重新起草")
    page.locator("main").get_by_role("button", name=re.compile("删除|移入回收站")).click()
    page.wait_for_url("**/reports/")
    return draft_first_report(page)


def draft_first_report(page) -> AnnualReport:
    page.goto("/reports/new/")
    page.get_by_role("button", name="按记录起草").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    return AnnualReport.objects.alive().get(year=2025, pk=page.url.rstrip("/").rsplit("/", 1)[1])


def exported(page, label: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=label).click()
    return download.value.path().read_bytes()


demo = prepared(demo_of_today, scope="module")


@pytest.mark.usefixtures("demo")
def test_each_account_finds_its_bench_and_the_secretary_reaches_both_files(live_page):
    if LIVE_URL:  # behind a proxy nobody signs in to a demo account
        User.objects.update(is_demo=False)
    page = live_page()
    sign_in(page, "shuji")
    choose_year(page, 2025)
    page.get_by_role("heading", name="2025 年组织生活").wait_for()
    take_picture(page, "workbench")
    record_meeting(page, "COMMITTEE", "12月支委会（补充）")
    assert Meeting.objects.get(title="12月支委会（补充）").roll.count() == 5
    add_problem_and_item(page, "何婉")
    assert RectificationItem.objects.get(content__startswith="每季度公布").problem.title == "调研成果转化慢"
    report = draft_report(page)
    expect(page.locator("main")).to_contain_text("调研成果转化慢")
    pdf, docx = exported(page, "导出 PDF"), exported(page, "导出 Word")
    words = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).replace("\n", "")
    xml = zipfile.ZipFile(BytesIO(docx)).read("word/document.xml").decode()
    for text in ("调研成果转化慢", "支委会13次"):
        assert text in words
        assert text in re.sub(r"<[^>]+>", "", xml)
    assert report.versions.count() == 0
    every_other_account_finds_its_work_bench(live_page)
    the_second_branch_goes_the_same_way(live_page)


def the_second_branch_goes_the_same_way(live_page) -> None:
    page = live_page()
    sign_in(page, "waizhi")
    choose_year(page, 2025)
    page.get_by_role("heading", name="2025 年组织生活").wait_for()
    record_meeting(page, "ASSEMBLY", "12月党员大会（补充）")
    assert Meeting.objects.get(title="12月党员大会（补充）").roll.count() == 5
    add_problem_and_item(page, "沈一帆")
    report = draft_first_report(page)
    assert report.branch.code == "jiguan"
    assert exported(page, "导出 PDF").startswith(b"%PDF")
    assert exported(page, "导出 Word").startswith(b"PK")


def every_other_account_finds_its_work_bench(live_page) -> None:
    """On the same demo: loading it takes longer than the walk."""
    page = live_page(viewport=PHONE)
    for account, shown in BENCHES.items():
        page.context.clear_cookies()
        sign_in(page, account)
        expect(page.locator("main")).to_contain_text(shown)
        take_picture(page, f"bench-{account}")
        assert axe_violations(page) == [], account
        assert sideways_scroll(page) == 0, account
