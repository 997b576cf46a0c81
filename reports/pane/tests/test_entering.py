"""Every gap of a draft leads to a form that opens, filled in, for the right year, and comes back after saving."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import reverse

from activities.models import WorkArea
from branch.campaigns.models import Campaign
from core.testing import signed_in
from rectification.items.models import RectificationItem
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from reports.drafting.draft import draft
from reports.pane.entering import ways
from reports.report import services, structure
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import GAP
from reports.year_records import YearRecords

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 20)


def records_with_holes(branch) -> None:
    """One record for each gap that a draft can have."""
    of = {"branch": branch, "year": 2025}
    WorkArea.objects.create(
        **of, order=1, name="联系群众", kinds=["service", "gone"], meeting_kinds=["THEME_DAY"]
    )
    WorkArea.objects.create(**of, order=2, name="别的工作")
    Campaign.objects.create(
        branch=branch, name="学习教育", starts_on=date(2025, 3, 1), ends_on=date(2025, 7, 31)
    )
    FrameworkItem.objects.create(**of, order=1, text="对照理论武装方面", audience="COMMITTEE")
    Problem.objects.create(**of, title="会开得多", is_finding=True, is_main=True)
    before = Problem.objects.create(branch=branch, year=2024, title="学用脱节", is_finding=True)
    Problem.objects.create(branch=branch, year=2024, title="联系不够", is_finding=True)
    RectificationItem.objects.create(branch=branch, year=2024, problem=before, content="每月学习一次")
    for model in (Cause, Measure):
        model.objects.create(**of, order=1, title="。", text="")


def gaps(report: AnnualReport):
    for section in report.sections.all():
        for paragraph in Paragraph.objects.filter(section=section).prefetch_related("sentences__sources"):
            for words in GAP.findall(paragraph.text):
                yield section.kind, paragraph, words


@pytest.mark.parametrize("is_empty", [True, False])
def test_each_gap_of_a_draft_has_a_way_that_opens(cast, is_empty):
    if not is_empty:
        records_with_holes(cast.branch)
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    found, secretary = {}, signed_in(cast.secretary, year=2025)
    for kind, paragraph, words in gaps(report):
        offered = ways(report, paragraph, kind, words)
        assert offered, f"{words} leads nowhere"
        for way in offered:
            assert secretary.get(way.url).status_code == 200, way
        found[words] = [way.url for way in offered]
    drafted = draft(YearRecords(cast.branch, 2025, ON))
    assert len(found) == len({gap for s in drafted for p in s.paragraphs for gap in GAP.findall(p.text)})
    if not is_empty:
        area = WorkArea.objects.get(name="联系群众")
        told = found["【待补充：“联系群众”的工作情况】"]
        assert f"/activities/new/?kind=service&work_area={area.pk}" in told
        assert not any("gone" in url for url in told)
        item = RectificationItem.objects.get()
        assert found["【待补充：“每月学习一次”的完成情况】"] == [
            reverse("rectification:item_detail", args=[item.pk])
        ]


def test_a_paragraph_of_ones_own_is_led_by_its_section(cast):
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    section = report.sections.get(kind="causes")
    own = structure.insert_paragraph(
        section=section, after=None, text="【待补充：还有】", by=cast.secretary, on=ON
    )
    assert [way.url for way in ways(report, own, "causes", "【待补充：还有】")] == [
        reverse("rectification:cause_create")
    ]
    assert ways(report, own, "preamble", "【待补充：还有】") == []


def test_the_form_is_filled_in_and_leads_back_to_the_paragraph(cast, client_of):
    records_with_holes(cast.branch)
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    area = WorkArea.objects.get(name="联系群众")
    paragraph = Paragraph.objects.get(slot=f"work:area:{area.pk}")
    back = f"{reverse('reports:report_detail', args=[report.pk])}#p-{paragraph.pk}"
    secretary = client_of(cast.secretary, year=2025)
    part = reverse("reports:report_pane", args=[report.pk, "sources"]) + f"?paragraph={paragraph.pk}"
    shown = secretary.get(part).content.decode()
    address = f"/activities/new/?kind=service&amp;work_area={area.pk}&amp;next={quote(back, safe='')}"
    assert address in shown
    form = secretary.get(address.replace("&amp;", "&")).content.decode()
    assert f'<option value="{area.pk}" selected' in form
    cause = f"{reverse('rectification:cause_create')}?next={quote(back, safe='')}"
    assert secretary.post(cause, {"order": 1, "title": "抓得不紧", "text": ""}).url == back
    # Where somebody works in another year, the button changes to the report's year first.
    elsewhere = client_of(cast.secretary, year=2026).get(part).content.decode()
    assert 'name="year" value="2025"' in elsewhere


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_another_site_is_no_way_back(cast, client_of, page):
    url = reverse("rectification:cause_create") + f"?next={quote(page, safe='')}"
    secretary = client_of(cast.secretary, year=2025)
    answer = secretary.post(url, {"order": 1, "title": "抓得不紧", "text": ""})
    assert answer.url == reverse("rectification:cause_detail", args=[Cause.objects.get().pk])
