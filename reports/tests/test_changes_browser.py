"""Records change after the draft, in a real browser: the report says so, the author takes one wording and leaves another."""

import pytest

from core import records
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from rectification.problems.models import Problem
from reports.report import services
from reports.report.models import AnnualReport
from reports.tests.test_changes import ON, make_problem


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_takes_a_new_wording_and_leaves_another(live_page, cast, viewport):
    for order, title in enumerate(["学用脱节", "督促不够"], start=1):
        make_problem(cast, order, title)
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    for problem in Problem.objects.all():
        with records.audited(problem, by=cast.secretary):
            problem.title = f"个别党员{problem.title}"
    page = live_page(cast.secretary, viewport=viewport, year=2025)
    page.goto(f"/reports/{report.pk}/")
    page.get_by_role("link", name="记录的变化").get_by_text("2 处").wait_for()
    page.get_by_role("link", name="记录变了 2 处，去对照").click()
    page.get_by_text("逐处决定").wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="采用新写法").first.click()
    page.get_by_text("已处理 1 处：按记录改写").wait_for()
    page.get_by_role("button", name="保留原文").first.click()
    page.get_by_text("已处理 1 处：保留原文").wait_for()
    page.get_by_role("main").get_by_role("link", name="返回报告").first.click()
    page.get_by_text("个别党员学用脱节。").first.wait_for()
    told = AnnualReport.objects.get().sections.get(kind="problems").paragraphs.order_by("order")
    assert [row.text for row in told] == ["个别党员学用脱节。", "督促不够。"]
