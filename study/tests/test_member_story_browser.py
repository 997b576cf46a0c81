"""A member on the phone: sign in, open the task, read, write the 心得, see the hours."""

import pytest
from playwright.sync_api import expect

from core.testing_browser import PHONE, axe_violations, sideways_scroll
from study.reading.models import Reflection, StudyMaterial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def task(cast, give, material):  # noqa: ARG001  # for its effect
    material.body = "\n".join(f"第{number}段：" + "把学到的用到岗位上。" * 12 for number in range(1, 30))
    material.save()
    return give(title="条例导读学习", material=material, needs_reflection=True)


def becomes_true(page, expression: str) -> bool:
    """Ask again until a script expression holds; the content policy forbids the browser's own waiting by text."""
    for _ in range(100):
        if page.evaluate(expression):
            return True
        page.wait_for_timeout(50)
    return False


def assert_clean(page) -> None:
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.usefixtures("task")
def test_member_studies_on_the_phone(cast, live_page):
    page = live_page(viewport=PHONE)
    page.goto("/study/")
    page.get_by_label("登录名").fill("member")
    page.get_by_label("密码").fill("zhibu-test-pass")
    page.get_by_role("button", name="登录").click()

    expect(page.locator("h1")).to_have_text("我的学习")
    expect(page.locator(".due-row").first).to_contain_text("剩 5 天")
    expect(page.locator(".kpi-value")).to_contain_text("0 / 32 学时")
    assert_clean(page)

    page.get_by_role("link", name="去学习").click()
    expect(page.locator(".reading-text")).to_have_count(29)
    assert_clean(page)
    size = page.locator(".reading-text").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 16

    page.get_by_role("button", name="完成学习").click()
    page.wait_for_url("**/study/assignments/*/")
    expect(page.get_by_role("alert")).to_contain_text("请写下学习心得")
    assert_clean(page)

    page.get_by_label("学习心得").fill("学完条例，先把支委会按月开起来。")
    page.get_by_role("button", name="完成学习").click()
    page.get_by_text("已完成学习，记 2 学时。").wait_for()
    expect(page.locator("main")).to_contain_text("先把支委会按月开起来")
    assert_clean(page)

    page.get_by_role("link", name="看我的学时").click()
    expect(page.locator(".kpi-value")).to_contain_text("2 / 32 学时")
    expect(page.locator("main")).to_contain_text("还差 30 学时")
    expect(page.locator(".due-row")).to_have_count(0)
    assert Reflection.objects.get().member == cast.people.member


def test_typed_text_survives_leaving_and_goes_once_it_is_sent(cast, live_page, task, share_of):
    page = live_page(cast.member, viewport=PHONE)
    url = f"/study/assignments/{share_of(task, cast.people.member).pk}/"
    page.goto(url)
    page.get_by_label("学习心得").fill("写到一半的话")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/study/mine/")
    page.goto(url)
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_label("学习心得")).to_have_value("写到一半的话")
    assert_clean(page)
    page.get_by_role("button", name="完成学习").click()
    page.get_by_text("已完成学习").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft')).length") == 0


@pytest.mark.usefixtures("task")
def test_a_long_text_remembers_its_place(cast, live_page):
    page = live_page(cast.member, viewport=PHONE)
    url = f"/study/materials/{StudyMaterial.objects.get().pk}/"
    page.goto(url)
    button = page.get_by_role("button", name="接着上次读")
    expect(button).to_be_hidden()
    page.locator(".reading-text").nth(15).scroll_into_view_if_needed()
    key = f"zhibu:material-{StudyMaterial.objects.get().pk}"
    assert becomes_true(page, f"Number(localStorage.getItem('{key}')) > 10")
    page.goto(url)
    button.click()
    assert becomes_true(page, "window.scrollY > 1000")


@pytest.mark.usefixtures("give")
def test_the_form_asks_only_for_what_the_audience_needs(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/study/tasks/new/")
    group, chosen = page.locator("#div_id_group"), page.locator("#div_id_chosen")
    expect(group).to_be_hidden()
    expect(chosen).to_be_hidden()
    page.get_by_label("指定党员", exact=True).check()
    expect(chosen).to_be_visible()
    expect(group).to_be_hidden()
    page.locator("input[name=audience][value=GROUP]").check()
    expect(group).to_be_visible()
    expect(chosen).to_be_hidden()
