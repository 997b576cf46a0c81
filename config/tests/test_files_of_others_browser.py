"""Every file of the fixtures through its page in a real browser: previewed without an error, saved where nothing is asked."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.testing_browser import DESKTOP
from meetings.meeting.models import Meeting
from reports.report.models import AnnualReport

ROOT = Path(__file__).resolve().parents[2]
REPORTS = sorted(
    file for file in (ROOT / "reports/tests/cases").iterdir() if file.suffix in {".docx", ".txt"}
)
MINUTES = sorted((ROOT / "meetings/minutes_import/tests/cases").glob("mk*.docx"))
LEDGERS = sorted((ROOT / "rectification/ledger/tests/cases").glob("lk*.xlsx"))


def choose(page, address: str, label: str, file: Path) -> None:
    page.goto(address)
    page.get_by_label(label).set_input_files(file)


@pytest.mark.browser
def test_older_reports(live_page, cast):
    page = live_page(cast.secretary, viewport=DESKTOP)
    assert len(REPORTS) >= 11
    for year, file in enumerate(REPORTS, start=2001):
        choose(page, "/reports/import/", "报告文件", file)
        page.locator("main").get_by_label("所属年度").fill(str(year))
        page.get_by_role("button", name="下一步：预览").click()
        page.get_by_text("逐行核对（").wait_for()
        assert page.locator(".mend-line").count() > 3, file.name
        page.get_by_role("button", name="保存报告和").click()
        page.get_by_text("已导入").wait_for()
    assert AnnualReport.objects.count() == len(REPORTS)


@pytest.mark.browser
def test_minutes_and_ledgers(live_page, cast):
    page = live_page(cast.secretary, viewport=DESKTOP)
    assert (len(MINUTES), len(LEDGERS)) == (14, 5)
    for file in MINUTES:
        choose(page, "/reports/minutes/import/", "会议记录文件", file)
        page.get_by_role("button", name="下一步：预览").click()
        page.get_by_text("逐行核对（").wait_for()
        # Other people's names are asked about; nothing is saved, and nothing that was typed is lost.
        page.locator("#id_place").fill("改过的地点")
        with page.expect_navigation():
            page.get_by_role("button", name="保存会议").click()
        if page.locator("#id_place").count():
            expect(page.locator("#id_place")).to_have_value("改过的地点")
        else:
            assert Meeting.objects.latest("pk").place == "改过的地点", file.name
    for file in LEDGERS:
        choose(page, "/rectification/import/", "整改台账", file)
        page.get_by_role("button", name="下一步：预览").click()
        page.get_by_role("table").first.wait_for()
