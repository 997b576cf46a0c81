"""In the browser: the second factor from switching it on to signing in by it, and a password that is too easy."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from branch.accounts.models import User
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll

from .test_second_factor import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_fine(page) -> bool:
    return axe_violations(page) == [] and sideways_scroll(page) == 0


def test_a_secretary_signs_in_with_a_phone(cast, live_page):
    page = live_page(cast.secretary)
    page.goto(reverse("branch:own_account"))
    page.get_by_role("link", name="开启").click()
    picture = page.get_by_alt_text("二维码")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    assert is_fine(page)
    key = page.locator("code").inner_text()
    page.get_by_label("验证码").fill(code_of(key, -1))
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="开启").click()
    page.get_by_text("第二验证已开启").wait_for()
    assert is_fine(page)
    recovery = page.locator(".recovery-codes code").first.inner_text()

    phone = live_page(viewport=PHONE)
    for typed, wrong in ((code_of(key), "000000"), (recovery, "aaaa-aaaa")):
        phone.goto(reverse("branch:sign_in"))
        phone.get_by_label("用户名").or_(phone.get_by_label("登录名")).fill("secretary")
        phone.get_by_label("密码").fill(PASSWORD)
        phone.get_by_role("button", name="登录").click()
        phone.get_by_label("验证码").fill(wrong)
        phone.get_by_role("button", name="登录").click()
        phone.get_by_text("验证码不对").wait_for()
        assert is_fine(phone)
        phone.get_by_label("验证码").fill(typed)
        phone.get_by_role("button", name="登录").click()
        phone.wait_for_url(f"**{reverse('overview:home')}")
        phone.context.clear_cookies(name="sessionid")


def test_an_administrator_tells_a_one_time_password_that_is_changed_at_once(cast, live_page):
    office = live_page(cast.administrator)
    office.goto(reverse("branch:account_detail", args=[cast.member.pk]))
    office.get_by_role("link", name="重设密码").click()
    office.get_by_role("button", name="生成一次性密码").click()
    password = office.locator(".one-time").inner_text()
    assert is_fine(office)

    phone = live_page(viewport=PHONE)
    phone.goto(reverse("branch:sign_in"))
    phone.get_by_label("用户名").or_(phone.get_by_label("登录名")).fill("member")
    phone.get_by_label("密码").fill(password)
    phone.get_by_role("button", name="登录").click()
    phone.get_by_text("一次性密码，请先改成自己的密码").wait_for()
    for typed, done in (("zhoushiwu1990", "太容易猜"), ("yusan-cidai-gangqin", "密码已修改")):
        phone.get_by_label("现在的密码").fill(password)
        phone.get_by_label("新密码", exact=False).first.fill(typed)
        phone.get_by_label("新密码", exact=False).last.fill(typed)
        phone.get_by_role("button", name="修改密码").click()
        phone.get_by_text(done).first.wait_for()
    assert is_fine(phone)


def test_saving_after_the_end_of_the_session_asks_for_the_code_over_the_page(cast, live_page):
    page = live_page(cast.member)
    page.goto(reverse("branch:second_factor"))
    key = page.locator("code").inner_text()
    page.get_by_label("验证码").fill(code_of(key, -1))
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="开启").click()
    page.get_by_text("第二验证已开启").wait_for()
    page.goto(reverse("branch:own_account"))
    page.get_by_label("邮箱").fill("zhou@example.com")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存", exact=True).click()
    dialog = page.get_by_role("dialog", name="请重新登录")
    dialog.get_by_label("密码").fill(PASSWORD)
    dialog.get_by_role("button", name="登录并发送").click()
    dialog.get_by_label("验证码").fill("000000")
    dialog.get_by_role("button", name="登录并发送").click()
    dialog.get_by_role("alert").get_by_text("验证码不对").wait_for()
    assert is_fine(page)
    dialog.get_by_label("验证码").fill(code_of(key))
    dialog.get_by_role("button", name="登录并发送").click()
    page.get_by_text("设置已保存").wait_for()
    assert User.objects.get(pk=cast.member.pk).email == "zhou@example.com"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_branch_gets_its_accounts_and_a_member_signs_in_with_the_slip(cast, live_page, viewport):
    office = live_page(cast.administrator, viewport=viewport)
    office.goto(reverse("branch:account_list"))
    office.get_by_role("link", name="给党员开账号").click()
    assert is_fine(office)
    office.get_by_label("给郑试3开账号").uncheck()
    office.get_by_label("郑试2的登录名").fill("郑")
    office.get_by_role("button", name="开账号").click()
    office.get_by_text("还有 1 人的登录名或角色要改").wait_for()
    expect(office.get_by_label("给郑试3开账号")).not_to_be_checked()
    assert is_fine(office)
    office.get_by_label("郑试2的登录名").fill("zheng2")
    office.get_by_role("button", name="开账号").click()
    slip = office.locator(".password-slip", has_text="郑试2")
    slip.wait_for()
    expect(office.locator(".password-slip")).to_have_count(3)
    assert is_fine(office)
    office.emulate_media(media="print")
    expect(office.get_by_role("link", name="已经打印")).to_be_hidden()

    secretary = live_page(cast.secretary, viewport=viewport)
    secretary.goto(reverse("branch:role_list"))
    secretary.on("dialog", lambda dialog: dialog.accept())
    secretary.get_by_role("button", name=re.compile("确认全部 3 项")).click()
    secretary.get_by_text("已确认 3 项授权").wait_for()
    assert is_fine(secretary)

    phone = live_page(viewport=PHONE)
    phone.goto(reverse("branch:sign_in"))
    phone.get_by_label("用户名").or_(phone.get_by_label("登录名")).fill("zheng2")
    phone.get_by_label("密码").fill(slip.locator("code").nth(1).inner_text())
    phone.get_by_role("button", name="登录").click()
    phone.get_by_text("请先改成自己的密码").or_(phone.get_by_label("新密码").first).first.wait_for()
