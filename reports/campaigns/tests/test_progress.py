"""What becomes of a campaign: its page by role, the superior's list, its paragraph of the report, its 总结."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity, WorkArea
from branch.campaigns.models import Campaign
from branch.campaigns.tests.factory import NAME, make_campaign
from meetings.tests.helpers import hold
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.campaigns.figures import FIGURES
from reports.campaigns.tagged import tagged_with
from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.drafting.draft import draft
from reports.facts import FactBook, book_of, unknown_facts
from reports.papers.registry import CAMPAIGN
from reports.report import services
from reports.report.assembling import content_of, working_content
from reports.report.document import to_document
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import fill
from study.reading.models import Reflection, StudyMaterial
from study.tasks.models import StudyAssignment, StudyTask

from .summing import summed_up

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 31)


def tag(record, campaign):
    """Put a stored record under a campaign."""
    type(record).objects.filter(pk=record.pk).update(campaign=campaign)
    return record


def full_campaign(cast) -> Campaign:
    """A campaign with a record of every kind, and of each kind one that is not its own."""
    campaign, branch = make_campaign(cast.branch), cast.branch
    study = hold(branch, "2025-04-01", "STUDY", "THEME_DAY", study_material="政绩观论述摘编\n公司通报")
    tag(study, campaign)
    hold(branch, "2025-05-01", "STUDY", study_material="年度工作会议精神")
    material = StudyMaterial.objects.create(
        branch=branch, title="《政绩观学习读本》", category="SPEECH", campaign=campaign
    )
    common = {"branch": branch, "year": 2025, "starts_on": date(2025, 4, 1), "due_on": date(2025, 4, 30)}
    own = StudyTask.objects.create(title="自学读本", hours=4, material=material, campaign=campaign, **common)
    at_meeting = StudyTask.objects.create(title="会上学习", hours=2, meeting=study, **common)
    other = StudyTask.objects.create(title="别的任务", hours=9, **common)
    people = (cast.people.secretary, cast.people.member)
    for task, members in ((own, people), (at_meeting, people[:1]), (other, people)):
        for member in members:
            StudyAssignment.objects.create(
                task=task, member=member, completed_on=date(2025, 4, 20), hours_done=task.hours
            )
    Reflection.objects.create(
        branch=branch, member=people[0], task=own, written_on=date(2025, 4, 20), body="有体会。"
    )
    Reflection.objects.create(
        branch=branch, member=people[0], material=material, written_on=date(2025, 11, 1), body="后来写的。"
    )
    done = {"branch": branch, "happened_on": date(2025, 5, 20)}
    rules = Activity.objects.create(
        kind="rules_made", title="修订办法", data={"name": "签认办法", "action": "REVISED"}, **done
    )
    service = Activity.objects.create(
        kind="service",
        title="约定验收时间",
        summary="夜班验收改为约定时间。",
        data={"demand": "等人久"},
        **done,
    )
    Activity.objects.create(
        kind="service", title="装热水器", summary="宿舍装上热水器。", data={"demand": "没热水"}, **done
    )
    tag(rules, campaign)
    tag(service, campaign)
    problem = Problem.objects.create(
        branch=branch, year=2025, title="先施工后验收", is_finding=False, campaign=campaign
    )
    item = {"branch": branch, "year": 2025, "problem": problem}
    RectificationItem.objects.create(
        content="凭签认单开工", state="CLOSED", closed_on=date(2025, 6, 1), **item
    )
    RectificationItem.objects.create(content="月报双签", state="ACTIVE", **item)
    RectificationItem.objects.create(branch=branch, year=2025, content="别的事")
    return campaign


def figures_of(campaign, on=ON):
    tagged = tagged_with([campaign], on)[campaign.pk]
    counted = {name: one.count(tagged) for name, one in FIGURES.items()}
    return {name: value.text for name, value in counted.items() if not value.is_nothing}


EXPECTED = {
    "计划项数": "2",
    "计划完成数": "1",
    "会议次数": "1",
    "集中学习次数": "1",
    "主题党日次数": "1",
    "学习任务数": "2",
    "参学人数": "2",
    "学时": "10",
    "人均学时": "5",
    "心得篇数": "1",
    "书目份数": "1",
    "问题数": "1",
    "整改事项数": "2",
    "已销号数": "1",
    "未完成数": "1",
    "修订制度数": "1",
    "其他活动次数": "1",
    "办实事数": "1",
}


def test_counts_what_belongs_to_it_and_nothing_else(cast):
    campaign = full_campaign(cast)
    assert figures_of(campaign) == EXPECTED
    book = FactBook(cast.branch, 2025, ON)
    for name, text in EXPECTED.items():
        if name != "书目份数":
            assert book.text(f"学习教育{campaign.pk}·{name}") == text, name
    offered = {fact.name for fact, _ in book.offered()}
    assert f"学习教育{campaign.pk}·人均学时" in offered
    assert unknown_facts(f"{{学习教育{campaign.pk}·学时}}{{学习教育1·没有的}}") == ["学习教育1·没有的"]


def test_tells_as_of_a_day(cast):
    campaign = full_campaign(cast)
    early = figures_of(campaign, date(2025, 4, 10))
    assert early["会议次数"] == "1"
    assert {"参学人数", "办实事数", "修订制度数", "心得篇数"}.isdisjoint(early)


def paragraphs(cast, on=ON):
    """Section three with its facts filled in, by slot."""
    book = FactBook(cast.branch, 2025, on)
    (work,) = [section for section in draft(book.records) if section.kind == "work"]
    return {one.slot: fill(one.text, lambda name: book.text(name) or "—") for one in work.paragraphs}


def test_is_the_first_paragraph_and_nothing_of_it_is_told_again(cast):
    area = WorkArea.objects.create(
        branch=cast.branch, year=2025, name="加强学习", kinds=["service"], meeting_kinds=["STUDY"]
    )
    campaign = full_campaign(cast)
    told = paragraphs(cast)
    assert list(told)[1:3] == [f"work:campaign:{campaign.pk}", f"work:area:{area.pk}"]
    first, second = list(told.values())[1:3]
    assert first == (
        f"开展{NAME}。按照《关于开展学习教育的通知》的要求，学习教育自3月3日开始，至7月31日结束。"
        "学习教育计划安排2项，已完成1项。组织集中学习1次、主题党日1次。"
        "学习《政绩观论述摘编》《公司通报》《政绩观学习读本》。"
        "布置学习任务2项，2名党员完成学习，人均5学时，撰写心得体会1篇。"
        "查摆问题1个，列入整治台账2项，已销号1项。修订制度1项：《签认办法》。"
        "结合学习教育开展办实事1件。夜班验收改为约定时间。"
    )
    assert "学习内容还包括年度工作会议精神。" in second
    assert "承办实事2件" in second
    assert "宿舍装上热水器。" in second
    assert "夜班验收" not in second


def test_every_sentence_of_it_has_records_behind_it(cast):
    full_campaign(cast)
    (work,) = [s for s in draft(FactBook(cast.branch, 2025, ON).records) if s.kind == "work"]
    assert all(sentence.sources for sentence in work.paragraphs[1].sentences)


def test_while_it_runs_its_end_and_its_results_are_not_told(cast):
    campaign = make_campaign(cast.branch)
    Campaign.objects.filter(pk=campaign.pk).update(results="验收走在报产值前面。")
    running = paragraphs(cast, date(2025, 5, 1))[f"work:campaign:{campaign.pk}"]
    assert "自3月3日开始。" in running
    assert "验收走在" not in running
    assert "验收走在报产值前面。" in paragraphs(cast)[f"work:campaign:{campaign.pk}"]
    assert f"work:campaign:{campaign.pk}" not in paragraphs(cast, date(2025, 3, 1))


def test_one_without_a_record_leaves_a_gap(cast):
    campaign = make_campaign(cast.branch)
    campaign.parts.all().delete()
    assert f"【待补充：{NAME}的开展情况】" in paragraphs(cast)[f"work:campaign:{campaign.pk}"]


def test_its_own_problems_stand_in_no_other_section(cast):
    full_campaign(cast)
    records = FactBook(cast.branch, 2025, ON).records
    assert [item.content for item in records.items] == ["别的事"]
    after = FactBook(cast.branch, 2026, date(2026, 12, 31)).records
    assert {item.content for item in after.last_year_items} == {"别的事", "月报双签"}
    sections = draft(records)
    others = "".join(p.text for s in sections if s.kind != "work" for p in s.paragraphs)
    assert "先施工后验收" not in others


def draft_summary(cast, campaign, on=ON) -> AnnualReport:
    new = AnnualReport(branch=cast.branch, year=campaign.ends_on.year, paper=CAMPAIGN, subject=campaign.name)
    new.campaign = campaign
    return services.draft_paper(report=new, by=cast.secretary, on=on)


def test_the_summary_says_what_is_recorded_and_leaves_gaps(cast):
    report = draft_summary(cast, full_campaign(cast))
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    content = working_content(full, on=ON)
    words = to_document(content).plain_paragraphs()
    assert words[:14] == [
        f"甲项目党支部{NAME}总结",
        "一、基本情况",
        f"按照《关于开展学习教育的通知》的要求，甲项目党支部于2025年3月3日至7月31日开展{NAME}。",
        "二、主要做法",
        "（一）学习研讨",
        "计划安排1项，已完成1项：开展专题学习。组织集中学习1次、主题党日1次。列出学习书目1份：《政绩观学习读本》。"
        "布置学习任务2项，2名党员完成学习，人均5学时，撰写心得体会1篇。",
        "（二）查摆问题",
        "查摆问题1个，见附件。",
        "（三）集中整治台账",
        "列入整治台账2项，已销号1项，正在整改1项。",
        "（四）建章立制",
        "修订制度1项：《签认办法》。",
        "（五）开门教育",
        "计划安排1项。开展办实事1件。",
    ]
    assert [word for word in words if "待补充" in word] == [
        "【待补充：取得的成效】",
        "【待补充：存在的不足】",
        "【待补充：下一步打算】",
    ]
    annex = words[words.index("附件") :]
    assert [word for word in annex if word in {"凭签认单开工", "月报双签", "已销号", "整改中"}] == [
        "凭签认单开工",
        "已销号",
        "月报双签",
        "整改中",
    ]
    claims = ReportClaims(full, book_of(full, ON), afresh=True)
    assert {one.checked.state for one in claims} == {Backing.BACKED, Backing.FRAME, Backing.GAP}
    # What is frozen stays, its annex too.
    for paragraph in Paragraph.objects.filter(section__report=report):
        if "【" in paragraph.text:
            services.leave_out_paragraph(paragraph=paragraph, by=cast.secretary)
    at = datetime(2025, 12, 31, 9, tzinfo=UTC)
    services.move_report(report=report, action="FINALISE", by=cast.secretary, at=at)
    RectificationItem.objects.all().delete()
    report.refresh_from_db()
    frozen = to_document(content_of(AnnualReport.objects.with_tree().get(pk=report.pk), on=ON))
    assert "凭签认单开工" in frozen.plain_paragraphs()


def test_a_summary_tells_of_every_year_that_the_campaign_ran_in(cast):
    campaign = make_campaign(cast.branch, starts_on=date(2024, 11, 1), ends_on=date(2025, 2, 28))
    for day in ("2024-12-01", "2025-01-15"):
        tag(hold(cast.branch, day, "STUDY"), campaign)
    assert "组织集中学习2次。" in "".join(summed_up(campaign, ON))
    # The report of a year tells of its part.
    assert FactBook(cast.branch, 2025, ON).text(f"学习教育{campaign.pk}·集中学习次数") == "1"


def test_an_empty_one_is_all_gaps(cast):
    campaign = make_campaign(cast.branch)
    campaign.parts.all().first().rows.all().delete()
    assert "【待补充：学习研讨的开展情况】" in summed_up(campaign, ON)


def test_the_secretary_drafts_it_once_and_the_old_addresses_lead_to_it(cast, client_of):
    campaign = full_campaign(cast)
    client = client_of(cast.secretary, year=2025)
    old = reverse("reports:campaign_paper", args=[campaign.pk, "docx"])
    assert "还没有起草" in client.get(old, follow=True).content.decode()
    address = reverse("reports:campaign_summary", args=[campaign.pk])
    first, second = client.post(address), client.post(address)
    report = AnnualReport.objects.of_campaign(campaign).get()
    assert first.url == second.url == reverse("reports:report_detail", args=[report.pk])
    assert client.get(old).url == reverse("reports:report_file", args=[report.pk, "docx"])
    assert report.title in client.get(reverse("reports:paper_list")).content.decode()
    gap = Paragraph.objects.get(section__report=report, section__kind="results")
    pane = reverse("reports:report_pane", args=[report.pk, "sources"])
    told = client.get(pane, {"paragraph": gap.pk}).content.decode()
    assert reverse("reports:campaign_update", args=[campaign.pk]) in told
    # A superior officer knows of it once it is sent.
    assert "还没有起草" in client_of(cast.superior).get(old, follow=True).content.decode()


def test_readers_see_figures_and_members_the_plan_and_the_reading_list(cast, client_of):
    campaign = full_campaign(cast)
    url = reverse("reports:campaign_detail", args=[campaign.pk])
    for user in (cast.secretary, cast.superior):
        page = client_of(user).get(url)
        text = page.content.decode()
        assert ("起草学习教育总结" in text) == (user == cast.secretary)
        for words in ("先施工后验收", "月报双签", "约定验收时间", "修订办法", "学时 10"):
            assert words in text, words
        figures = {line.part.name: dict(line.figures) for line in page.context["parts"]}
        assert figures["集中整治台账"] == {"整改事项": "2 项", "已销号": "1 项", "未完成": "1 项"}
    text = client_of(cast.probationary).get(url).content.decode()
    for words in ("到工班听意见", "政绩观学习读本", "已完成 1 / 2 项"):
        assert words in text
    for words in ("先施工后验收", "月报双签", "约定验收时间", "学习教育总结", "整治台账</a>", "完成<span"):
        assert words not in text, words


def test_the_superior_sees_which_branch_stands_where(cast, client_of):
    full_campaign(cast)
    client = client_of(cast.superior, year=2025)
    url = reverse("reports:campaign_branches")
    page = client.get(url)
    (line,) = page.context["lines"]
    assert dict(line[3]) == {
        "会议": "1",
        "学时": "10",
        "其他活动": "1",
        "问题": "1",
        "整改事项": "2",
        "已销号": "1",
    }
    assert page.context["without"].rows == [cast.other_branch]
    many = client_of(cast.superior, year=2025)
    with CaptureQueriesContext(connection) as one:
        many.get(url)
    campaign = make_campaign(cast.other_branch)
    meeting = hold(cast.other_branch, "2025-04-01", "STUDY")
    tag(meeting, campaign)
    with CaptureQueriesContext(connection) as two:
        assert len(many.get(url).context["lines"]) == 2
    assert len(two) <= len(one)


def test_without_any_campaign_the_pages_say_what_to_do(cast, client_of):
    text = client_of(cast.secretary).get(reverse("reports:campaign_list")).content.decode()
    assert "登记学习教育" in text
    text = client_of(cast.superior).get(reverse("reports:campaign_branches")).content.decode()
    assert "还没有登记学习教育" in text
