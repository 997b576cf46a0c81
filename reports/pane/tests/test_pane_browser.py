"""The pane in the browser: tabs by keyboard, the caret followed, decisions without leaving the page, a sheet on a phone.

The editor is played by the events that it and the pane agree on.
"""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Activity
from core.testing import build_cast
from core.testing_browser import PHONE, axe_violations, sideways_scroll, until
from reports.report import services
from reports.report.models import Paragraph, SetAside
from reports.tests.matrix import make_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON = date(2026, 1, 20)
EDITOR = """
    document.documentElement.dataset.studio = "1";
    window.heard = [];
    for (const name of ["studio:goto", "studio:replace", "studio:backing"])
        document.addEventListener(name, (event) => window.heard.push([name, event.detail]));
"""


def say(page, name: str, **detail) -> None:
    page.evaluate(
        "([name, detail]) => document.dispatchEvent(new CustomEvent(name, { detail }))",
        [f"studio:{name}", detail],
    )


def test_the_pane_follows_the_text_and_decides_without_leaving_it(live_page):
    cast = build_cast()
    report = make_report(cast)
    Activity.objects.create(
        branch=cast.branch,
        kind="service",
        title="修好工区食堂的热水管",
        happened_on=date(2025, 5, 9),
        data={},
    )
    paragraph = Paragraph.objects.get(section__report=report, section__kind="problems")
    text = "针对针对工区食堂的困难，修好了食堂的热水管。多次走访。"
    services.save_paragraph(paragraph=paragraph, text=text, lock_version=1, by=cast.secretary, on=ON)
    first = paragraph.sentences.first()
    page = live_page(cast.secretary, year=2025)
    page.goto(reverse("reports:report_detail", args=[report.pk]))
    expect(page.locator("html[data-studio]")).to_be_visible()
    page.evaluate(EDITOR)
    tabs = page.get_by_role("tablist", name="依据与校对")
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("把光标放到一句话里")

    say(page, "select", paragraph=paragraph.pk, sentence=first.pk)
    expect(panel).to_contain_text("没有记录支撑这一句")
    panel.get_by_role("link", name="修好工区食堂的热水管").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("2025年5月9日")
    page.keyboard.press("Escape")
    expect(panel.get_by_role("link", name="修好工区食堂的热水管")).to_be_focused()
    panel.get_by_role("button", name="作为依据").click()
    expect(page.locator("[data-pane-told]")).to_contain_text("已指定依据“修好工区食堂的热水管”")
    expect(panel).to_contain_text("依据的记录")
    assert axe_violations(page) == []

    tabs.get_by_role("tab", name="依据").focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.get_by_role("tab", name="校对")).to_have_attribute("aria-selected", "true")
    doubled = panel.get_by_role("listitem").filter(has_text="“针对”连写了两遍")
    doubled.get_by_role("link").click()
    doubled.get_by_role("button", name="改为“针对”").click()
    expect(doubled).to_have_count(0)
    vague = panel.get_by_role("listitem").filter(has_text="数量说得不具体")
    vague.get_by_text("不改", exact=True).first.click()
    vague.get_by_label("不改的理由").fill("原话")
    # What is typed outlives a renewal.
    say(page, "saved", paragraphs=[paragraph.pk])
    vague.get_by_role("button", name="不改").click()
    expect(vague).to_have_count(0)
    assert SetAside.objects.get().reason == "原话"
    until(page, "window.heard.length === 4")
    place = {"paragraph": paragraph.pk, "sentence": first.pk}
    assert page.evaluate("window.heard") == [
        ["studio:backing", {"paragraph": paragraph.pk}],
        ["studio:goto", place],
        ["studio:replace", {"paragraph": paragraph.pk, "text": "针对针对", "suggestion": "针对"}],
        ["studio:backing", {"paragraph": paragraph.pk}],
    ]

    tabs.get_by_role("tab", name="版面").click()
    expect(panel.get_by_alt_text("第 1 页")).to_be_visible()
    expect(panel).to_contain_text("光标所在的段落在第 1 页")
    expect(panel.locator(".pages-bar")).to_have_count(1)
    kept = panel.locator("img").get_attribute("src")
    paragraph.refresh_from_db()
    services.save_paragraph(
        paragraph=paragraph, text="改好了。", lock_version=paragraph.lock_version, by=cast.secretary, on=ON
    )
    say(page, "saved", paragraphs=[paragraph.pk])
    expect(panel.locator("img")).not_to_have_attribute("src", kept)
    assert axe_violations(page) == []

    page.reload()
    expect(tabs.get_by_role("tab", name="版面")).to_have_attribute("aria-selected", "true")


def test_on_a_phone_the_pane_is_a_sheet_over_the_text(live_page):
    cast = build_cast()
    report = make_report(cast)
    page = live_page(cast.committee, viewport=PHONE, year=2025)
    page.goto(reverse("reports:report_detail", args=[report.pk]) + "?forms=1")
    panel = page.locator("#pane-panel-sources")
    expect(page.get_by_role("tab", name="版面")).to_be_visible()
    expect(panel).to_be_hidden()
    place = page.locator(".source-count").last
    place.click()
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    expect(panel.locator(".pane-sentence")).to_be_visible()
    before = page.evaluate("window.scrollY")
    assert sideways_scroll(page) == 0
    assert axe_violations(page) == []
    page.get_by_role("button", name="收起，回到正文").click()
    expect(panel).to_be_hidden()
    expect(place).to_be_in_viewport()
    until(page, "y => window.scrollY === y", before)
    # Back puts the sheet away, and leaves the page only when nothing lies over it.
    place.click()
    expect(panel).to_be_visible()
    page.go_back()
    expect(panel).to_be_hidden()
    expect(place).to_be_in_viewport()
    # What is done with the paper lies behind one button; the one that leads on stands beside it.
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_role("button", name="提交支委会审议")).to_be_in_viewport()
    expect(page.get_by_role("link", name="导出 Word")).to_be_hidden()
    page.get_by_role("button", name="更多操作").click()
    expect(page.get_by_role("link", name="导出 Word")).to_be_visible()
    assert axe_violations(page) == []
