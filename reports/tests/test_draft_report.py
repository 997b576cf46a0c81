"""Drafting from records: what it says, what it leaves open, and that it never invents."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from activities.models import Activity, WorkArea
from core.refusals import Refused
from meetings.enums import Attendance
from meetings.meeting.models import Meeting, MeetingKindLink, RollEntry
from rectification.items.models import RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem, ProblemPoint
from reports.report import services
from reports.report.assembling import content_of
from reports.report.document import from_json, to_document, to_json
from reports.report.enums import Support
from reports.report.models import AnnualReport

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def add_meeting(cast, kinds, day, *, present=8, due=10, **fields):
    meeting = Meeting.objects.create(
        branch=cast.branch,
        title=fields.pop("title", "会议"),
        year=day.year,
        state="HELD",
        starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI),
        **fields,
    )
    MeetingKindLink.objects.bulk_create(MeetingKindLink(meeting=meeting, kind=kind) for kind in kinds)
    Meeting.objects.filter(pk=meeting.pk).recount()
    people = list(vars(cast.people).values())[:due]
    RollEntry.objects.bulk_create(
        RollEntry(
            meeting=meeting,
            member=member,
            attendance=Attendance.PRESENT if n < present else Attendance.ABSENT,
            may_vote=True,
            status_label="正式党员",
        )
        for n, member in enumerate(people)
    )
    return meeting


def texts(report) -> dict[str, str]:
    report = AnnualReport.objects.with_tree().get(pk=report.pk)
    content = content_of(report, on=ON)
    return {s.kind: "\n".join(p.label + p.text for p in s.paragraphs) for s in content.sections}


@pytest.fixture
def report(cast):
    return services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)


def test_leaves_a_gap_in_every_section_of_an_empty_year(report):
    shown = texts(report)
    for kind in ("last_year", "findings", "problems", "causes", "measures"):
        assert "【待补充：" in shown[kind], kind
    assert "【待补充：一年来的工作情况】" in shown["work"]


@pytest.mark.usefixtures("report")
def test_says_nothing_but_frames_facts_and_gaps_without_records():
    supports = {s.support for s in content_of(AnnualReport.objects.with_tree().get(), on=ON).sentences()}
    assert supports <= {Support.FRAME, Support.GAP, Support.BACKED}


def test_counts_meetings_by_kind_and_attendance(cast):
    WorkArea.objects.create(
        branch=cast.branch, year=2025, order=1, name="严肃组织生活", meeting_kinds=["ASSEMBLY", "COMMITTEE"]
    )
    add_meeting(cast, ["ASSEMBLY"], date(2025, 3, 3))
    add_meeting(cast, ["COMMITTEE"], date(2025, 3, 4), present=5, due=10)
    add_meeting(cast, ["ASSEMBLY", "STUDY"], date(2025, 6, 3))
    add_meeting(cast, ["ASSEMBLY"], date(2024, 6, 3))
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert "召开党员大会2次、支委会1次，各类会议平均到会率70%。" in texts(report)["work"]


def test_recomputes_facts_at_each_opening(cast):
    WorkArea.objects.create(
        branch=cast.branch, year=2025, order=1, name="组织生活", meeting_kinds=["ASSEMBLY"]
    )
    first = add_meeting(cast, ["ASSEMBLY"], date(2025, 3, 3))
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert "党员大会1次" in texts(report)["work"]
    add_meeting(cast, ["ASSEMBLY"], date(2025, 9, 3))
    assert "党员大会2次" in texts(report)["work"]
    first.deleted_at = first.created_at
    first.save()
    assert "党员大会1次" in texts(report)["work"]


def test_tells_last_years_items_with_their_results(cast):
    problem = Problem.objects.create(branch=cast.branch, year=2024, order=1, title="学习抓得不紧")
    RectificationItem.objects.create(
        branch=cast.branch,
        year=2024,
        problem=problem,
        content="每月公布学习进度",
        state="CLOSED",
        closed_on=date(2025, 5, 6),
        result="学习进度每月上墙",
    )
    RectificationItem.objects.create(branch=cast.branch, year=2024, problem=problem, content="修订学习制度")
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    said = texts(report)["last_year"]
    assert "针对查摆的1个问题制定2项整改措施，已销号1项，未完成1项。" in said
    assert (
        "一是关于“学习抓得不紧”的问题，每月公布学习进度。学习进度每月上墙。这项整改已于2025年5月6日销号。"
        in said
    )
    assert "【待补充：“修订学习制度”的完成情况】" in said


def test_tells_findings_by_framework_item_and_sources(cast):
    item = FrameworkItem.objects.create(
        branch=cast.branch,
        year=2025,
        audience="COMMITTEE",
        order=1,
        text="对照履职尽责方面",
        phrase="四个对照",
    )
    Opinion.objects.create(
        branch=cast.branch, year=2025, source="MASSES", collected_on=date(2025, 12, 1), text="多到现场"
    )
    problem = Problem.objects.create(
        branch=cast.branch,
        year=2025,
        order=1,
        title="到一线少",
        framework_item=item,
        typical_case="三季度只去了两次",
    )
    ProblemPoint.objects.create(problem=problem, order=1, text="解决问题慢")
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    said = texts(report)["findings"]
    assert "按照“四个对照”的要求，党支部采取群众提的方式，征求意见1条" in said
    assert "一是对照履职尽责方面。到一线少。解决问题慢。例如，三季度只去了两次。" in said


def test_tells_main_problems_causes_and_measures(cast):
    problem = Problem.objects.create(
        branch=cast.branch, year=2025, order=1, title="学用脱节", is_main=True, is_finding=False
    )
    for order, text in enumerate(["结合实际少", "检查督促少"]):
        ProblemPoint.objects.create(problem=problem, order=order, text=text)
    cause = Cause.objects.create(branch=cast.branch, year=2025, order=1, title="认识不到位")
    cause.problems.add(problem)
    measure = Measure.objects.create(
        branch=cast.branch, year=2025, order=1, title="改进学习", text="逐月检查。"
    )
    RectificationItem.objects.create(
        branch=cast.branch,
        year=2025,
        problem=problem,
        measure=measure,
        content="建立学习台账",
        responsible=cast.people.committee,
        due_on=date(2026, 6, 30),
    )
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))
    assert said["problems"] == "1.学用脱节。一是结合实际少。二是检查督促少。"
    assert said["causes"].endswith("一是认识不到位，导致学用脱节。")
    assert said["measures"] == "1.改进学习。逐月检查。\n具体整改事项1项，责任人和时限见所附整改清单。"
    content = content_of(AnnualReport.objects.with_tree().get(), on=ON)
    (row,) = content.annex
    assert (row.problem, row.content, row.responsible, row.due) == (
        "学用脱节",
        "建立学习台账",
        "钱试二",
        "2026年6月30日",
    )
    assert from_json(to_json(content)) == content
    assert to_document(content).attachment_notes() == ("附件：整改清单",)


def test_tells_activities_that_no_area_claims(cast):
    activity = Activity.objects.create(
        branch=cast.branch,
        kind="joint",
        title="与邻标段共建",
        happened_on=date(2025, 4, 5),
        summary="与邻标段党支部交流安全管理做法，商定互查机制。",
        data={},
    )
    activity.participants.add(cast.people.member)
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))["work"]
    assert "与邻标段党支部交流安全管理做法，商定互查机制。" in said


def relay(cast, day, **data):
    fields = {
        "document": f"第{day.month}号通知",
        "issuer": "公司党委",
        "received_on": f"{day:%Y-%m-%d}",
    } | data
    return Activity.objects.create(
        branch=cast.branch,
        kind="relay",
        title="传达",
        happened_on=day,
        summary="支委会传达了通知。",
        data=fields,
    )


def test_words_a_relay_by_its_fields_or_by_its_summary(cast):
    relay(cast, date(2025, 3, 5), measures="逐级分解", result="月月有调度")
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))["work"]
    assert "传达《第3号通知》，逐级分解，月月有调度。" in said
    AnnualReport.objects.all().delete()
    Activity.objects.update(data={"document": "第3号通知", "received_on": "2025-03-05"})
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))["work"]
    assert "支委会传达了通知。" in said


def test_a_kind_in_two_areas_is_counted_in_each(cast):
    first, second = (
        WorkArea.objects.create(branch=cast.branch, year=2025, order=n, name=name, kinds=["inspection"])
        for n, name in enumerate(("抓好安全生产", "抓好疫情防控"))
    )
    for area, found in ((first, 3), (first, 4), (second, 5)):
        data = {"units": "甲队", "subject": "现场", "found": found, "fixed": found}
        Activity.objects.create(
            branch=cast.branch,
            kind="inspection",
            title="检查",
            happened_on=date(2025, 5, 5),
            work_area=area,
            data=data,
        )
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))["work"]
    assert "抓好安全生产。开展现场检查督导2次，检查1家单位，发现问题7项，已全部整改。" in said
    assert "抓好疫情防控。开展现场检查督导1次，检查1家单位，发现问题5项，已全部整改。" in said


def test_one_event_in_two_kinds_is_told_once(cast):
    words = "到烈士陵园敬献花篮，重温入党誓词。"
    for kind in ("joint", "red_base"):
        Activity.objects.create(
            branch=cast.branch, kind=kind, title="活动", happened_on=date(2025, 4, 5), summary=words, data={}
        )
    said = texts(services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON))["work"]
    assert said.count(words) == 1


@pytest.mark.usefixtures("report")
def test_refuses_a_second_report_for_the_year(cast):
    with pytest.raises(Refused, match="已有报告"):
        services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
