"""The hand-over in a real browser: from the post to the signed list, and the new secretary's first look."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from branch.access import grants_of
from branch.accounts.models import RoleAssignment, User
from core.testing import make_user
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from meetings.meeting.models import Meeting
from meetings.meeting.services import plan_meeting
from meetings.tests.helpers import build

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
def test_the_branch_goes_from_one_secretary_to_the_next(cast, live_page):
    today = timezone.localdate()
    taker = make_user("taker", ("MEMBER", cast.branch), member=cast.people.extra1)
    planned = plan_meeting(
        build(cast.branch, f"{today + timedelta(days=6)}", title="支委会", chair=cast.people.secretary),
        kinds=["COMMITTEE"],
        by=cast.secretary,
    )
    RoleAssignment.objects.create(
        user=make_user("waiting", name="新来的"), organisation=cast.branch, role="MEMBER", starts_on=today
    )
    page = live_page(cast.secretary)
    page.goto(reverse("branch:role_list"))
    page.get_by_role("button", name=re.compile("确认.*新来的")).click()
    page.get_by_text("现在生效").wait_for()
    assert axe_violations(page) == []

    page.goto(reverse("branch:post_detail", args=[cast.people.secretary.posts.get().pk]))
    page.get_by_role("link", name="书记交接").click()
    page.get_by_label("接任书记").select_option(label="郑试1")
    page.get_by_label("监交人").fill("上级甲")
    expect(page.get_by_label("接手人：支委会")).to_have_value("")
    assert axe_violations(page) == []
    page.get_by_role("button", name="办理交接").click()
    page.get_by_text("交接已办理").wait_for()
    assert axe_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="移交清单").click()
        page.get_by_role("link", name="导出 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    address = page.url

    assert Meeting.objects.get(pk=planned.pk).chair == cast.people.extra1
    assert grants_of(User.objects.get(pk=taker.pk)).secretary_ids == {cast.branch.pk}
    phone = live_page(taker, viewport=PHONE)
    phone.goto(address)
    phone.get_by_role("heading", name="在办事项").wait_for()
    assert sideways_scroll(phone) == 0
    assert axe_violations(phone) == []
    phone.goto(reverse("branch:role_list"))
    assert sideways_scroll(phone) == 0
    phone.goto(reverse("overview:handover_create"))
    assert sideways_scroll(phone) == 0
