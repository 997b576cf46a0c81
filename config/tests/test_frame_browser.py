"""The frame in a real browser: signing in, navigation, switchers, forms, print; at a desk and on a phone."""

import pytest

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])


def sign_in(page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@WIDTHS
def test_sign_in_page_is_accessible_and_fits(cast, live_page, viewport):
    page = live_page(viewport=viewport)
    page.goto("/accounts/login/")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


def test_axe_sees_a_missing_label(cast, live_page):
    page = live_page()
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('label[for=id_username]').remove()")
    assert any("label" in line for line in axe_violations(page))


def test_wrong_password_is_said_in_chinese_and_keeps_the_name(cast, live_page):
    page = live_page()
    sign_in(page, "secretary", "wrong")
    assert "密码" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("登录名").input_value() == "secretary"
