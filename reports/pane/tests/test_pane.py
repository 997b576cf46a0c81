"""The pane: who is answered what in each tab, one declaration makes a tab, and what is decided in it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from core.testing import assert_flat_queries
from meetings.tests.helpers import hold
from rectification.problems.models import Problem
from reports.pane import tabs
from reports.report import services, structure
from reports.report.enums import ReportState
from reports.report.models import AnnualReport, Paragraph, ReportVersion, Sentence
from reports.tests.matrix import make_report

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 20)
TABS = ("sources", "facts", "advice", "last-year", "layout")
BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def report(cast) -> AnnualReport:
    return make_report(cast)


@pytest.fixture
def paragraph(report) -> Paragraph:
    return Paragraph.objects.get(section__report=report, section__kind="problems")


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def pane(report: AnnualReport, tab: str, **query) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("reports:report_pane", args=[report.pk, tab]) + (f"?{asked}" if asked else "")


def words(client, url: str, **headers) -> str:
    answer = client.get(url, **headers)
    assert answer.status_code == 200, url
    return answer.content.decode()


def typed(paragraph: Paragraph, text: str, by) -> Paragraph:
    services.save_paragraph(paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=by, on=ON)
    return Paragraph.objects.get(pk=paragraph.pk)


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_is_the_branchs_own_until_the_report_is_sent(cast, client_of, report, tab):
    def statuses() -> dict[str, int]:
        people = {"secretary": cast.secretary, "committee": cast.committee, "superior": cast.superior}
        people |= {"member": cast.member, "outsider": cast.outsider, "leader": cast.group_leader}
        return {name: client_of(one).get(pane(report, tab)).status_code for name, one in people.items()}

    others = {"member": 404, "outsider": 404, "leader": 404}
    assert statuses() == {"secretary": 200, "committee": 200, "superior": 404} | others
    Paragraph.objects.filter(section__report=report).exclude(section__kind="problems").update(
        is_left_out=True
    )
    services.move_report(report=report, action="FINALISE", by=cast.secretary, at=timezone.now())
    services.move_report(report=report, action="SEND", by=cast.secretary, at=timezone.now())
    seen = 404 if tab == "facts" else 200
    assert statuses() == {"secretary": seen, "committee": seen, "superior": seen} | others
    if tab != "facts":
        sent = words(client_of(cast.superior), pane(report, tab))
        assert "<form" not in sent.partition('<div class="card pane-page"')[2].partition("</main>")[0]


def test_a_script_is_given_the_part_alone_and_others_a_page(secretary, report):
    part = words(secretary, pane(report, "advice"), **BY_SCRIPT)
    assert "<html" not in part
    assert 'data-part="advice"' in part
    assert "<html" in words(secretary, pane(report, "advice"))
    assert secretary.get(pane(report, "nothing")).status_code == 404


def test_a_tab_is_one_declaration(secretary, report, monkeypatch):
    tab = tabs.Tab("made-up", "试一试", "reports/pane/_facts.html", lambda _: {"facts": ()}, 90, lambda _: 7)
    monkeypatch.setitem(tabs._tabs, "made-up", tab)
    frame = words(secretary, reverse("reports:report_detail", args=[report.pk]))
    assert frame.index("版面") < frame.index("试一试") < frame.index("data-count>7</span>")
    assert 'data-count="7"' in words(secretary, pane(report, "made-up"), **BY_SCRIPT)


def test_the_sentence_is_found_by_number_place_or_paragraph(secretary, cast, report, paragraph):
    paragraph = typed(paragraph, "学用脱节。职工普遍感到满意。", cast.secretary)
    first, second = paragraph.sentences.all()
    assert "学用脱节" in words(secretary, pane(report, "sources", sentence=first.pk), **BY_SCRIPT)
    # The one on which something is to be decided; one that was written anew meanwhile is found by its paragraph.
    for asked in ({"paragraph": paragraph.pk}, {"paragraph": paragraph.pk, "sentence": 10**9}):
        part = words(secretary, pane(report, "sources", **asked), **BY_SCRIPT)
        assert "没有记录支撑这一句" in part
        assert reverse("reports:sentence_keep", args=[second.pk]) in part
    for odd in ({"sentence": "²"}, {"paragraph": "x"}, {"at": "s-9-9-9"}, {}):
        assert "把光标放到一句话里" in words(secretary, pane(report, "sources", **odd), **BY_SCRIPT)


def test_a_record_like_the_sentence_becomes_its_source_with_one_click(secretary, cast, report, paragraph):
    made = Activity.objects.create(
        branch=cast.branch,
        kind="service",
        title="修好工区食堂的热水管",
        happened_on=date(2025, 5, 9),
        data={},
    )
    Activity.objects.create(
        branch=cast.branch, kind="joint", title="与邻队共建", happened_on=date(2025, 6, 1), data={}
    )
    paragraph = typed(paragraph, "帮助职工修好了工区食堂的热水管。", cast.secretary)
    sentence = paragraph.sentences.get()
    part = words(secretary, pane(report, "sources", sentence=sentence.pk), **BY_SCRIPT)
    assert "修好工区食堂的热水管" in part
    assert "2025年5月9日" in part
    assert "与邻队共建" not in part
    url, value = reverse("reports:sentence_source", args=[sentence.pk]), f"activities.activity:{made.pk}"
    told = secretary.post(url, {"record": value}, **BY_SCRIPT).json()
    assert told == {"told": ["已指定依据“修好工区食堂的热水管”。"], "is_done": True}
    assert sentence.sources.get().object_id == made.pk
    refused = secretary.post(url, {"record": "activities.activity:0"}, **BY_SCRIPT).json()
    assert refused == {"told": ["请先选择一条记录。"], "is_done": False}


def test_what_is_decided_by_a_script_is_told_to_it_alone(secretary, cast, report, paragraph):
    paragraph = typed(paragraph, "学用脱节，针对针对这一点多次提醒。", cast.secretary)
    aside = reverse("reports:advice_set_aside", args=[report.pk])
    asked = {"topic": "模糊数量", "excerpt": "多次", "reason": ""}
    refused = secretary.post(aside, asked, **BY_SCRIPT).json()
    assert not refused["is_done"]
    assert "请写明不改的理由" in refused["told"][0]
    assert secretary.post(aside, asked | {"reason": "原话"}, **BY_SCRIPT).json()["is_done"]
    part = words(secretary, pane(report, "advice"), **BY_SCRIPT)
    assert "数量说得不具体" not in part
    assert f'data-goto="{paragraph.pk}"' in part
    assert f'data-pane-replace="{paragraph.pk}"' in part
    kept = reverse("reports:sentence_keep", args=[paragraph.sentences.get().pk])
    assert secretary.post(kept, {"reason": "会上所说"}, **BY_SCRIPT).json()["is_done"]
    assert "已保留这一句" not in words(secretary, reverse("reports:report_list"))


def test_a_frozen_text_has_no_forms_and_its_places_are_told_by_place(secretary, cast, report):
    Paragraph.objects.filter(section__report=report).exclude(section__kind="problems").update(
        is_left_out=True
    )
    services.move_report(report=report, action="FINALISE", by=cast.secretary, at=timezone.now())
    assert ReportVersion.objects.get().content
    report.refresh_from_db()
    assert report.state == ReportState.FINAL
    text = words(secretary, reverse("reports:report_detail", args=[report.pk]))
    at = text.partition('data-at="')[2].partition('"')[0]
    part = words(secretary, pane(report, "sources", at=at), **BY_SCRIPT)
    assert "依据的记录" in part
    assert "<form" not in part


@pytest.mark.parametrize("tab", TABS)
def test_costs_the_same_with_many_records(secretary, cast, report, tab):
    hold(cast.branch, "2025-02-07", "COMMITTEE", by=cast.secretary)
    Activity.objects.create(
        branch=cast.branch, kind="joint", title="共建", happened_on=date(2025, 6, 1), data={}
    )
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    asked = Sentence.objects.filter(paragraph__section__report=report, text__contains="待补充").first()

    def more():
        for month in range(3, 8):
            hold(cast.branch, f"2025-{month:02d}-07", "COMMITTEE", by=cast.secretary)
            Problem.objects.create(
                branch=cast.branch, year=2025, title=f"问题{month}", is_main=True, is_finding=False
            )
        services.redraft_report(report=report, by=cast.secretary, on=ON)

    url = pane(report, tab, paragraph=asked.paragraph_id)
    assert_flat_queries(lambda: secretary.get(url, **BY_SCRIPT), more)


def test_a_members_own_paper_proposes_what_the_member_may_see_and_nobody_else_opens_it(cast, client_of):
    own = AnnualReport(branch=cast.branch, year=2025, paper="statement", member=cast.people.member)
    own = services.draft_paper(report=own, by=cast.member, on=ON)
    for kind, title in (("COMMITTEE", "研究食堂管理的会"), ("ASSEMBLY", "讲食堂管理的会")):
        hold(cast.branch, "2025-03-07", kind, title=title, by=cast.secretary)
    section = own.sections.get(kind="causes")
    text = "对食堂管理关心不够。【待补充：食堂管理】"
    added = structure.insert_paragraph(section=section, after=None, text=text, by=cast.member, on=ON)
    member, sentence = client_of(cast.member), added.sentences.first()
    for url in (
        pane(own, "sources", sentence=sentence.pk),
        reverse("reports:sentence_source", args=[sentence.pk]),
    ):
        assert "讲食堂管理的会" in words(member, url)
        assert "研究食堂管理的会" not in words(member, url)
    gap = words(member, pane(own, "sources", sentence=added.sentences.last().pk), **BY_SCRIPT)
    assert "请在正文里补写这一处" in gap
    for tab in TABS:
        assert client_of(cast.secretary).get(pane(own, tab)).status_code == 404
