"""A secretary makes a template of seven sections in a Word template of the unit, drafts by it and exports, in a real browser."""

import re
from io import BytesIO

import docx
import pytest
from playwright.sync_api import expect

from core.testing_browser import axe_violations, sideways_scroll
from rectification.problems.models import Problem
from reports.report_templates.models import ReportTemplate
from reports.tests.matrix_houses import FILE


def is_sound(page) -> None:
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def upload_house(page) -> None:
    page.goto("/reports/house/")
    page.get_by_role("link", name="上传本单位模板").first.click()
    page.get_by_label("名称").fill("红头文件")
    page.locator("[name=upload]").set_input_files(FILE)
    press(page, "保存")
    page.wait_for_url(re.compile(r"/reports/house/\d+/$"))
    expect(page.locator("main")).to_contain_text("单位一级：黑体 14 磅")
    is_sound(page)
    page.get_by_role("link", name="编辑").click()
    expect(page.get_by_label("“一、工作情况”是")).to_have_value("heading1")
    is_sound(page)


def make_template(page) -> None:
    page.goto("/reports/templates/new/")
    page.get_by_label("名称").fill("七部分报告")
    page.get_by_label("版式").select_option(label="红头文件")
    press(page, "添加一部分")
    page.locator("[name=sections-6-heading]").fill("需要上级支持的事项")
    is_sound(page)
    press(page, "保存")
    page.wait_for_url(re.compile(r"/reports/templates/\d+/$"))
    expect(page.locator("main")).to_contain_text("人工撰写")
    is_sound(page)


@pytest.mark.browser
def test_drafts_and_exports_by_a_template_of_seven_sections(live_page, cast):
    Problem.objects.create(branch=cast.branch, year=2025, order=1, title="学用脱节", is_main=True)
    page = live_page(cast.secretary, year=2025)
    upload_house(page)
    make_template(page)
    assert ReportTemplate.objects.get().sections.count() == 7
    page.goto("/reports/new/")
    page.get_by_label("报告模板").select_option(label="七部分报告")
    expect(page.locator("main table")).to_contain_text("需要上级支持的事项")
    is_sound(page)
    press(page, "按记录起草")
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    expect(page.locator("main")).to_contain_text("七、需要上级支持的事项")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Word").click()
    word = docx.Document(BytesIO(download.value.path().read_bytes()))
    heads = [one.text for one in word.paragraphs if one.style.name == "单位一级"]
    assert [head[0] for head in heads] == list("一二三四五六七")
    page.goto(f"{page.url}template/")
    page.get_by_label("报告模板").select_option(label="默认（六部分，会议报告）")
    expect(page.get_by_role("button", name="换用这个模板")).to_be_visible()
    is_sound(page)
    press(page, "换用这个模板")
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    expect(page.locator("main")).not_to_contain_text("需要上级支持的事项")
