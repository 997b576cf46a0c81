"""The story of a problem in a real browser, and the pages as axe-core sees them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.testing_browser import PHONE, axe_violations, sideways_scroll
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem

from . import factory

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
def test_problem_goes_from_entry_to_a_verified_close(cast, live_page):
    factory.make_framework(cast)
    page = live_page(cast.secretary, year=2025)
    page.goto(reverse("rectification:problem_create"))
    page.get_by_label("对照方面").select_option(label="对照试验要求方面")
    page.get_by_label("问题表述").fill("理论学习联系实际不够紧密")
    rows = page.locator("[data-formset-row]:visible textarea")
    rows.nth(0).fill("有的学习没有安排讨论")
    rows.nth(1).fill("体会照抄材料")
    page.get_by_label("列为主要问题").check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/problems/\d+/$"))
    assert [point.text for point in Problem.objects.get().points.all()] == [
        "有的学习没有安排讨论",
        "体会照抄材料",
    ]

    page.get_by_role("link", name="写原因").click()
    page.get_by_label("原因", exact=False).first.fill("抓学习的办法不多")
    expect(page.get_by_label("理论学习联系实际不够紧密")).to_be_checked()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="理论学习联系实际不够紧密").click()

    page.get_by_role("link", name="写整改事项").click()
    page.get_by_label("整改措施").fill("每季度组织一次研讨")
    page.get_by_label("责任人").select_option(label="周试五")
    page.get_by_label("完成时限").fill("2026-06-30")
    page.get_by_label("销号标准").fill("四次研讨都有记录")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/items/\d+/$"))
    item = RectificationItem.objects.get()

    factory.make_meeting(cast, "一季度专题研讨")
    member = live_page(cast.member, viewport=PHONE, year=2025)
    member.goto(reverse("rectification:item_detail", args=[item.pk]))
    member.get_by_role("button", name="开始整改").click()
    member.get_by_text("已开始整改").wait_for()
    member.get_by_role("textbox", name="进展").fill("第一次研讨已经开了")
    member.get_by_role("button", name="登记进展").click()
    member.get_by_text("进展已登记").wait_for()
    member.get_by_role("link", name="提交复核").click()
    member.get_by_label("完成情况").fill("四次研讨都开了")
    member.get_by_label("上传佐证文件").set_input_files(
        {"name": "研讨记录.txt", "mimeType": "text/plain", "buffer": "研讨记录".encode()}
    )
    member.get_by_role("button", name="提交复核").click()
    member.get_by_text("等待复核").first.wait_for()
    expect(member.get_by_role("link", name="同意销号")).to_have_count(0)

    verifier = live_page(cast.committee, year=2025)
    verifier.goto(reverse("rectification:item_detail", args=[item.pk]))
    # The committee member leads this item's work only where nobody is responsible, and so may judge it.
    verifier.get_by_role("link", name="同意销号").click()
    verifier.get_by_label("复核意见").fill("记录齐全")
    verifier.get_by_role("button", name="同意销号").click()
    verifier.get_by_text("已销号").first.wait_for()
    item.refresh_from_db()
    assert (item.state, item.closed_by) == ("CLOSED", cast.committee)


@pytest.mark.django_db(transaction=True)
def test_rows_of_points_are_added_and_taken_away(cast, live_page):
    problem = factory.make_problem(cast, points=("甲", "乙", "丙"))
    page = live_page(cast.secretary, year=2025)
    page.goto(reverse("rectification:problem_update", args=[problem.pk]))
    page.get_by_role("button", name="移除").nth(1).click()
    page.get_by_role("button", name="添加一条").click()
    page.locator("[data-formset-row]:visible textarea").last.fill("丁")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/problems/\d+/$"))
    assert [point.text for point in problem.points.all()] == ["甲", "丙", "丁"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_board_and_suggestions_are_accessible_and_fit_the_window(viewport, cast, live_page):
    problem = factory.make_problem(cast)
    factory.make_problem(cast, "学习计划执行还是不紧", year=2024)
    for state in ItemState:
        factory.make_item(cast, problem=problem, state=state)
    page = live_page(cast.committee, viewport=viewport, year=2025)
    for address in (reverse("rectification:item_list") + "?view=board", reverse("rectification:checks")):
        page.goto(address)
        assert axe_violations(page) == [], address
        assert sideways_scroll(page) == 0, address
