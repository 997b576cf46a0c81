"""An election in a real browser: from the letter over candidates, meetings and votes to the printed result and the new term."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Post
from branch.office_terms.models import OfficeTerm
from core.dates import add_months
from core.testing import make_user
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from overview.renewal.models import Renewal

pytestmark = pytest.mark.browser


def step(page, label: str) -> None:
    """Press the button of the next step, which is the one named."""
    page.get_by_role("link", name=f"下一步：{label}").click()


def save(page) -> None:
    page.get_by_role("button", name="保存", exact=True).first.click()


def printed(page, label: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=label, exact=True).click()
        page.locator(".dropdown-menu.show").get_by_role("link", name="导出 Word").click()
    return str(download.value.suggested_filename)


def vote(page, votes: dict[str, int], ballots: int) -> None:
    """Type the count beside the names that already stand there."""
    for name in ("issued", "returned", "valid"):
        page.locator(f"[name=ballots_{name}]").fill(str(ballots))
    for row in range(len(votes)):
        name = page.locator(f"[name=lines-{row}-candidate]").input_value()
        page.locator(f"[name=lines-{row}-in_favour]").fill(str(votes[name]))
    save(page)
    page.get_by_text("表决已登记").wait_for()


@pytest.mark.django_db(transaction=True)
def test_from_the_letter_to_the_printed_result(cast, live_page):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    taker = make_user("taker", ("MEMBER", cast.branch), member=cast.people.extra1)
    OfficeTerm.objects.create(
        branch=cast.branch, number=2, starts_on=add_months(today, -36) + timedelta(days=20)
    )
    page = live_page(cast.secretary)
    page.goto(reverse("branch:office_term_list"))
    page.get_by_role("link", name="换届", exact=True).click()
    page.get_by_role("link", name="开始换届").first.click()
    expect(page.get_by_label("选举第几届")).to_have_value("3")
    page.get_by_label("拟召开大会日期").fill(str(yesterday))
    page.get_by_role("button", name="开始", exact=True).click()
    page.get_by_text("换届已建立").wait_for()
    address = page.url
    assert printed(page, "请示").endswith("换届选举的请示.docx")

    step(page, "换届请示")
    page.get_by_label("请示日期").fill(str(yesterday - timedelta(days=40)))
    save(page)
    step(page, "上级批复")
    expect(page.get_by_label("批复单位")).to_have_value("试验公司党委")
    page.get_by_label("批复文号").fill("试党〔2026〕8号")
    page.get_by_label("批复日期").fill(str(yesterday - timedelta(days=30)))
    save(page)

    step(page, "候选人和差额")
    titles = {"郑试1": "书记", "钱试二": "组织委员", "孙试三": "纪检委员"}
    for name, title in titles.items():
        page.get_by_label(f"{name}的拟任职务").select_option(label=title)
    save(page)
    page.get_by_text("候选人至少 4 人，差额不少于应选人数的 20%；现选了 3 人").first.wait_for()
    expect(page.get_by_label("郑试1的拟任职务")).to_have_value("SECRETARY")
    page.get_by_label("周试五的拟任职务").select_option(label="委员")
    save(page)
    step(page, "候选人预备人选报批")
    page.get_by_label("候选人预备人选批复日期").fill(str(yesterday - timedelta(days=10)))
    save(page)
    step(page, "选举办法")
    page.get_by_label("支委会讨论选举办法日期").fill(str(yesterday - timedelta(days=5)))
    save(page)
    step(page, "监票人和计票人")
    page.get_by_role("group", name="监票人", exact=True).get_by_label("郑试2").check()
    page.get_by_role("group", name="计票人", exact=True).get_by_label("郑试3").check()
    save(page)
    step(page, "选票")
    page.get_by_label("印制选票张数").fill("9")
    save(page)
    assert "选票" in printed(page, "选票")

    step(page, "党员大会选举")
    expect(page.get_by_label("名称")).to_have_value("第三届换届选举党员大会")
    save(page)
    page.get_by_text("会议已登记").wait_for()
    page.goto(address)
    step(page, "党员大会选举")
    vote(page, {"郑试1": 8, "钱试二": 7, "孙试三": 6, "周试五": 4}, 9)
    page.goto(address)
    assert "报告单" in printed(page, "报告单")
    step(page, "新一届支委会第一次会议")
    save(page)
    page.get_by_text("会议已登记").wait_for()
    page.goto(address)
    step(page, "新一届支委会第一次会议")
    vote(page, {"郑试1": 3}, 3)
    page.goto(address)
    step(page, "选举结果报告")
    page.get_by_label("选举结果报告日期").fill(str(today))
    save(page)
    assert printed(page, "选举结果报告").endswith("换届选举结果的报告.docx")
    step(page, "选举结果批复")
    page.get_by_label("选举结果批复文号").fill("试党〔2026〕9号")
    page.get_by_label("选举结果批复日期").fill(str(today))
    save(page)

    step(page, "换届生效")
    expect(page.get_by_label("郑试1的职务", exact=True)).to_have_value("SECRETARY")
    assert axe_violations(page) == []
    page.get_by_role("button", name="办理换届").click()
    page.get_by_text("换届已办理：第三届").wait_for()
    assert axe_violations(page) == []
    expect(page.locator("main")).to_contain_text("13 / 13 步已完成")

    renewal = Renewal.objects.get()
    assert (renewal.term.starts_on, renewal.term.approval_document) == (yesterday, "试党〔2026〕9号")
    held = Post.objects.held_on(today).filter(branch=cast.branch).in_rank_order()
    assert [post.member.name for post in held] == ["郑试1", "钱试二", "孙试三"]
    assert grants_of(User.objects.get(pk=taker.pk)).secretary_ids == {cast.branch.pk}
    phone = live_page(taker, viewport=PHONE)
    for url in (address, reverse("branch:office_term_detail", args=[renewal.term_id])):
        phone.goto(url)
        phone.get_by_role("heading", level=1).wait_for()
        assert sideways_scroll(phone) == 0
