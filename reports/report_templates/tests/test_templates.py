"""Templates of reports: what drafting makes of them, changing them, their pages, and the lengths they took over."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from activities.models import WorkArea
from branch.campaigns.tests.factory import make_campaign
from core import records
from core.refusals import Refused
from core.testing import make_organisation, make_user, signed_in
from documents.content import Heading
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, Measure, Problem
from rectification.tests import factory as rectification
from reports.drafting import rectified, work
from reports.drafting.draft import draft, preamble
from reports.importing.headings import meaning_of
from reports.report import services, structure
from reports.report.assembling import content_of
from reports.report.changes import changes_of
from reports.report.document import from_json, to_document, to_json
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import is_persons
from reports.report_templates.changing import change_template
from reports.report_templates.copying import begun_from
from reports.report_templates.enums import Annex
from reports.report_templates.models import ReportTemplate
from reports.report_templates.permissions import can_change_template
from reports.tests.test_import_records import imported
from reports.year_records import YearRecords

from .factory import FIVE, SEVEN, make_template

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)


@pytest.fixture
def year(cast):
    """A year that has something for every section."""
    branch = cast.branch
    for order, name in enumerate(["学习教育", "党风廉政建设", "服务群众"], start=1):
        WorkArea.objects.create(branch=branch, year=2025, order=order, name=name, summary=f"{name}抓得紧。")
    make_campaign(branch, name="作风学习教育", starts_on=date(2025, 3, 1), ends_on=date(2025, 7, 31))
    Opinion.objects.create(
        branch=branch, year=2025, collected_on=date(2025, 12, 1), source="MASSES", text="慢。"
    )
    for order, title in enumerate(["学用脱节", "督促不够"], start=1):
        problem = Problem.objects.create(
            branch=branch, year=2025, order=order, title=title, description="各有表现。", is_main=True
        )
        cause = Cause.objects.create(branch=branch, year=2025, order=order, title=f"对{title}认识不足")
        cause.problems.add(problem)
        measure = Measure.objects.create(branch=branch, year=2025, order=order, title=f"解决{title}")
        measure.problems.add(problem)
    rectification.make_item(cast, year=2025, problem=problem, measure=measure)
    return cast


def drafted(cast, sections=None, **fields) -> AnnualReport:
    template = make_template(cast.branch, sections, **fields) if sections else None
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON, template=template)
    return whole(report)


def whole(report) -> AnnualReport:
    return AnnualReport.objects.with_tree().get(pk=report.pk)


def told(report) -> list[str]:
    """Every drafted paragraph but the headings inside sections and the words around them, wherever it stands."""
    rows = Paragraph.objects.filter(section__report=report).exclude(slot__startswith="head:")
    rows = rows.exclude(slot__in=["preamble", "closing"]).exclude(slot__startswith="own:")
    return sorted(paragraph.text for paragraph in rows)


def headings(report) -> list[str]:
    return [
        block.text
        for block in to_document(content_of(whole(report), on=ON)).blocks
        if isinstance(block, Heading) and block.level == 1
    ]


def test_the_usual_template_tells_what_the_writers_tell_and_nothing_else(year):
    records_of_year = YearRecords(year.branch, 2025, ON)
    writers = (rectified.last_year, rectified.findings, work.work)
    writers += (rectified.problems, rectified.causes, rectified.measures)
    by_hand = [preamble(records_of_year), *(write(records_of_year) for write in writers)]
    sections = draft(records_of_year)
    assert [list(one.paragraphs) for one in sections] == by_hand
    assert [one.heading for one in sections] == [
        "",
        "上年度组织生活会整改情况",
        "党支部查摆问题情况",
        "一年来党支部工作情况",
        "党支部建设存在的主要问题",
        "产生问题的原因分析",
        "今后的努力方向和改进措施",
    ]


@pytest.mark.parametrize(("sections", "number"), [(SEVEN, 7), (FIVE, 5)])
def test_other_templates_tell_the_same_sentences_each_once(year, sections, number):
    usual = drafted(year)
    before = told(usual)
    records.soft_delete(usual, by=year.secretary, reason="另起")
    report = drafted(year, sections)
    assert told(report) == before
    shown = headings(report)
    assert len(shown) == number
    assert [text.split("、", 1)[1] for text in shown] == [heading for heading, _, _ in sections]
    assert changes_of(whole(report), on=ON) == []


def test_several_contents_of_a_section_stand_under_headings_of_their_own(year):
    report = drafted(year, SEVEN)
    blocks = to_document(content_of(report, on=ON)).blocks
    inner = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert inner == ["（一）主要问题", "（二）原因分析"]
    rows = report.sections.get(heading="主要问题及原因分析").paragraphs.all()
    assert [(row.marker, row.number) for row in rows if row.marker] == [
        ("CHINESE", 1),
        ("ARABIC", 1),
        ("ARABIC", 2),
        ("CHINESE", 2),
        ("ORDINAL", 1),
        ("ORDINAL", 2),
    ]


def test_work_areas_may_stand_apart(year):
    sections = (("党风廉政建设情况", ["work"], "廉政"), ("其他工作", ["work"], ""))
    report = drafted(year, sections, name="分开")
    apart, rest = report.sections.filter(kind="work")
    assert [p.text[:6] for p in apart.paragraphs.all()] == ["党风廉政建设"]
    assert [p.number for p in rest.paragraphs.all()] == [None, 1, 2, 3]
    assert not any("党风廉政建设抓" in p.text for p in rest.paragraphs.all())


def test_a_report_that_is_sent_in_names_its_reader_its_day_and_every_annex(year):
    document = to_document(content_of(drafted(year, SEVEN), on=ON))
    assert document.recipient == f"{year.branch.parent.name}："
    assert document.signature.signed_on == ON
    assert document.blocks[-1].text == "特此报告。"
    assert document.attachment_notes() == (
        "附件：1.整改清单",
        "2.2025年度整改台账",
        "3.2025年度三会一课统计表",
        "4.党员名册统计",
    )
    assert [annex.label for annex in document.attachments] == ["附件1", "附件2", "附件3", "附件4"]
    assert [annex.is_landscape for annex in document.attachments] == [False, True, False, False]
    assert "10" in str(document.attachments[3].blocks)


def test_a_frozen_version_keeps_its_annexes(year):
    content = content_of(drafted(year, SEVEN), on=ON)
    assert from_json(to_json(content)) == content
    assert len(content.annexes) == 3


def test_no_annex_is_named_that_is_not_there(year):
    report = drafted(year, FIVE, annexes=[])
    assert "所附" not in "".join(told(report))
    records.soft_delete(report, by=year.secretary, reason="另起")
    report = drafted(year, FIVE, name="附台账", annexes=[Annex.LEDGER])
    assert "责任人和时限见所附整改台账。" in "".join(told(report))
    assert [one.title for one in to_document(content_of(report, on=ON)).attachments] == ["2025年度整改台账"]


def test_a_section_by_hand_is_a_gap_until_somebody_writes_it(year):
    report = drafted(year, FIVE)
    (gap,) = report.sections.get(heading="需要上级帮助解决的问题").paragraphs.all()
    assert gap.text == "【待补充：需要上级帮助解决的问题】"
    services.save_paragraph(paragraph=gap, text="请上级协调场地。", lock_version=1, by=year.secretary, on=ON)
    services.redraft_report(report=whole(report), by=year.secretary, on=ON)
    (kept,) = whole(report).sections.get(heading="需要上级帮助解决的问题").paragraphs.all()
    assert kept.text == "请上级协调场地。"


@pytest.mark.parametrize("sections", [SEVEN, FIVE])
def test_changing_the_template_and_back_loses_no_word_of_a_person(year, sections):
    report = drafted(year)
    rows = list(Paragraph.objects.filter(section__report=report))
    edited = [row for row in rows if row.slot.startswith(("problems:", "causes:", "work:area"))]
    for row in edited:
        services.save_paragraph(
            paragraph=row, text=f"{row.text}这是书记加的话。", lock_version=1, by=year.secretary, on=ON
        )
    out = next(row for row in rows if row.slot.startswith("measures:"))
    services.leave_out_paragraph(paragraph=out, by=year.secretary)
    own = structure.insert_paragraph(
        section=edited[0].section, after=edited[0], text="书记自己的一段。", by=year.secretary, on=ON
    )
    before = {row.pk: row.text for row in Paragraph.objects.filter(section__report=report) if is_persons(row)}
    template = make_template(year.branch, sections)
    kept = change_template(report=whole(report), template=template, by=year.secretary, on=ON)
    assert kept == len(before)
    report = whole(report)
    assert {
        row.pk: row.text for row in Paragraph.objects.filter(section__report=report) if is_persons(row)
    } == before
    assert [one.heading for one in report.sections.all() if one.heading] == [one for one, _, _ in sections]
    own.refresh_from_db()
    assert own.section.draws == next(draws for _, draws, _ in sections if edited[0].section.kind in draws)
    assert (report.template, report.signed_on, report.salutation) == (template, ON, year.branch.parent.name)
    assert changes_of(report, on=ON) == []
    change_template(report=report, template=None, by=year.secretary, on=ON)
    report = whole(report)
    assert [one.kind for one in report.sections.all()] == [
        *("preamble", "last_year", "findings", "work", "problems", "causes", "measures"),
    ]
    assert {
        row.pk: row.text for row in Paragraph.objects.filter(section__report=report) if is_persons(row)
    } == before
    assert report.salutation == ""


def test_what_no_section_takes_stays_at_the_end_where_a_person_wrote_it(year):
    report = drafted(year)
    cause = Paragraph.objects.get(section__report=report, slot=f"causes:{Cause.objects.first().pk}")
    services.save_paragraph(paragraph=cause, text="书记改的原因。", lock_version=1, by=year.secretary, on=ON)
    template = make_template(year.branch, (("工作", ["work"], ""),))
    change_template(report=whole(report), template=template, by=year.secretary, on=ON)
    last = whole(report).sections.last()
    assert (last.heading, [p.text for p in last.paragraphs.all()]) == (
        "产生问题的原因分析",
        ["书记改的原因。"],
    )
    services.redraft_report(report=whole(report), by=year.secretary, on=ON)
    assert [p.text for p in whole(report).sections.last().paragraphs.all()] == ["书记改的原因。"]


def test_refuses_another_template_for_a_frozen_report(year):
    report = drafted(year)
    AnnualReport.objects.filter(pk=report.pk).update(state="FINAL")
    with pytest.raises(Refused, match="不能更换模板"):
        change_template(report=whole(report), template=None, by=year.secretary, on=ON)


OLD = """青石滩水文站党支部2021年度工作报告
现将工作情况报告如下。
一、上年度整改情况
一是记录不全的问题，已补登。
二、一年来工作
1、抓学习。
三、存在的主要问题及原因分析
1、学习不够。
四、努力方向
1、定计划。
五、几点体会
体会很深。
特此报告。
青石滩水文站党支部
2022年1月5日
"""


def test_is_copied_from_an_imported_report_by_its_headings(cast):
    begun = begun_from(whole(imported(cast.branch, OLD)))
    assert [(one["heading"], one["draws"]) for one in begun["sections"]] == [
        ("上年度整改情况", ["last_year"]),
        ("一年来工作", ["work"]),
        ("存在的主要问题及原因分析", ["problems", "causes"]),
        ("努力方向", ["measures"]),
        ("几点体会", []),
    ]
    assert (begun["form"], begun["opening"]) == ("SUBMITTED", "现将工作情况报告如下。")


def test_is_copied_from_last_years_report(year, client_of):
    report = drafted(year, SEVEN)
    page = client_of(year.secretary).get(reverse("reports:template_create") + f"?from={report.pk}")
    rows = page.context["form"].sections.initial
    assert [(one["heading"], one["draws"]) for one in rows] == [(head, draws) for head, draws, _ in SEVEN]


def posted(*sections: dict, **fields) -> dict:
    """What the form sends."""
    data = {"name": "本支部", "form": "MEETING", "annexes": ["roll"], **fields}
    data |= {"sections-TOTAL_FORMS": len(sections), "sections-INITIAL_FORMS": 0}
    for place, section in enumerate(sections):
        data |= {f"sections-{place}-{name}": value for name, value in section.items()}
    return data


def test_is_entered_in_the_order_of_its_numbers_without_typed_numbers(cast, client_of):
    rows = (
        {"heading": "二、工作", "draws": ["work"], "ORDER": 2},
        {"heading": "一、整改", "draws": ["last_year"], "ORDER": 1},
    )
    client_of(cast.secretary).post(reverse("reports:template_create"), posted(*rows))
    made = ReportTemplate.objects.get()
    assert [one.heading for one in made.sections.all()] == ["整改", "工作"]
    assert made.undrawn == ["查摆问题", "主要问题", "原因分析", "努力方向和措施"]


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ((), "请至少保留一个部分"),
        (
            ({"heading": "甲", "draws": ["work"]}, {"heading": "乙", "draws": ["work"]}),
            "在第 1、2 部分都选了",
        ),
        (({"heading": "甲", "draws": ["causes"], "areas": "廉政"},), "才分工作领域"),
        (({"heading": "甲", "fewest": 900, "most": 300},), "最多 300 字少于最少 900 字"),
        (({"heading": "", "draws": ["work"]},), "请填写这一部分的标题"),
        (({"heading": "甲", "draws": ["nothing"]},), "没有“nothing”这一类内容"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(cast, client_of, sections, words):
    answer = client_of(cast.secretary).post(reverse("reports:template_create"), posted(*sections))
    assert words in answer.content.decode()
    assert not ReportTemplate.objects.exists()


def test_a_superior_unit_offers_one_to_the_branches_below_it(cast, client_of):
    client_of(cast.superior).post(
        reverse("reports:template_create"),
        posted({"heading": "工作", "draws": ["work"]}, name="党委模板", is_offered="on"),
    )
    offered = ReportTemplate.objects.get()
    assert (offered.branch, offered.is_offered) == (cast.branch.parent, True)
    assert can_change_template(cast.superior, offered)
    assert not can_change_template(cast.secretary, offered)
    assert "党委模板" in client_of(cast.secretary).get(reverse("reports:report_create")).content.decode()
    assert "提供" in client_of(cast.secretary).get(reverse("reports:template_list")).content.decode()
    elsewhere = make_organisation("elsewhere")
    other = make_user("bieren", ("SECRETARY", elsewhere))
    assert signed_in(other).get(reverse("reports:template_detail", args=[offered.pk])).status_code == 404
    ReportTemplate.objects.update(is_offered=False)
    assert "党委模板" not in client_of(cast.secretary).get(reverse("reports:report_create")).content.decode()


def test_is_chosen_when_a_report_is_drafted_and_changed_on_its_page(year):
    client, template = signed_in(year.secretary, year=2025), make_template(year.branch, SEVEN)
    shown = client.get(reverse("reports:report_create"), {"template": template.pk}).content.decode()
    assert "支部班子查摆出的问题" in shown
    client.post(reverse("reports:report_create"), {"template": template.pk})
    report = AnnualReport.objects.get()
    assert report.template == template
    five = make_template(year.branch, FIVE)
    url = reverse("reports:report_template", args=[report.pk])
    assert "需要上级帮助解决的问题" in client.get(url, {"template": five.pk}).content.decode()
    client.post(url, {"template": five.pk})
    report.refresh_from_db()
    assert report.template == five
    wrong = client.post(url, {"template": 999_999})
    assert "已经不能选用" in wrong.content.decode()


def test_headings_of_templates_mean_what_they_draw_on():
    for heading, draws, _ in SEVEN[5:6]:
        assert [str(kind) for kind in meaning_of(heading).kinds] == draws


@pytest.mark.django_db(transaction=True)
def test_agreed_lengths_become_a_template_and_come_back(cast):
    before, after = ("reports", "0007_moved_paragraphs"), ("reports", "0008_report_templates")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([before])
    lengths = executor.loader.project_state([before]).apps.get_model("reports", "SectionLength").objects
    lengths.create(branch_id=cast.branch.pk, kind="work", fewest=300, most=900, source="某通知")
    executor = MigrationExecutor(connection)
    executor.migrate([after])
    sections = executor.loader.project_state([after]).apps.get_model("reports", "TemplateSection").objects
    assert sections.filter(template__branch_id=cast.branch.pk).count() == 6
    agreed = sections.exclude(most=0).values_list("draws", "fewest", "most", "source")
    assert [*agreed] == [(["work"], 300, 900, "某通知")]
    MigrationExecutor(connection).migrate([before])
    assert [*lengths.values_list("kind", "fewest", "most", "source")] == [("work", 300, 900, "某通知")]
    MigrationExecutor(connection).migrate(newest)
