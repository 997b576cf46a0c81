"""The entry form in a real browser: persons are tapped, all of them at once, and the form is accessible."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Activity
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_records_an_activity_with_everyone(viewport, cast, live_page):
    page = live_page(cast.secretary, viewport=viewport)
    page.goto(reverse("activities:activity_list"))
    page.get_by_role("main").get_by_role("link", name="登记活动").first.click()
    page.get_by_role("link", name="廉政案例学习").click()
    assert axe_violations(page) == []
    assert not sideways_scroll(page)
    page.get_by_label("案例").fill("某单位虚报工程量案")
    people = page.locator("#div_id_participants")
    people.get_by_role("button", name="全选").click()
    people.get_by_label("周试五").uncheck()
    expect(people).to_contain_text("已选 9 / 10 人")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="学习廉政案例：某单位虚报工程量案").wait_for()
    activity = Activity.objects.get()
    assert len(activity.participant_ids) == 9
    assert cast.people.member.pk not in activity.participant_ids


def test_sends_nobody_after_none_is_chosen(cast, live_page):
    page = live_page(cast.secretary)
    page.goto(reverse("activities:activity_create") + "?kind=case_study")
    page.get_by_label("案例").fill("某单位虚报工程量案")
    people = page.locator("#div_id_participants")
    people.get_by_role("button", name="全选").click()
    people.get_by_role("button", name="全不选").click()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("没有登记参加的党员。").wait_for()
    assert Activity.objects.get().participant_ids == frozenset()
