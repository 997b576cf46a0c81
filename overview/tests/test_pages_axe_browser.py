"""Report, work bench, oversight and search in a real browser: nothing for axe-core, no sideways scroll."""

from datetime import date

import pytest
from django.urls import reverse

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from meetings.tests.helpers import hold
from rectification.models import Problem
from reports import services
from reports.models import Paragraph

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2025


@pytest.fixture
def report(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE", "STUDY", by=cast.secretary, title="研究桩基专项")
    Problem.objects.create(branch=cast.branch, year=YEAR, title="学用脱节", is_main=True)
    report = services.draft_report(branch=cast.branch, year=YEAR, by=cast.secretary, on=date(2026, 1, 20))
    paragraph = Paragraph.objects.get(section__report=report, section__kind="problems")
    services.save_paragraph(
        paragraph=paragraph, text="学用脱节。另一句没有记录。", lock_version=1, by=cast.secretary
    )
    return report


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_are_clean(live_page, cast, report, viewport):
    sentence = Paragraph.objects.get(section__report=report, section__kind="problems").sentences.first()
    home = reverse("overview:home")
    pages = [
        (cast.secretary, reverse("reports:report_detail", args=[report.pk])),
        (cast.secretary, reverse("reports:sentence_source", args=[sentence.pk])),
        (cast.secretary, reverse("reports:report_create")),
        (cast.secretary, reverse("overview:search") + "?q=桩基"),
        (cast.superior, reverse("overview:oversight")),
        *[(user, home) for user in (cast.secretary, cast.group_leader, cast.member, cast.administrator)],
    ]
    found = {}
    for user, url in pages:
        page = live_page(user, viewport=viewport, year=YEAR)
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
        if problems := axe_violations(page):
            found[f"{user} {url}"] = problems
        assert sideways_scroll(page) == 0, url
        page.context.close()
    assert found == {}
