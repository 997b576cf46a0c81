"""No typed word is lost: drafts on the device, the sign-in over the page, and who else may be signed in meanwhile."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from core.models import Attachment
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold, item
from rectification.problems.models import Cause

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "zhibu-test-pass"
NEW = "/meetings/new/?kind=COMMITTEE"
BAR = ".draft-bar"


def drafts(page) -> list[dict]:
    """What the device keeps, of everybody."""
    texts = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('zhibu-draft:')).map(([, text]) => text)"
    )
    return [json.loads(text) for text in texts]


def wait_for_draft(page, words: str) -> None:
    for _ in range(100):
        if any(words in json.dumps(draft, ensure_ascii=False) for draft in drafts(page)):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"no draft holds {words}")


def type_meeting(page) -> None:
    """A committee meeting of yesterday with three items, one person away."""
    day = timezone.localdate() - timezone.timedelta(days=1)
    page.locator("#id_starts_at").fill(f"{day}T09:00")
    page.locator("#id_starts_at").dispatch_event("change")
    page.locator("#id_title").fill("打了半天的会议")
    page.locator("[name=agenda-0-title]").fill("第一项")
    for number, title in ((1, "第二项"), (2, "第三项")):
        page.get_by_role("button", name="添加议题").click()
        page.locator(f"[name=agenda-{number}-title]").fill(title)
    row = page.locator("[data-roll-row]").filter(has_text="钱试二")
    row.get_by_text("请假").click()
    row.locator("input[name$=reason]").fill("住院复查")
    page.locator("#id_minutes").fill("会议逐项研究了三件事。")


def titles(page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('[name^=agenda-][name$=-title]')].map(field => field.value)"
    )


def end_sessions() -> None:
    Session.objects.all().delete()


def sign_in_over(page, username: str = "", password: str = PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name="请重新登录")
    dialog.wait_for()
    if username:
        dialog.get_by_label("登录名").fill(username)
    dialog.get_by_label("密码").fill(password)
    dialog.get_by_role("button", name="登录并发送").click()


def test_a_meeting_comes_back_with_its_rows_and_goes_once_it_is_stored(cast, live_page):
    page = live_page(cast.secretary)
    page.goto(NEW)
    type_meeting(page)
    wait_for_draft(page, "会议逐项研究了三件事。")
    assert "住院复查" not in json.dumps(drafts(page), ensure_ascii=False)
    token = page.locator("#id_form_token").input_value()
    page.reload()
    assert titles(page) == [""]
    expect(page.locator(BAR)).to_contain_text("本机有一份未保存的内容（")
    assert axe_violations(page) == []
    page.locator(BAR).get_by_role("button", name="恢复").click()
    expect(page.locator(BAR)).to_contain_text("已恢复")
    assert titles(page) == ["第一项", "第二项", "第三项"]
    expect(page.locator("#id_title")).to_have_value("打了半天的会议")
    expect(page.locator("#id_form_token")).not_to_have_value(token)
    row = page.locator("[data-roll-row]").filter(has_text="钱试二")
    expect(row.locator("[value=LEAVE]")).to_be_checked()
    # A roll that is being fetched anew is pale for a moment.
    page.locator(".htmx-request").first.wait_for(state="detached")
    assert axe_violations(page) == []
    # Left by mistake: the first page leads back.
    page.goto("/")
    lost = page.locator("[data-own-drafts]")
    expect(lost).to_contain_text("本机有 1 份未保存的内容")
    assert axe_violations(page) == []
    lost.get_by_role("link", name="登记会议").click()
    page.locator(BAR).get_by_role("button", name="恢复").click()
    # Refused: the answer holds the words, and so does the device.
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".roll-row.has-error").wait_for()
    assert titles(page) == ["第一项", "第二项", "第三项"]
    expect(page.locator(BAR)).to_have_count(0)
    assert len(drafts(page)) == 1
    page.locator("[data-roll-row]").filter(has_text="钱试二").locator("input[name$=reason]").fill("出差")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/meetings/*/")
    assert drafts(page) == []
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.agenda.all()] == ["第一项", "第二项", "第三项"]
    assert meeting.minutes == "会议逐项研究了三件事。"


def test_a_removed_and_an_added_row_come_back_and_a_later_change_is_told(cast, live_page):
    meeting = hold(
        cast.branch,
        "2025-03-07",
        "COMMITTEE",
        agenda=[item("甲"), item("乙")],
        by=cast.secretary,
        chair=cast.people.secretary,
    )
    page = live_page(cast.secretary, year=2025)
    page.goto(f"/meetings/{meeting.pk}/edit/")
    page.locator("[data-row-remove]").first.click()
    page.get_by_role("button", name="添加议题").click()
    page.locator("[name=agenda-2-title]").fill("丙")
    wait_for_draft(page, "丙")
    # A colleague saves meanwhile.
    Meeting.objects.filter(pk=meeting.pk).update(place="大会议室", lock_version=meeting.lock_version + 1)
    page.reload()
    expect(page.locator(BAR)).to_contain_text("又改过")
    page.locator(BAR).get_by_role("button", name="恢复").click()
    assert titles(page) == ["甲", "乙", "丙"]
    expect(page.locator("[data-formset-row]").first).to_be_hidden()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="别人刚改过这条记录").wait_for()
    assert [one.title for one in meeting.agenda.all()] == ["甲", "乙"]
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/meetings/{meeting.pk}/")
    assert [one.title for one in meeting.agenda.all()] == ["乙", "丙"]
    assert drafts(page) == []


def test_dropping_a_draft_can_be_taken_back_until_the_page_is_left(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/rectification/causes/new/")
    page.locator("main textarea").first.fill("学得不深")
    wait_for_draft(page, "学得不深")
    page.reload()
    bar = page.locator(BAR)
    bar.get_by_role("button", name="丢弃").click()
    assert drafts(page) == []
    bar.get_by_role("button", name="撤销").click()
    assert len(drafts(page)) == 1
    bar.get_by_role("button", name="丢弃").click()
    page.reload()
    expect(bar).to_have_count(0)
    # What is typed and taken back again is no draft, and neither is one that is too old.
    page.locator("main textarea").first.fill("学得不深")
    wait_for_draft(page, "学得不深")
    page.locator("main textarea").first.fill("")
    page.wait_for_timeout(700)
    assert drafts(page) == []
    page.locator("main textarea").first.fill("学得不深")
    page.goto("/rectification/causes/")
    assert len(drafts(page)) == 1
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) if (key.startsWith('zhibu-draft:')) {
            const draft = JSON.parse(localStorage[key]);
            localStorage[key] = JSON.stringify({...draft, at: draft.at - 31 * 24 * 3600 * 1000}); } }"""
    )
    page.goto("/rectification/causes/new/")
    expect(bar).to_have_count(0)
    assert drafts(page) == []


