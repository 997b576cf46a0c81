"""The frame in a real browser: signing in, navigation, switchers, forms, print; at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])


def sign_in(page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.usefixtures("cast")
@WIDTHS
def test_sign_in_page_is_accessible_and_fits(live_page, viewport):
    page = live_page(viewport=viewport)
    page.goto("/accounts/login/")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.usefixtures("cast")
def test_axe_sees_a_missing_label(live_page):
    page = live_page()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('label[for=id_username]').remove()")
    assert any("label" in line for line in axe_violations(page))


@pytest.mark.usefixtures("cast")
def test_wrong_password_is_said_in_chinese_and_keeps_the_name(live_page):
    page = live_page()
    sign_in(page, "secretary", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("密码")
    expect(page.get_by_label("登录名")).to_have_value("secretary")


@WIDTHS
def test_frame_is_accessible_and_fits(cast, live_page, viewport):
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/records/trash/")
    expect(page.locator("h1")).to_have_text("回收站")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


def test_keyboard_reaches_the_text_first(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/records/trash/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_choosing_a_year_stays_on_the_page(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/records/trash/")
    with page.expect_navigation():
        page.get_by_label("所属年度").first.select_option("2024")
    expect(page).to_have_url(re.compile(r"/records/trash/$"))
    expect(page.get_by_label("所属年度").first).to_have_value("2024")


def test_phone_has_a_bar_of_five_and_a_sheet_with_all(cast, live_page):
    page = live_page(cast.secretary, viewport=PHONE)
    page.goto("/records/trash/")
    bar = page.get_by_role("navigation", name="底部导航")
    items = bar.locator("a, button").all()
    assert len(items) == 5
    assert all(item.bounding_box()["height"] >= 44 for item in items)
    bar.get_by_role("button", name="更多").click()
    sheet = page.get_by_role("navigation", name="全部栏目")
    sheet.get_by_role("link", name="年度报告").wait_for()
    assert axe_violations(page) == []
    with page.expect_navigation():
        sheet.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile(r"/accounts/login/"))


def test_password_page_names_what_is_wrong(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/accounts/password/")
    page.locator("#id_old_password").fill("zhibu-test-pass")
    page.locator("#id_new_password1").fill("short")
    page.locator("#id_new_password2").fill("other")
    page.get_by_role("button", name="修改密码").last.click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    expect(summary).to_contain_text("还没有保存")
    assert axe_violations(page) == []
