"""In a real browser: the count of paper ballots by keyboard, and what the meeting form asks only when it matters."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from branch.members.models import Post
from core.testing_browser import axe_violations
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound, PaperCount

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_types_the_count_by_keyboard_and_the_form_asks_what_matters(cast, live_page):
    today = timezone.localdate()
    appraisal = services.open_round(
        AppraisalRound(branch=cast.branch, year=today.year, opens_on=today, closes_on=today, method="PAPER"),
        by=cast.secretary,
    )
    page = live_page(cast.secretary)
    page.goto(f"/meetings/appraisals/{appraisal.pk}/paper/")
    for number in ("10", "9", "8"):
        page.get_by_label({"10": "发出票数", "9": "收回票数", "8": "有效票数"}[number]).fill(number)
    expect(page.locator("[data-paper-void]")).to_contain_text("1 张")
    graded = list(appraisal.entries.filter(is_graded=True))
    page.locator("[data-paper-row] input").first.focus()
    for _ in graded:
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.keyboard.type("6")
        for _ in range(4):
            page.keyboard.press("Enter")
    sums = page.locator("[data-paper-sum]")
    expect(sums).to_have_text(["7（差 1）"] * sums.count())
    assert axe_violations(page) == []
    for entry in graded:
        page.locator(f"#id_abstained-{entry.pk}").fill("1")
    expect(sums).to_have_text(["8"] * sums.count())
    page.get_by_role("button", name="保存并截止").click()
    page.wait_for_url(f"**/meetings/appraisals/{appraisal.pk}/")
    assert {(count.marks, count.abstained) for count in PaperCount.objects.all()} == {((1, 6, 0, 0), 1)}

    page.get_by_role("link", name="评定和反馈").click()
    page.locator(f"#id_grade-{graded[0].pk}").select_option("优秀")
    page.locator("#fill-grade").select_option("合格")
    page.locator("#fill-day").fill(today.isoformat())
    page.get_by_role("button", name="填到空着的人").click()
    assert axe_violations(page) == []
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/meetings/appraisals/{appraisal.pk}/")
    verdicts = appraisal.entries.filter(is_graded=True).values_list("grade", "feedback_on")
    assert sorted(verdicts) == sorted([("EXCELLENT", today), *[("QUALIFIED", today)] * (len(graded) - 1)])

    page.goto("/cycle/")
    page.locator(".cycle-steps .btn").first.click()
    page.get_by_role("link", name="回到组织生活会流程").click()
    page.wait_for_url("**/cycle/")
    expect(page.locator("[data-way-back]")).to_be_hidden()

    Post.objects.create(
        branch=cast.branch,
        member=cast.people.group_leader,
        title="GROUP_LEADER",
        group=cast.group,
        starts_on=date(2023, 1, 1),
    )
    page.goto("/meetings/new/?kind=COMMITTEE")
    year, note = page.locator("#div_id_year"), page.locator("#div_id_chair_note")
    expect(year).to_be_hidden()
    expect(note).to_be_hidden()
    page.get_by_label("支委会").uncheck()
    page.get_by_label("组织生活会").check()
    expect(year).to_be_visible()
    page.get_by_label("组织生活会").uncheck()
    page.get_by_label("党小组会", exact=True).check()
    page.get_by_label("党小组", exact=True).select_option("第一党小组")
    # The leader takes the chair of the group's meeting.
    expect(page.locator("#id_chair")).to_have_value(f"{cast.people.group_leader.pk}")
    expect(year).to_be_hidden()
    expect(note).to_be_hidden()
    page.get_by_label("主持人").select_option("周试五")
    expect(note).to_be_visible()
