"""The deputy's edited file in a real browser: the secretary uploads it, takes one change, leaves another, takes the rest."""

import pytest
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from reports.report.models import Paragraph
from reports.round_trip.exported import export_word

from .test_returned_file import ON, make_report, replaced
from .test_round_trip import fresh


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_uploads_takes_and_leaves(live_page, cast, viewport):
    report = make_report(cast)
    data = export_word(fresh(report), by=cast.secretary, on=ON)
    edits = [("理论学习抓得不够紧，", "理论学习抓得还不够紧，"), ("督促检查不够经常，", "督促检查时紧时松，")]
    data = replaced(data, *edits, ("主要问题</w:t>", "主要问题和不足</w:t>"))
    page = live_page(cast.secretary, viewport=viewport, year=2025)
    page.goto(f"/reports/{report.pk}/")
    if viewport == PHONE:
        page.get_by_role("button", name="更多操作").click()
    page.get_by_role("link", name="带回改过的 Word").click()
    file = {"name": "报告（副书记改）.docx", "mimeType": "application/zip", "buffer": data}
    page.get_by_label("改过的 Word 文件").set_input_files(file)
    page.get_by_role("button", name="上传并对比").click()
    expect(page.get_by_role("heading", name="报告（副书记改）.docx")).to_be_visible()
    expect(page.get_by_text("还有 3 处改动没有处理")).to_be_visible()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="采纳", exact=True).first.click()
    expect(page.get_by_text("已采纳 1 处")).to_be_visible()
    page.get_by_role("button", name="不采纳", exact=True).first.click()
    expect(page.get_by_text("1 处不采纳")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="全部采纳").click()
    expect(page.get_by_text("3 处改动都处理过了")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="撤回").last.click()
    expect(page.get_by_text("已撤回 1 处")).to_be_visible()
    page.get_by_role("button", name="采纳", exact=True).click()
    expect(page.get_by_text("3 处改动都处理过了")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="返回报告").first.click()
    expect(page.get_by_role("heading", name="主要问题和不足")).to_be_visible()
    told = " ".join(
        row.text for row in Paragraph.objects.filter(section__report=report, section__kind="problems")
    )
    assert ("抓得还不够紧" in told) != ("时紧时松" in told)
