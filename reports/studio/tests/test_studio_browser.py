"""The editor in a real browser: written, moved, split, merged, undone, stored by itself; alone, offline and by two people."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from activities.models import Activity
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.tests.helpers import hold
from reports.report import services
from reports.report.models import Paragraph
from reports.tests.test_structure import ON, make_report, rows, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Puts the caret before these words, as a click does.
BEFORE = """(words) => {
    const walker = document.createTreeWalker(document.querySelector(".studio-editor"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && !walker.currentNode.data.includes(words));
    getSelection().collapse(walker.currentNode, walker.currentNode.data.indexOf(words));
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


# Selects from the first of these words to the end of the paragraph that holds the second.
SELECT = """([first, last]) => {
    const found = (words) => {
        const walker = document.createTreeWalker(document.querySelector(".studio-editor"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode() && !walker.currentNode.data.includes(words));
        return walker.currentNode;
    };
    const [from, to] = [found(first), found(last)];
    document.querySelector(".studio-editor").focus();
    getSelection().setBaseAndExtent(from, from.data.indexOf(first), to, to.length);
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


class Studio:
    """A person's editor of the report."""

    def __init__(self, live_page, user, report, viewport=DESKTOP):
        self.page = live_page(user, viewport=viewport, year=2025)
        self.page.goto(f"/reports/{report.pk}/")
        expect(self.page.locator("body[data-studio-ready]")).to_be_visible()

    @property
    def state(self):
        return self.page.locator("[data-studio-state]")

    def paragraph(self, words: str):
        return self.page.locator(".studio-editor .para-text", has_text=words)

    def caret(self, words: str, key: str = "End") -> None:
        """Put the caret at the end (or beginning) of the paragraph with these words."""
        self.paragraph(words).first.click()
        self.page.keyboard.press(key)
        # The editor hears of the caret a moment later.
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        expect(self.state).to_have_text(re.compile(r"^(已保存 \d\d:\d\d|全部已保存)$"))


@pytest.fixture
def report(cast):
    hold(cast.branch, "2025-03-01 09:00", "ASSEMBLY")
    return make_report(cast)


def test_writes_splits_merges_moves_and_takes_it_back(live_page, cast, report):
    studio = Studio(live_page, cast.secretary, report)
    studio.caret("学用脱节")
    studio.type("职工也有意见。")
    studio.saved()
    assert told(report)[0] == "学用脱节。表现在三个方面。职工也有意见。"
    expect(studio.paragraph("职工也有意见").locator("[data-word='无据']")).to_have_count(1)
    # The figures at the left follow, to what the page says when it is opened again.
    expect(studio.page.locator("[data-toc-open]", has_text="1 待定")).to_have_count(1)
    figures = studio.page.locator("[data-toc], .studio-sum")
    told_then = figures.all_text_contents()
    studio.page.reload()
    expect(studio.page.locator("body[data-studio-ready]")).to_be_visible()
    expect(figures).to_have_text(told_then)
    studio.caret("学用脱节")

    studio.press("Alt+ArrowDown")
    expect(studio.page.locator(".studio-editor .para-text[data-number='1.']").last).to_contain_text(
        "督促不够"
    )
    studio.page.evaluate(BEFORE, "职工也有意见")
    studio.press("Enter", "Control+s")
    studio.saved()
    expect(studio.page.locator(".studio-editor .para-text[data-number='3.']")).to_have_text(
        re.compile("^职工也有意见。")
    )
    assert told(report)[:3] == ["督促不够。表现在三个方面。", "学用脱节。表现在三个方面。", "职工也有意见。"]

    # First the number goes, then the paragraph.
    studio.press("Backspace", "Backspace")
    expect(studio.paragraph("学用脱节")).to_have_text(re.compile("职工也有意见"))
    studio.press("Control+z", "Control+z")
    expect(studio.page.locator(".studio-editor .para-text[data-number='3.']")).to_have_text(
        re.compile("^职工也有意见。")
    )
    studio.press("Control+z", "Control+z", "Control+s")
    studio.saved()
    assert told(report)[:2] == ["学用脱节。表现在三个方面。职工也有意见。", "督促不够。表现在三个方面。"]
    assert axe_violations(studio.page) == []


def test_inserts_a_fact_by_pinyin_and_fixes_it_as_text(live_page, cast, report):
    studio = Studio(live_page, cast.secretary, report)
    studio.caret("学用脱节")
    studio.type("召开党员大会")
    studio.page.keyboard.type("/dydh")
    option = studio.page.get_by_role("option", name="党员大会次数")
    expect(option).to_be_visible()
    studio.press("Enter")
    studio.type("次。")
    studio.saved()
    assert told(report)[0].endswith("召开党员大会{党员大会次数}次。")
    studio.paragraph("学用脱节").locator(".fact").click()
    card = studio.page.get_by_role("dialog", name="数据的来源")
    expect(card.get_by_role("link")).to_have_count(1)
    assert axe_violations(studio.page) == []
    card.get_by_role("button", name="固定为文字").click()
    expect(studio.paragraph("学用脱节").locator(".fact")).to_have_count(0)
    studio.press("Control+s")
    studio.saved()
    assert told(report)[0].endswith("召开党员大会1次。")


def test_what_is_typed_without_the_network_is_kept_and_sent_later(live_page, cast, report):
    studio = Studio(live_page, cast.secretary, report)
    studio.page.context.set_offline(True)
    studio.caret("学用脱节")
    studio.type("没有网的时候写的。")
    expect(studio.state).to_contain_text("留在这台设备上")
    studio.page.context.set_offline(False)
    studio.saved()
    assert told(report)[0].endswith("没有网的时候写的。")
    # The page is gone before the words are sent: the next one offers them.
    studio.page.context.set_offline(True)
    studio.caret("督促不够")
    studio.type("来不及保存的。")
    expect(studio.state).to_contain_text("留在这台设备上")
    context = studio.page.context
    studio.page.close()  # as when the browser dies: nothing is sent on the way out
    context.set_offline(False)
    assert not told(report)[1].endswith("来不及保存的。")
    studio.page = context.new_page()
    studio.page.goto(f"/reports/{report.pk}/")
    studio.page.get_by_role("button", name="恢复", exact=True).click()
    expect(studio.paragraph("来不及保存的")).to_be_visible()
    studio.saved()
    assert told(report)[1].endswith("来不及保存的。")


def test_a_session_that_has_ended_is_begun_again_over_the_text(live_page, cast, report):
    studio = Studio(live_page, cast.secretary, report)
    Session.objects.all().delete()
    studio.caret("学用脱节")
    studio.type("登录到时限以后写的。")
    dialog = studio.page.get_by_role("dialog", name="请重新登录")
    dialog.get_by_label("密码").fill("zhibu-test-pass")
    assert not told(report)[0].endswith("以后写的。")
    dialog.get_by_role("button", name="登录并发送").click()
    studio.saved()
    assert told(report)[0].endswith("登录到时限以后写的。")
    expect(studio.paragraph("登录到时限")).to_be_visible()


def test_drags_pastes_over_a_section_and_opens_a_fact(live_page, cast, report):
    for data in ({"done_on": "2025-05-20"}, {}, {}):
        Activity.objects.create(
            branch=cast.branch, kind="service", title="修好热水管", happened_on="2025-05-09", data=data
        )
    first, *_ = rows(report)
    services.save_paragraph(
        paragraph=first,
        text=f"{first.text}{{办实事情况}}",
        lock_version=first.lock_version,
        by=cast.secretary,
        on=ON,
    )
    studio = Studio(live_page, cast.secretary, report)
    page = studio.page
    # By its handle before the first one.
    studio.paragraph("创新不足").hover()
    page.get_by_role("button", name="本段的操作，按住可以拖动").hover()
    goal = studio.paragraph("学用脱节").bounding_box()
    page.mouse.down()
    for y in (12, 3):
        page.mouse.move(goal["x"] + 200, goal["y"] + y, steps=4)
    expect(page.locator(".studio-drop")).to_be_visible()
    page.mouse.up()
    expect(page.locator("section[id^=section-problems] .para-text").first).to_contain_text("创新不足")
    # What is told in one fact becomes words with figures inside.
    studio.paragraph("学用脱节").locator(".fact").click()
    page.get_by_role("button", name="展开成文字，数字仍随记录更新").click()
    expect(studio.paragraph("学用脱节").locator(".fact", has_text="3")).to_have_count(1)
    studio.press("Control+s")
    studio.saved()
    assert [text[:4] for text in told(report)] == ["创新不足", "学用脱节", "督促不够"]
    assert "{办实事·次数}" in told(report)[1]
    # Copied over the border of a section, it comes as paragraphs; no section comes or goes.
    sections = page.locator(".studio-editor section")
    count = sections.count()
    page.evaluate(SELECT, ["督促不够", "原因"])
    studio.press("Control+c")
    studio.caret("创新不足")
    studio.press("Control+v")
    whole = re.compile("^产生问题的原因分析$")
    expect(page.locator(".studio-editor .para-text").filter(has_text=whole)).to_be_visible()
    expect(sections).to_have_count(count)
    studio.press("Control+s")
    studio.saved()
    assert told(report)[0] == "创新不足。表现在三个方面。督促不够。表现在三个方面。"
    assert told(report)[1] == "产生问题的原因分析"


def test_two_people_see_each_other_and_choose_where_both_wrote(live_page, cast, report):
    one = Studio(live_page, cast.secretary, report)
    other = Studio(live_page, cast.committee, report)
    other.caret("创新不足")
    one.caret("学用脱节")
    other.type("支委写的。")
    other.saved()
    # In different paragraphs: each sees the other's place and words.
    expect(one.page.locator("[data-studio-people]")).to_contain_text("也在编辑", timeout=25_000)
    expect(one.paragraph("创新不足")).to_contain_text("支委写的", timeout=25_000)
    expect(one.paragraph("创新不足")).to_have_attribute("data-who", str(cast.committee), timeout=25_000)
    # In the same one: the second is asked, both changes are kept.
    row = rows(report)[0]
    text = f"个别党员{row.text}"
    services.save_paragraph(paragraph=row, text=text, lock_version=row.lock_version, by=cast.committee, on=ON)
    one.caret("学用脱节")
    one.type("书记写的。")
    choice = one.page.locator("[data-conflict]")
    expect(choice).to_contain_text("现在保存着的：个别党员学用脱节")
    choice.get_by_role("button", name="两边的修改都要").click()
    one.saved()
    assert told(report)[0] == "个别党员学用脱节。表现在三个方面。书记写的。"


def test_chinese_is_composed_without_a_save_in_between(live_page, cast, report):
    studio = Studio(live_page, cast.secretary, report)
    sent = []
    studio.page.on(
        "request", lambda request: "/studio/save/" in request.url and sent.append(request.post_data)
    )
    studio.caret("学用脱节")
    keyboard = studio.page.context.new_cdp_session(studio.page)
    for typed in ("z", "zh", "zhi", "zhi g", "zhi gong"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
        studio.page.wait_for_timeout(500)
    assert sent == []
    keyboard.send("Input.insertText", {"text": "职工"})
    keyboard.send("Input.imeSetComposition", {"text": "man yi", "selectionStart": 6, "selectionEnd": 6})
    keyboard.send("Input.insertText", {"text": "满意。"})
    studio.saved()
    assert told(report)[0] == "学用脱节。表现在三个方面。职工满意。"
    assert not any("zhi" in one for one in sent)


def test_a_phone_reads_and_mends_and_a_draft_comes_back_from_the_menu(live_page, cast, report):
    studio = Studio(live_page, cast.committee, report, viewport=PHONE)
    assert sideways_scroll(studio.page) == 0
    studio.caret("督促不够")
    studio.type("改了几个字。")
    studio.saved()
    studio.page.get_by_role("button", name="本段", exact=True).click()
    studio.page.get_by_role("menuitem", name="恢复起草原文").click()
    expect(studio.paragraph("改了几个字")).to_have_count(0)
    assert told(report)[1] == "督促不够。表现在三个方面。"
    studio.page.get_by_role("button", name="本段", exact=True).click()
    studio.page.get_by_role("menuitem", name="删去本段").click()
    expect(studio.paragraph("督促不够")).to_have_count(0)
    studio.page.get_by_role("button", name="撤销").last.click()
    expect(studio.paragraph("督促不够")).to_have_count(1)
    assert axe_violations(studio.page) == []


def test_without_a_script_the_forms_are_there(browser, live_server, cast, report):
    from core.testing_browser import session_cookie

    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{**session_cookie(cast.secretary, 2025), "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/reports/{report.pk}/")
    expect(page.locator("button", has_text="下移").first).to_be_attached()
    row = rows(report)[0]
    page.locator(f"#p-{row.pk} summary").click()
    page.locator(f"#p-{row.pk} textarea").fill("学用脱节。\n\n表现在三个方面。")
    page.locator(f"#p-{row.pk}").get_by_role("button", name="保存这一段").click()
    expect(page.locator(f"#p-{row.pk}")).to_contain_text("学用脱节")
    assert told(report)[:2] == ["学用脱节。", "表现在三个方面。"]
    assert Paragraph.objects.filter(slot=row.slot).count() == 2
    context.close()
