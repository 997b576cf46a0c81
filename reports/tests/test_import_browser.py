"""The import in a real browser: at a desk and on a phone, choose, look, correct, save."""

import pytest

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from reports.models import AnnualReport
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
    page.get_by_role("button", name="按更正后的类别再看一遍").click()
    page.get_by_text("只保留文字，不生成记录").wait_for()
    page.get_by_role("button", name="保存报告和 11 条记录").click()
    page.get_by_text("已导入").wait_for()
    assert AnnualReport.objects.get().year == 2021