def test_signing_out_clears_what_the_person_left_and_asks_first(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/rectification/causes/new/")
    page.locator("main textarea").first.fill("学得不深")
    page.evaluate("localStorage['zhibu-draft:999:aa'] = JSON.stringify({id: 'aa', form: '', at: Date.now()})")
    asked = []
    page.on(
        "dialog",
        lambda dialog: (
            asked.append(dialog.message),
            dialog.accept() if len(asked) > 1 else dialog.dismiss(),
        ),
    )
    page.locator(".user-button").click()
    page.locator(".dropdown-menu").get_by_role("button", name="退出登录").click()
    page.wait_for_timeout(100)
    assert len(drafts(page)) == 2
    page.locator(".user-button").click()
    with page.expect_navigation():
        page.locator(".dropdown-menu").get_by_role("button", name="退出登录").click()
    assert "1 份没有保存的内容" in asked[0]
    assert [draft["id"] for draft in drafts(page)] == ["aa"]


def test_restricted_pages_keep_nothing_unless_the_person_says_so(cast, live_page):
    page = live_page(cast.secretary)
    page.goto("/meetings/talks/new/")
    content = page.locator("#id_content")
    content.fill("谈了家里的困难")
    page.wait_for_timeout(700)
    assert drafts(page) == []
    assert axe_violations(page) == []
    page.get_by_label("把没有保存的内容留在这台设备上").check()
    wait_for_draft(page, "谈了家里的困难")
    page.reload()
    page.locator(BAR).get_by_role("button", name="恢复").click()
    expect(content).to_have_value("谈了家里的困难")
    page.get_by_label("把没有保存的内容留在这台设备上").uncheck()
    assert drafts(page) == []


def test_saving_after_the_session_has_ended_asks_to_sign_in_and_stores_once(cast, live_page):
    page = live_page(cast.secretary, viewport=PHONE)
    page.goto(NEW)
    type_meeting(page)
    end_sessions()
    page.get_by_role("button", name="保存", exact=True).click()
    sign_in_over(page, password="wrong")
    dialog = page.get_by_role("dialog", name="请重新登录")
    dialog.get_by_role("alert").wait_for()
    assert Meeting.objects.count() == 0
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    sign_in_over(page)
    page.wait_for_url("**/meetings/*/")
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.agenda.count()) == ("会议逐项研究了三件事。", 3)
    assert drafts(page) == []


def test_chosen_files_go_with_the_form_after_signing_in(cast, live_page):
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary, chair=cast.people.secretary)
    page = live_page(cast.secretary, year=2025)
    page.goto(f"/meetings/{meeting.pk}/")
    page.set_input_files(
        ".file-add input[type=file]", {"name": "通知.txt", "mimeType": "text/plain", "buffer": b"abc"}
    )
    end_sessions()
    page.locator(".file-add button").click()
    sign_in_over(page)
    page.get_by_text("已上传“通知.txt”").wait_for()
    assert Attachment.objects.get().name == "通知.txt"


def test_nothing_is_sent_when_somebody_else_signs_in(cast, live_page):
    page = live_page(cast.secretary)
    page.goto(NEW)
    type_meeting(page)
    end_sessions()
    page.get_by_role("button", name="保存", exact=True).click()
    sign_in_over(page, "committee")
    page.get_by_role("alert").filter(has_text="现在登录的是另一个账号").wait_for()
    assert Meeting.objects.count() == 0
    expect(page.locator("#id_minutes")).to_have_value("会议逐项研究了三件事。")
    assert titles(page) == ["第一项", "第二项", "第三项"]
    # The colleague is not offered the words of somebody else.
    page.goto(NEW)
    expect(page.locator(BAR)).to_have_count(0)


def test_a_form_goes_to_the_year_it_was_opened_in(cast, live_page):
    """Signing in anew begins in this year: the form still belongs to the year of its page."""
    page = live_page(cast.secretary, year=2024)
    page.goto("/rectification/causes/new/")
    page.locator("main textarea").first.fill("学得不深")
    end_sessions()
    page.get_by_role("button", name="保存", exact=True).first.click()
    sign_in_over(page)
    page.get_by_role("status").filter(has_text="已").first.wait_for()
    assert Cause.objects.get().year == 2024
