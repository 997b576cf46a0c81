"""The import in a real browser: at a desk and on a phone, choose, look, correct, save."""

import pytest
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from reports.report.models import AnnualReport
from reports.tests.old_reports import MADE_UP


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_imports_an_old_report(live_page, cast, tmp_path, viewport):
    file = tmp_path / "旧报告.txt"
    file.write_text(MADE_UP + "— 1 —\n", encoding="utf-8")
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/reports/import/")
    page.get_by_label("报告文件").set_input_files(file)
    page.locator("main").get_by_label("所属年度").fill("2020")
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("标题写的是 2021 年").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.locator("main").get_by_label("所属年度").fill("2021")
    page.get_by_label("类别：产生问题的原因分析").select_option("其他")
    page.get_by_role("button", name="按更正再看一遍").first.click()
    page.get_by_text("只保留文字，不生成记录").wait_for()
    page.get_by_role("button", name="保存报告和 11 条记录").click()
    page.get_by_text("已导入").wait_for()
    assert AnnualReport.objects.get().year == 2021


@pytest.mark.browser
def test_mends_lines_where_they_stand_and_remembers_the_heading(live_page, cast, tmp_path):
    text = MADE_UP.replace("五、产生问题的原因分析", "五、病灶在哪里").replace(
        "一是责任压得不实", "责任压得不实"
    )
    page = live_page(cast.secretary, viewport=DESKTOP)
    for year in ("2021", "2022"):
        file = tmp_path / f"{year}.txt"
        file.write_text(text.replace("2021年度", f"{year}年度"), encoding="utf-8")
        page.goto("/reports/import/")
        page.get_by_label("报告文件").set_input_files(file)
        page.locator("main").get_by_label("所属年度").fill(year)
        page.get_by_role("button", name="下一步：预览").click()
        kind = page.get_by_label("类别：病灶在哪里")
        if year == "2021":
            expect(kind).to_have_value("other")
            page.get_by_text("改第 19 行").click()
            page.get_by_label("第 19 行是什么").select_option("部分的标题：原因分析")
            page.get_by_text("改第 1 行").click()
            page.get_by_label("第 1 行是什么").select_option("不导入")
            page.get_by_role("button", name="按更正再看一遍").first.click()
            page.get_by_text("没有导入：由您略去").wait_for()
            assert axe_violations(page) == []
        expect(page.get_by_label("类别：病灶在哪里")).to_have_value("causes")
        page.get_by_role("button", name="保存报告和").click()
        page.get_by_text("已导入").wait_for()
    assert AnnualReport.objects.count() == 2
