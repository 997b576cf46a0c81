"""党员个人发言提纲: written from the member's own records, nobody else's before it is handed in, then the secretary's."""

import re
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from branch.data_out.tables import branch_tables
from core import records
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import signed_in
from meetings.tests.helpers import hold
from rectification.enums import ProblemOwner
from rectification.problems.models import FrameworkItem
from rectification.tests import factory
from reports.report import permissions, services
from reports.report.assembling import working_content
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, Paragraph, Sentence

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 20)
WORDS = "我在班组里当面提醒工友不够。"
OTHERS = (
    "secretary",
    "committee",
    "discipline",
    "group_leader",
    "probationary",
    "superior",
    "outsider",
    "administrator",
)


def outline_of(cast, who: str = "member", year: int = 2025) -> AnnualReport:
    new = AnnualReport(branch=cast.branch, year=year, paper="statement", member=getattr(cast.people, who))
    return services.draft_paper(report=new, by=getattr(cast, who), on=ON)


def move(report, action, by, **more):
    services.move_report(
        report=report, action=action, by=by, at=datetime.fromisoformat("2025-12-21T08:00+08:00"), **more
    )
    report.refresh_from_db()


def hand_in(report, by):
    """Fill every gap with the member's own words, finalise, and hand it in."""
    for paragraph in Paragraph.objects.filter(section__report=report):
        if "【" in paragraph.text:
            services.save_paragraph(
                paragraph=paragraph, text=WORDS, lock_version=paragraph.lock_version, by=by, on=ON
            )
    move(report, ReportAction.FINALISE, by)
    move(report, ReportAction.SEND, by)


def knows(user, report) -> bool:
    return AnnualReport.objects.visible_to(user).filter(pk=report.pk).exists()


def test_is_the_members_alone_until_it_is_handed_in(cast):
    report = outline_of(cast)
    assert knows(cast.member, report)
    assert not [role for role in OTHERS if knows(getattr(cast, role), report)]
    hand_in(report, cast.member)
    assert [role for role in OTHERS if knows(getattr(cast, role), report)] == ["secretary"]
    move(report, ReportAction.RETURN, cast.secretary, comment="请写具体事例。")
    move(report, ReportAction.REVISE, cast.member)
    assert not [role for role in OTHERS if knows(getattr(cast, role), report)]


def test_moves_between_the_member_and_the_secretary(cast):
    report = outline_of(cast)
    assert permissions.open_actions(cast.member, report) == [ReportAction.FINALISE]
    hand_in(report, cast.member)
    assert permissions.open_actions(cast.member, report) == [ReportAction.RECALL]
    assert set(permissions.open_actions(cast.secretary, report)) == {ReportAction.ACCEPT, ReportAction.RETURN}
    assert (report.get_state_display(), report.action_label("ACCEPT")) == ("已交书记", "已阅")
    assert not permissions.can_change_report(cast.secretary, report)
    # One's own cannot be taken by oneself.
    own = outline_of(cast, "secretary")
    hand_in(own, cast.secretary)
    assert permissions.open_actions(cast.secretary, own) == [ReportAction.RECALL]
    # Taken back, it is the member's alone again.
    move(report, ReportAction.RECALL, cast.member)
    assert not knows(cast.secretary, report)


def test_asks_no_reason_for_a_members_own_words(cast):
    report = outline_of(cast)
    hand_in(report, cast.member)
    decided = report.latest_version().decisions
    assert decided
    assert {one["reason"] for one in decided} == {"本人自述"}


def test_keeps_the_words_out_of_the_audit_log(cast):
    report = outline_of(cast)
    hand_in(report, cast.member)
    entries = AuditEntry.objects.filter(object_type="reports.annualreport", object_id=report.pk)
    assert entries.count() > 3
    assert WORDS not in "".join(f"{entry.changes}{entry.reason}{entry.object_label}" for entry in entries)


