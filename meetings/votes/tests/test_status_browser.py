"""In a real browser: a passed 转正 becomes the member's status, a refused one an extended 预备期; nothing is typed twice."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from branch.members.models import Member
from core.testing_browser import PHONE, axe_violations, sideways_scroll

from .test_what_follows import vote_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def probationer() -> Member:
    return Member.objects.get(name="吴试六")


def is_fine(page) -> bool:
    return axe_violations(page) == [] and sideways_scroll(page) == 0


def test_a_passed_confirmation_becomes_the_status(cast, live_page):
    vote = vote_on(cast, "CONFIRMATION", "吴试六", 8)
    page = live_page(cast.secretary)
    page.goto(reverse("meetings:vote_detail", args=[vote.pk]))
    page.get_by_role("link", name="登记吴试六转正").click()
    expect(page.get_by_label("变更为")).to_have_value("FULL")
    expect(page.get_by_label("自何日起")).to_have_value("2026-07-03")
    assert is_fine(page)
    page.get_by_role("button", name="变更党籍状态").click()
    page.get_by_text("吴试六的状态已变更").wait_for()
    expect(page.locator("#statuses-title").locator("xpath=ancestor::section")).to_contain_text("正式党员")
    assert probationer().confirmed_on == date(2026, 7, 3)
    page.goto(reverse("meetings:vote_detail", args=[vote.pk]))
    expect(page.get_by_role("link", name="登记吴试六转正")).to_have_count(0)


def test_a_refused_one_extends_the_probation_on_a_phone(cast, live_page):
    probationer().statuses.update(starts_on=date(2025, 7, 5))
    vote = vote_on(cast, "CONFIRMATION", "吴试六", 3)
    page = live_page(cast.secretary, viewport=PHONE)
    page.goto(reverse("meetings:vote_detail", args=[vote.pk]))
    page.get_by_role("link", name="延长吴试六的预备期").click()
    expect(page.get_by_label("依据")).to_have_value("2026年7月3日支部党员大会")
    page.get_by_label("延长至").fill("2026-10-05")
    page.get_by_role("button", name="延长预备期").click()
    page.get_by_text("填 2027-01-05 至 2027-07-05 之间的日期").first.wait_for()
    assert is_fine(page)
    page.get_by_label("延长至").fill("2027-01-05")
    page.get_by_role("button", name="延长预备期").click()
    page.get_by_text("预备期延长至2027年1月5日").wait_for()
    assert is_fine(page)
    status = probationer().statuses.get()
    assert (status.extended_to, status.extension_basis) == (date(2027, 1, 5), "2026年7月3日支部党员大会")
    expect(page.get_by_role("link", name="延长预备期")).to_have_count(0)
