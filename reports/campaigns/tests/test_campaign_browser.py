"""A study campaign in a real browser: from its plan to the paragraph of the report, and what a member reads on the phone."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import Activity
from branch.campaigns.models import Campaign
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from study.reading.models import StudyMaterial

pytestmark = pytest.mark.browser
NAME = "树立和践行正确政绩观学习教育"


@pytest.mark.django_db(transaction=True)
def test_a_campaign_goes_from_the_plan_to_the_paragraph(cast, live_page):
    today = timezone.localdate()
    page = live_page(cast.secretary)
    page.goto(reverse("reports:campaign_list"))
    page.get_by_role("link", name="登记学习教育").first.click()
    page.get_by_label("名称").fill(NAME)
    page.get_by_label("组织文件").fill("《关于开展学习教育的通知》")
    page.get_by_label("开始日期").fill(f"{date(today.year, 1, 1)}")
    page.get_by_label("结束日期").fill(f"{date(today.year, 12, 31)}")
    page.get_by_role("button", name="添加环节").click()
    page.get_by_label("环节", exact=True).last.fill("典型宣传")
    assert axe_violations(page) == []
    page.get_by_role("button", name="保存").first.click()
    page.get_by_role("heading", name="典型宣传").wait_for()

    page.get_by_role("link", name="编辑计划").click()
    page.locator("#id_rows-0-part").select_option(label="学习研讨")
    page.locator("#id_rows-0-what").fill("书记讲专题党课")
    page.locator("#id_rows-0-due_on").fill(f"{today}")
    page.locator("#id_rows-0-who").fill("书记")
    assert axe_violations(page) == []
    page.get_by_role("button", name="保存").first.click()
    page.get_by_role("button", name=re.compile("完成.*书记讲专题党课")).click()
    page.get_by_text("“书记讲专题党课”已登记完成。").wait_for()

    page.goto(f"{reverse('activities:activity_create')}?kind=service")
    chosen = page.get_by_label("学习教育")
    expect(chosen.locator("option:checked")).to_have_text(NAME)
    page.locator("#id_happened_on").fill(f"{today.year - 1}-12-31")
    page.locator("#id_happened_on").blur()
    expect(chosen.locator("option:checked")).to_have_text("不属于")
    page.locator("#id_happened_on").fill(f"{today}")
    page.locator("#id_happened_on").blur()
    expect(chosen.locator("option:checked")).to_have_text(NAME)
    page.get_by_label("诉求").fill("夜班验收等人久")
    page.locator("[name=data_source]").first.check()
    page.get_by_label("简要情况").fill("夜班验收改为约定时间。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("活动已登记。").wait_for()
    campaign = Campaign.objects.get()
    assert Activity.objects.get().campaign == campaign
    StudyMaterial.objects.create(branch=cast.branch, title="学习读本", category="SPEECH", campaign=campaign)

    address = reverse("reports:campaign_detail", args=[campaign.pk])
    page.goto(address)
    page.get_by_text("办实事 1 件").wait_for()
    assert axe_violations(page) == []
    page.get_by_role("button", name="起草学习教育总结").click()
    page.get_by_text("已按归入的记录起草").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Word").click()
    assert download.value.suggested_filename == f"甲项目党支部{NAME}总结.docx"

    page.goto(reverse("reports:report_create"))
    page.get_by_role("button", name="按记录起草").click()
    page.get_by_text("夜班验收改为约定时间。").first.wait_for()
    told = "".join(page.locator("main").inner_text().split())
    assert "学习教育计划安排1项，已完成1项。" in told

    phone = live_page(cast.member, viewport=PHONE)
    phone.goto(address)
    phone.get_by_role("link", name="学习读本").wait_for()
    phone.get_by_text("书记讲专题党课").first.wait_for()
    expect(phone.get_by_text("夜班验收")).to_have_count(0)
    assert sideways_scroll(phone) == 0
    assert axe_violations(phone) == []
