"""The life of a report in a real browser: deliberation, sending, recalling, returning, mending with its comments, acceptance."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.testing_browser import PHONE, axe_violations, sideways_scroll, until
from reports.report.enums import ReportState
from reports.report.models import ReportVersion
from reports.studio.tests.test_studio_browser import BEFORE

from .test_places import FIRST, SECOND, site, write
from .test_review import fresh, move

__all__ = ["site"]
# Whether these words, and no others, are marked in the text.
MARKED = """words => [...document.querySelectorAll(".studio-editor .commented")].map((one) => one.textContent).join("") === words"""
MENDED = "现场办公8次，比上半年少2次。"


def detail(site) -> str:
    return reverse("reports:report_detail", args=[site.report.pk])


def finalise(page) -> None:
    """Give the reason for each sentence that no record backs."""
    page.get_by_role("button", name="定稿", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("定稿")
    for field in page.get_by_label("保留的理由").all():
        field.fill("会上所说")
    page.get_by_role("button", name="定稿", exact=True).click()
    expect(page.get_by_text("已定稿。")).to_be_visible()


def send(page) -> None:
    """By the page that asks."""
    page.get_by_role("button", name="报送上级").click()
    expect(page.get_by_text("试验公司党委")).to_be_visible()
    page.get_by_role("button", name="报送上级").click()
    expect(page.get_by_text("已报送。")).to_be_visible()


def calm(page) -> None:
    """Nothing for axe to find, nothing wider than the window."""
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.browser
def test_goes_from_the_committee_to_acceptance(site, live_page):
    cast = site.cast
    move(site, "SUBMIT")
    # A committee member answers on the phone, and comments at a sentence.
    phone = live_page(cast.committee, viewport=PHONE)
    phone.goto(reverse("reports:report_review", args=[site.report.pk]))
    phone.get_by_label("有意见").check()
    phone.get_by_label("说明").fill("第四部分请写次数。")
    calm(phone)
    phone.get_by_role("button", name="保存意见").click()
    expect(phone.get_by_text("已记下您的意见。")).to_be_visible()
    expect(phone.get_by_role("cell", name="第四部分请写次数。")).to_be_visible()
    phone.goto(f"{reverse('reports:report_comment', args=[site.report.pk])}?paragraph={site.one.pk}")
    phone.get_by_label("针对的文字").fill(SECOND)
    phone.get_by_label("批注内容").fill("少了几次？")
    phone.get_by_role("button", name="写下批注").click()
    expect(phone.get_by_text("已写下批注。")).to_be_visible()

    # The secretary answers it, finalises, sends, recalls and sends again.
    desk = live_page(cast.secretary)
    desk.goto(detail(site))
    mark = desk.locator(".studio-editor .commented")
    until(desk, MARKED, SECOND)
    # The mark goes along with its words: split from what stands before them, moved, joined again.
    desk.locator(".studio-editor .para-text", has_text=FIRST).click()
    desk.evaluate(BEFORE, SECOND[:6])
    for key in ("Enter", "Alt+ArrowDown"):
        desk.keyboard.press(key)
        until(desk, MARKED, SECOND)
    desk.keyboard.press("Alt+ArrowUp")
    desk.keyboard.press("Home")
    desk.keyboard.press("Backspace")
    desk.keyboard.press("Backspace")
    expect(desk.locator(".studio-editor .para-text", has_text=FIRST + SECOND)).to_be_visible()
    desk.keyboard.press("Control+s")
    expect(desk.locator("[data-studio-state]")).to_contain_text("已保存")
    until(desk, MARKED, SECOND)
    # A click on it opens the comment, which is answered where it stands.
    mark.first.click()
    answer = desk.get_by_role("article").filter(has_text="少了几次？")
    expect(answer).to_be_visible()
    calm(desk)
    answer.get_by_text("答复", exact=True).click()
    answer.get_by_role("button", name="不改").click()
    expect(desk.locator("[data-pane-told]")).to_contain_text("不改请写明理由")
    answer.get_by_label("说明").fill("台账里没有分月的数，等补登。")
    answer.get_by_role("button", name="不改").click()
    expect(desk.locator("[data-pane-told]")).to_contain_text("已答复这条批注。")
    expect(answer.get_by_text("台账里没有分月的数")).to_be_visible()
    expect(mark).to_have_count(0)
    finalise(desk)
    send(desk)
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="撤回报送").click()
    expect(desk.get_by_text("已撤回报送")).to_be_visible()
    above = live_page(cast.superior)
    above.goto(reverse("overview:oversight"))
    expect(above.get_by_text("待办理的报告和请示")).to_have_count(0)
    send(desk)

    # The superior officer finds it first, comments the words that are selected, and returns it.
    above.reload()
    above.get_by_role("link", name=site.report.title, exact=True).click()
    words = above.locator(".para-text", has_text=FIRST).first
    words.scroll_into_view_if_needed()
    above.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector(".studio-text"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
          }
        }""",
        "比上半年少了",
    )
    words.locator("xpath=..").get_by_role("link", name="批注", exact=True).click()
    expect(above.get_by_label("针对的文字")).to_have_value("比上半年少了")
    above.get_by_label("批注内容").fill("请写明几次。")
    calm(above)
    above.get_by_role("button", name="写下批注").click()
    above.locator("#pane-tab-comments").click()
    expect(above.get_by_role("article").get_by_text("请写明几次。")).to_be_visible()
    expect(above.locator(".studio-text .commented")).to_have_text("比上半年少了")
    expect(above.get_by_text("少了几次？")).to_have_count(0)
    calm(above)
    above.get_by_role("link", name="退回修改").click()
    above.get_by_label("退回原因和修改要求").fill("数字写具体后再报。")
    above.get_by_role("button", name="退回修改").click()
    expect(above.get_by_text("已退回支部修改。")).to_be_visible()

    # Mending keeps every comment; each is answered.
    desk.goto(detail(site))
    desk.get_by_role("button", name="修订").click()
    expect(desk.get_by_text("已修订")).to_be_visible()
    write(site.one, FIRST + MENDED, cast)
    desk.goto(reverse("reports:report_comments", args=[site.report.pk]))
    for kept in ("请写明几次。", "数字写具体后再报。", "少了几次？"):
        expect(desk.get_by_text(kept)).to_be_visible()
    expect(desk.get_by_text("原句已改动")).to_have_count(2)
    waiting = desk.get_by_role("article").filter(has_text="待答复")
    for left in (1, 0):
        waiting.first.get_by_text("答复", exact=True).click()
        waiting.first.get_by_role("button", name="已改").click()
        expect(waiting).to_have_count(left)
    desk.goto(detail(site))
    finalise(desk)
    send(desk)

    # Accepted from the list; both versions are compared.
    above.goto(reverse("reports:report_list"))
    above.once("dialog", lambda dialog: dialog.accept())
    above.get_by_role("button", name="接收").click()
    expect(above.get_by_text("已接收“")).to_be_visible()
    assert fresh(site).state == ReportState.ACCEPTED
    second, first = ReportVersion.objects.all()
    above.goto(f"{reverse('reports:report_compare', args=[site.report.pk])}?old=v{first.pk}&new=v{second.pk}")
    expect(above.get_by_role("status")).to_have_text("改动 1 段")
    expect(above.locator(".compare-para ins").first).to_be_visible()
    expect(above.locator(".compare-para del").first).to_be_visible()
    calm(above)
    above.goto(reverse("reports:version_detail", args=[first.pk]))
    calm(above)
    phone.goto(reverse("reports:report_read", args=[site.report.pk]))
    expect(phone.get_by_text("按每分钟 220 字估算")).to_be_visible()
    calm(phone)
