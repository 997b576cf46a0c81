"""The next kind is one declaration: no model, no migration, no view, no line anywhere else.

Must show 5 of small records: form, page, mask, list, sheet, import, figures, report and year book follow from it.
"""

import random
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from activities.kinds import registry
from activities.kinds.base import Kind
from activities.kinds.counting import sum_of
from activities.kinds.fields import FieldType, KindField
from activities.kinds.statistics import KindStatistics, Statistic
from activities.models import Activity
from activities.tests.recount import random_context, random_rows
from core.testing import page
from reports.drafting.draft import draft
from reports.facts import FactBook


def _sentence(s: KindStatistics) -> str:
    return f"{s.context.span}开展义务植树{s['count'].value}次，植树{s['trees'].value}棵。"


@pytest.fixture
def tree_planting():
    """The declaration, registered for one test."""
    kind = Kind(
        code="trees",
        label="义务植树",
        icon="trees",
        explanation="党员义务植树活动",
        area="思想政治工作",
        title_pattern="到{spot}义务植树",
        fields=(
            KindField("spot", "植树地点", required=True),
            KindField("trees", "棵数", FieldType.INTEGER, required=True),
            KindField("watered", "已浇水", FieldType.BOOLEAN),
            KindField("remark", "内部备注", restricted=True),
        ),
        statistics=(Statistic("trees", "植树棵数", sum_of("植树棵数", "trees", "棵")),),
        sentence=_sentence,
    )
    registry.register(kind)
    yield kind
    del registry.KINDS[kind.code]


@pytest.mark.usefixtures("tree_planting")
@pytest.mark.django_db
def test_needs_no_migration():
    call_command("makemigrations", "activities", check=True, dry_run=True, verbosity=0)


@pytest.mark.usefixtures("tree_planting")
def test_has_its_form_page_filter_figures_and_mask(cast, client_of):
    secretary = client_of(cast.secretary, year=2025)
    create = reverse("activities:activity_create")
    assert "党员义务植树活动" in secretary.get(create).content.decode()
    form = secretary.get(f"{create}?kind=trees").context["form"]
    assert {"data_spot", "data_trees", "data_watered", "data_remark"} <= set(form.fields)
    posted = {"happened_on": "2025-03-12", "data_spot": "北坡", "data_trees": "40", "data_remark": "不公开"}
    missing = secretary.post(f"{create}?kind=trees", posted | {"data_trees": ""})
    assert "请填写棵数。" in page(missing).errors
    answer = secretary.post(f"{create}?kind=trees", posted | {"data_watered": "on"})
    assert answer.status_code == 302
    activity = Activity.objects.get()
    assert activity.data == {"spot": "北坡", "trees": 40, "watered": True, "remark": "不公开"}
    assert activity.title == "到北坡义务植树"
    assert activity.field_values(cast.secretary)[2:] == [
        ("已浇水", "是", False),
        ("内部备注", "不公开", True),
    ]
    text = client_of(cast.superior, year=2025).get(answer.url).content.decode()
    assert "40" in text
    assert "不公开" not in text
    figures = secretary.get(reverse("activities:statistics")).content.decode()
    assert "全年开展义务植树1次，植树40棵。" in figures or "月开展义务植树1次，植树40棵。" in figures
    listed = secretary.get(reverse("activities:activity_list") + "?kind=trees")
    assert listed.context["page"].paginator.count == 1


@pytest.mark.usefixtures("tree_planting")
def test_comes_in_by_a_table_and_goes_out_as_sheet_report_and_book(cast, client_of):
    """What is exported is read back as the same; report and year book tell it and keep what is restricted to themselves."""
    secretary = client_of(cast.secretary, year=2025)
    address = reverse("activities:activity_import") + "?of=trees"
    text = "日期,植树地点,棵数,已浇水,内部备注\n2025-03-12,北坡,40,是,不公开\n2025-03-13,南坡,很多,,\n2025-03-14,,2,,"
    shown = secretary.post(address, {"file": SimpleUploadedFile("植树.csv", text.encode())})
    rows = shown.context["rows"]
    assert [set(row.errors) for row, _ in rows] == [set(), {"棵数"}, {"植树地点"}]
    said = {"rows": 2, "of": "trees", "form_token": shown.context["form_token"]}
    said |= {"label": ["日期", "植树地点", "棵数", "已浇水", "内部备注"]}
    lines = (("2025-03-12", "北坡", "40", "是", "不公开"), ("2025-03-13", "南坡", "2", "", ""))
    for place, cells in enumerate(lines):
        said |= {f"{place}-take": "on"} | {
            f"{place}-{label}": cell for label, cell in zip(said["label"], cells, strict=True)
        }
    assert secretary.post(address, said).status_code == 302
    assert [one.data["trees"] for one in Activity.objects.order_by("happened_on")] == [40, 2]

    sheet = secretary.get(reverse("activities:activity_list") + "?kind=trees&format=xlsx")
    (_, head, *body) = load_workbook(BytesIO(sheet.content)).active.iter_rows(values_only=True)
    cells = {dict(zip(head, row, strict=True))["植树地点"]: row for row in body}
    assert dict(zip(head, cells["北坡"], strict=True))["内部备注"] == "不公开"
    assert set(cells) == {"北坡", "南坡"}

    book = FactBook(cast.branch, 2025, date(2026, 3, 1))
    assert book.text("义务植树·次数") == "2"
    assert book.text("义务植树·植树棵数") == "42"
    told = "".join(one.text for part in draft(book.records) for p in part.paragraphs for one in p.sentences)
    assert "{义务植树情况}" in told
    assert "不公开" not in told
    paper = docx.Document(BytesIO(secretary.get(reverse("reports:yearbook", args=["docx"])).getvalue()))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "义务植树（2次）" in words
    assert "棵数：40" in words
    assert "不公开" not in words


def test_its_figures_are_those_of_a_plain_recount(tree_planting):
    chance = random.Random(5)
    for _ in range(20):
        rows, context = random_rows(tree_planting, chance), random_context(chance)
        figures = tree_planting.summarise(rows, context)
        assert figures["count"].value == len(rows)
        assert figures["trees"].value == sum(row.data["trees"] for row in rows)


def test_a_code_is_taken_once(tree_planting):
    with pytest.raises(ValueError, match="declared twice"):
        registry.register(tree_planting)


def test_a_title_never_tells_a_restricted_field():
    with pytest.raises(ValueError, match="restricted"):
        Kind(
            code="leak",
            label="泄露",
            icon="lock",
            explanation="",
            area="",
            title_pattern="{secret}",
            fields=(KindField("secret", "秘密", restricted=True),),
            statistics=(),
            sentence=_sentence,
        )
