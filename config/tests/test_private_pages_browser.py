"""What Back shows, in a browser that keeps its pages for Back and Forward (Playwright's default is that it does not)."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.testing_browser import DESKTOP, FLAGS, PHONE, axe_violations, chromium_path, sideways_scroll, until
from rectification.problems.models import Cause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser(browser):
    """Chromium as people have it."""
    chromium = browser.browser_type.launch(
        executable_path=chromium_path(with_desktop=True),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield chromium
    chromium.close()


def go_back(page) -> bool:
    """Press Back; whether the page came out of the back/forward cache as it was left."""
    page.go_back(wait_until="commit")
    until(page, "document.readyState === 'complete'")
    return page.evaluate("window.kept === true")


def leave(page, address: str) -> None:
    """Go on to another page, and know this one again."""
    page.evaluate("window.kept = true")
    page.goto(address)


def test_this_browser_does_keep_pages(cast, live_page):
    """Negative control: a page that forbids nothing comes back as it stood."""
    page = live_page()
    page.goto(reverse("branch:sign_in"))
    page.locator("[name=username]").fill(cast.secretary.username)
    leave(page, "/no/such/page/")
    assert go_back(page)
    expect(page.locator("[name=username]")).to_have_value(cast.secretary.username)


def test_back_after_signing_out_shows_nothing(cast, live_page):
    page, member = live_page(cast.secretary), cast.people.secretary
    page.goto(reverse("overview:home"))
    leave(page, reverse("branch:member_detail", args=[member.pk]))
    expect(page.locator("body")).to_contain_text(member.phone)
    page.evaluate("window.kept = true")
    with page.expect_response(lambda answer: answer.request.method == "POST") as signed_out:
        page.evaluate("document.querySelector('form[action$=\"logout/\"]').submit()")
    assert signed_out.value.all_headers()["clear-site-data"] == '"cache"'
    page.wait_for_url("**/login/**")
    for _ in range(2):
        assert not go_back(page)
        page.wait_for_url("**/login/**")
        expect(page.locator("body")).not_to_contain_text(member.phone)


def test_save_back_and_another_record_makes_two(cast, live_page):
    page = live_page(cast.secretary, year=2025)
    page.goto(reverse("rectification:cause_create"))
    for words in ("学习抓得不紧", "联系群众不够"):
        page.locator("[name=title]").fill(words)
        page.evaluate("window.kept = true")
        page.get_by_role("button", name="保存", exact=True).first.click()
        page.wait_for_url(re.compile(r"/causes/\d+/$"))
        go_back(page)
    assert {cause.title for cause in Cause.objects.all()} == {"学习抓得不紧", "联系群众不够"}


def save_in_used_form(page, token: str, words: str) -> None:
    """What a page does that a browser kept in spite of all: it sends the token that was used."""
    page.goto(reverse("rectification:cause_create"))
    page.evaluate("token => { document.querySelector('[name=form_token]').value = token }", token)
    page.locator("[name=title]").fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="这次填的内容怎么办").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_asks_what_other_words_in_a_used_form_shall_be(viewport, cast, live_page):
    page = live_page(cast.secretary, year=2025, viewport=viewport)
    page.goto(reverse("rectification:cause_create"))
    token = page.locator("[name=form_token]").input_value()
    page.locator("[name=title]").fill("学习抓得不紧")
    page.get_by_role("button", name="保存", exact=True).first.click()
    page.wait_for_url(re.compile(r"/causes/\d+/"))
    save_in_used_form(page, token, "联系群众不够")
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="另存一条").click()
    page.wait_for_url(re.compile(r"/causes/\d+/"))
    save_in_used_form(page, token, "学习抓得还不紧")
    page.locator("[name=title]").press("Tab")
    page.get_by_role("button", name="改那一条").click()
    page.wait_for_url(re.compile(r"/causes/\d+/"))
    assert {cause.title for cause in Cause.objects.all()} == {"学习抓得还不紧", "联系群众不够"}
