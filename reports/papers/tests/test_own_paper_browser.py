"""A member writes the own outline on the phone and hands it in; the secretary sees it only then."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.testing_browser import PHONE, axe_violations, sideways_scroll
from reports.report.models import AnnualReport

pytestmark = pytest.mark.browser
# Selects all that a paragraph says, as a long press does.
WHOLE = """(paragraph) => {
    getSelection().selectAllChildren(paragraph);
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
WORDS = "我当面提醒工友不够，今后班前会上先讲险点。"


@pytest.mark.django_db(transaction=True)
def test_a_member_writes_and_hands_in_the_own_outline(cast, live_page):
    year = timezone.localdate().year
    phone = live_page(cast.member, viewport=PHONE)
    phone.goto(reverse("reports:own_papers"))
    expect(phone.get_by_role("heading", name="党员个人发言提纲")).to_be_visible()
    assert sideways_scroll(phone) == 0
    assert axe_violations(phone) == []
    phone.get_by_role("button", name="按记录起草").click()
    title = f"{cast.people.member.name}{year}年度组织生活会发言提纲"
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    report = AnnualReport.objects.get(paper="statement")
    expect(phone.locator("body[data-studio-ready]")).to_be_visible()
    gaps = phone.locator(".studio-editor .para-text", has_text="【待补充")
    for left in range(gaps.count(), 0, -1):
        expect(gaps).to_have_count(left)
        gaps.first.click()
        gaps.first.evaluate(WHOLE)
        phone.keyboard.insert_text(WORDS)
    expect(gaps).to_have_count(0)
    phone.keyboard.press("Control+s")
    expect(phone.locator("[data-studio-state]")).to_have_text(re.compile(r"^(已保存 \d\d:\d\d|全部已保存)$"))
    assert sideways_scroll(phone) == 0

    secretary = live_page(cast.secretary)
    secretary.goto(reverse("reports:paper_list"))
    expect(secretary.get_by_text("已交 0 /")).to_be_visible()
    expect(secretary.get_by_text(title)).to_have_count(0)
    assert secretary.goto(reverse("reports:report_detail", args=[report.pk])).status == 404

    phone.get_by_role("button", name="定稿").click()
    expect(phone.get_by_role("heading", name=re.compile("^定稿"))).to_be_visible()
    phone.get_by_role("button", name="定稿").click()
    expect(phone.get_by_text("已定稿，未交").first).to_be_visible()
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="交给书记").click()
    expect(phone.get_by_text("已交书记").first).to_be_visible()

    secretary.goto(reverse("reports:paper_list"))
    expect(secretary.get_by_text("已交 1 /")).to_be_visible()
    assert axe_violations(secretary) == []
    secretary.get_by_role("link", name=title).click()
    expect(secretary.get_by_text(WORDS).first).to_be_visible()
    secretary.once("dialog", lambda dialog: dialog.accept())
    secretary.get_by_role("button", name="已阅").click()
    expect(secretary.get_by_text("书记已阅").first).to_be_visible()
