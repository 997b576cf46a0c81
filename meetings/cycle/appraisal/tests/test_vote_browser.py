"""In a real browser: a member votes on the phone, the secretary closes the round, and the results show."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core import seal_keys, sealed_box
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound, Ballot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_votes_on_the_phone_and_the_results_show_after_closing(cast, live_page):
    today = timezone.localdate()
    appraisal = services.open_round(
        AppraisalRound(branch=cast.branch, year=today.year, opens_on=today, closes_on=today),
        by=cast.secretary,
    )
    for entry in appraisal.entries.exclude(member=cast.people.member)[:3]:
        services.cast_ballot(entry=entry, marks={entry.pk: "BASIC"}, on=today)
    phone = live_page(cast.member, viewport=PHONE)
    phone.goto(f"/meetings/appraisals/{appraisal.pk}/own/")
    phone.get_by_role("link", name="去投票").click()
    phone.get_by_text("系统怎样保证无记名").click()
    expect(phone.get_by_text("保证不了的")).to_be_visible()
    assert (axe_violations(phone), sideways_scroll(phone)) == ([], 0)
    for row in phone.locator(".ballot-row").all():
        row.get_by_text("合格", exact=True).first.click()
    phone.get_by_role("button", name="投票").click()
    phone.get_by_text("您的票已投入票箱").wait_for()
    assert (sealed_box.count(appraisal), Ballot.objects.count()) == (4, 0)

    page = live_page(cast.secretary, year=today.year)
    page.goto(f"/meetings/appraisals/{appraisal.pk}/")
    page.get_by_role("link", name="截止投票").click()
    page.get_by_role("button", name="截止").click()
    page.get_by_text("民主评议已截止").first.wait_for()
    expect(page.locator(".figures").first).to_contain_text(re.compile(r"^\s*发出\s*10\s*票\s*收回\s*4\s*票"))
    expect(page.locator("tbody").first).to_contain_text("合格 1、基本合格 1、弃权 2")
    assert axe_violations(page) == []


def test_a_box_that_does_not_open_is_named_and_everyone_votes_again(cast, live_page):
    today = timezone.localdate()
    appraisal = services.open_round(
        AppraisalRound(branch=cast.branch, year=today.year, opens_on=today, closes_on=today),
        by=cast.secretary,
    )
    for entry in appraisal.entries.all()[:3]:
        services.cast_ballot(entry=entry, marks={}, on=today)
    keys = seal_keys.place()
    for name in keys.names():
        keys.destroy(name)
    page = live_page(cast.secretary, year=today.year)
    page.goto(f"/meetings/appraisals/{appraisal.pk}/")
    assert axe_violations(page) == []
    page.get_by_role("link", name="重新投票").click()
    assert axe_violations(page) == []
    page.get_by_role("button", name="重新投票").click()
    page.get_by_text("请通知全体党员重新投票").wait_for()
    assert sealed_box.count(appraisal) == 0
