"""In a real browser: from the sign-in page through the company's service to the work bench, and again over an open form."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from branch.company_sign_in.configured import read_company_sign_in
from branch.company_sign_in.models import CompanyIdentity
from core.testing_browser import DESKTOP, axe_violations
from rectification.problems.models import Cause

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.in_process("gives the server the settings of a company's service"),
]


def test_signs_in_by_the_company_and_again_over_a_form(cast, live_server, browser, services, settings):
    settings.SITE_URL = live_server.url
    settings.COMPANY_SIGN_IN = read_company_sign_in(services.environment("OIDC"))
    CompanyIdentity.objects.create(
        user=cast.secretary,
        kind="OIDC",
        realm=services.address,
        subject="zhou-1",
        confirmed_at=timezone.now(),
    )
    # A context of its own: the watched one takes the way to the company's service for a request that leaks.
    context = browser.new_context(base_url=live_server.url, viewport=DESKTOP, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_role("button", name="用统一身份认证登录")).to_be_visible()
        assert axe_violations(page) == []
        page.get_by_role("button", name="用统一身份认证登录").click()
        expect(page).to_have_url(f"{live_server.url}{reverse('overview:home')}")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("工作台"))

        page.goto(reverse("rectification:cause_create"))
        page.get_by_label("原因").first.fill("学得不深")
        Session.objects.all().delete()
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_role("dialog")).to_contain_text("用统一身份认证登录的，请在新标签页里登录")
        with context.expect_page() as opened:
            page.get_by_role("dialog").get_by_role("link", name="在新标签页里登录").click()
        other = opened.value
        other.get_by_role("button", name="用统一身份认证登录").click()
        expect(other).to_have_url(f"{live_server.url}{reverse('overview:home')}")
        other.close()
        page.bring_to_front()
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(page.locator(".house-alert")).to_contain_text("已")
        expect(page.get_by_text("学得不深").first).to_be_visible()
    finally:
        context.close()
    assert Cause.objects.get().title == "学得不深"