def test_goes_out_with_no_branch_until_it_is_handed_in(cast):
    report = outline_of(cast)
    paragraph = Paragraph.objects.filter(section__report=report, section__kind="causes").get()
    services.save_paragraph(paragraph=paragraph, text=WORDS, lock_version=1, by=cast.member, on=ON)

    def exported() -> str:
        return "".join(str(line) for table in branch_tables() for line in table.lines(cast.branch))

    before = exported()
    assert (WORDS in before, report.title in before, cast.people.member.name in before) == (
        False,
        False,
        True,
    )
    assert not AuditEntry.objects.filter(object_label=report.title).exclude(branch_path="")
    hand_in(report, cast.member)
    assert WORDS in exported()


def test_takes_no_figure_of_the_branch(cast):
    paragraph = Paragraph.objects.filter(section__report=outline_of(cast), section__kind="causes").get()
    with pytest.raises(Refused, match="没有名为"):
        services.save_paragraph(
            paragraph=paragraph, text="支部有{党员人数}名党员。", lock_version=1, by=cast.member, on=ON
        )
    services.save_paragraph(
        paragraph=paragraph, text="本人到会{本人到会次数}次。", lock_version=1, by=cast.member, on=ON
    )


def test_is_drafted_by_nobody_else_and_once_a_year(cast):
    new = AnnualReport(branch=cast.branch, year=2025, paper="statement", member=cast.people.member)
    with pytest.raises(Refused, match="由本人起草"):
        services.draft_paper(report=new, by=cast.secretary, on=ON)
    with pytest.raises(Refused, match="由本人起草"):
        services.draft_paper(
            report=AnnualReport(branch=cast.branch, year=2025, paper="statement"), by=cast.member, on=ON
        )
    first = outline_of(cast)
    with pytest.raises(Refused, match="党员个人发言提纲"):
        outline_of(cast)
    outline_of(cast, "committee")
    outline_of(cast, year=2024)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.create(
            branch=cast.branch, year=2025, paper="statement", member=first.member, title="另一份"
        )


def test_stands_beside_the_annual_report(cast):
    outline_of(cast)
    annual = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert list(AnnualReport.objects.of_branch(cast.branch).annual()) == [annual]
    page = signed_in(cast.secretary, year=2025).get(reverse("reports:report_list"))
    assert page.context["page"].paginator.count == 1


def test_tells_the_members_own_records_and_gaps_for_the_rest(cast):
    report = AnnualReport.objects.with_tree().get(pk=outline_of(cast).pk)
    content = working_content(report, on=ON)
    assert (content.title, content.signer, content.salutation) == (
        f"{cast.people.member.name}2025年度组织生活会发言提纲",
        cast.people.member.name,
        "各位同志",
    )
    assert [one.text for one in content.sentences() if one.state == "无据"] == []
    assert sum("【待补充" in one.text for one in content.sentences()) == 5


def test_leads_to_no_record_that_the_member_may_not_open(cast):
    """对照项 and problems are pages of those who read the branch: their words stand there without a link."""
    hold(cast.branch, "2025-03-07", "ASSEMBLY", by=cast.secretary)
    item = factory.make_framework(cast, "对照党员义务方面")
    FrameworkItem.objects.filter(pk=item.pk).update(audience="MEMBER")
    mine = {"owner": ProblemOwner.MEMBER, "owner_member": cast.people.member, "is_finding": False}
    problem = factory.make_problem(cast, "我学得不深", framework_item=item, **mine)
    report = outline_of(cast)
    client = signed_in(cast.member, year=2025)
    assert {client.get(records.url_of(one)).status_code for one in (item, problem)} == {404}
    pane = reverse("reports:report_pane", args=[report.pk, "sources"])
    sentences = Sentence.objects.filter(paragraph__section__report=report)
    told = "".join(
        client.get(pane, {"sentence": one.pk, "paragraph": one.paragraph_id}).content.decode()
        for one in sentences
    )
    links = set(re.findall(r'<a href="([^"]+)"\s+data-sheet', told))
    assert {client.get(one).status_code for one in links} == {200}
    assert re.search(r"<li>我学得不深</li>", told)
    hand_in(report, cast.member)
    version = client.get(reverse("reports:version_detail", args=[report.versions.get().pk])).content.decode()
    assert records.url_of(problem) not in version
    assert "我学得不深" in version
