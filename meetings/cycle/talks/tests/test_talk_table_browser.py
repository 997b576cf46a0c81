"""谈心谈话 of past years in a real browser: from the list to the file, one name mended, a column left out, entered."""

import pytest

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.cycle.talks.models import Talk

TALKS = """2025年谈心谈话情况登记表,,,,,
序号,谈话时间,谈话人,谈话对象,谈话地点,谈话主要内容,颜色
1,3月7日,{one},{two}、{three},会议室,谈工作,蓝
2,2025.4.1,{two},周试物,工地,谈思想,
"""


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_enters_a_table_of_talks(live_page, cast, tmp_path, viewport):
    one, two, three = (getattr(cast.people, name).name for name in ("secretary", "committee", "discipline"))
    file = tmp_path / "谈话.csv"
    file.write_text(TALKS.format(one=one, two=two, three=three), encoding="gbk")
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/meetings/talks/?year=2025")
    page.get_by_role("link", name="导入表格").click()
    page.get_by_label("表格文件").set_input_files(file)
    page.get_by_label("没有写所属年度的").fill("2025")
    page.get_by_label("只写了月和日的日期").fill("2025")
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("没有“周试物”这一项").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("谈话对象").nth(2).fill(cast.people.member.name)
    page.get_by_role("button", name="登记勾选的行").click()
    page.get_by_text("请勾选“不导入”").wait_for()
    page.get_by_label("谈心谈话没有这几栏，不导入：颜色").check()
    page.get_by_role("button", name="登记勾选的行").click()
    page.get_by_text("已登记 3 次").wait_for()
    assert Talk.objects.filter(year=2025, one=cast.people.secretary).count() == 2
