"""Somebody's own ledger in a real browser: a bad row is mended on the page, a column is named, and all is saved."""

import pytest
from django.urls import reverse

from core.testing_browser import PHONE, axe_violations, sideways_scroll
from rectification.items.models import RectificationItem

from .test_ledgers_of_others import table

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
def test_a_ledger_with_other_words_comes_in(cast, live_page):
    data = table(
        ["序号", "具体问题", "整改举措", "责任人员", "整改期限", "抓手"],
        [1, "补学不全", "每月补学", "周试五、支委会", "长期坚持", "学习日"],
        [2, "走访少", "每周走访", "张三", "尽快", ""],
    )
    file = {"name": "台账.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page = live_page(cast.secretary)
    page.goto(reverse("rectification:ledger_import"))
    page.get_by_label("整改台账").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_text("有 1 行要您看一下").wait_for()
    page.get_by_text("文件里每一处成为什么").click()
    assert axe_violations(page) == []
    page.get_by_label("第 3 行“责任人”").fill("钱试二")
    page.get_by_label("第 3 行“时限”").fill("2026年9月底")
    page.get_by_role("button", name="再核对").click()
    page.get_by_role("button", name="导入 2 项").click()
    page.get_by_text("已导入 2 项整改事项").wait_for()
    items = {item.content: item for item in RectificationItem.objects.all()}
    assert items["每月补学"].due_words == "长期坚持"
    assert items["每月补学"].more_columns == {"抓手": "学习日"}
    assert str(items["每周走访"].due_on) == "2026-09-30"
    phone = live_page(cast.secretary, viewport=PHONE)
    phone.goto(reverse("rectification:ledger_import"))
    phone.get_by_label("整改台账").set_input_files(file)
    phone.get_by_role("button", name="下一步：预览").click()
    phone.get_by_text("要您看一下").or_(phone.get_by_text("已有")).first.wait_for()
    assert sideways_scroll(phone) == 0
    assert axe_violations(phone) == []
