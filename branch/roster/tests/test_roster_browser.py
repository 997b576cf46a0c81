"""A new branch's roster in a real browser: choose the file, mend one row, leave a column out, enter."""

import pytest

from branch.members.models import Member
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll

ROSTER = """某某党支部党员名册,,,,,
序号,姓名,性别,出生年月,入党时间,籍贯
1,孙新一,男,1985-03-02,2008-06-01,某县
2,李新二,女,1990.5,2015-07-01,某县
"""


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_enters_a_roster(live_page, cast, tmp_path, viewport):
    file = tmp_path / "名册.csv"
    file.write_text(ROSTER, encoding="gbk")
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/members/")
    page.get_by_role("link", name="导入名册").click()
    page.get_by_label("名册文件").set_input_files(file)
    page.get_by_label("没有写转入日期的").fill("2020-01-05")
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("没有写哪一日").first.wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("出生日期").nth(1).fill("1990-05-20")
    for place in range(2):
        page.get_by_label("现在的状态").nth(place).select_option("正式党员")
    page.get_by_role("button", name="登入名册").click()
    page.get_by_text("请勾选“不导入”").wait_for()
    page.get_by_label("名册没有这几栏，不导入：籍贯").check()
    page.get_by_role("button", name="登入名册").click()
    page.get_by_text("已登入 2 名党员").wait_for()
    assert sorted(Member.objects.filter(name__contains="新").values_list("name", "birth_date__year")) == [
        ("孙新一", 1985),
        ("李新二", 1990),
    ]
