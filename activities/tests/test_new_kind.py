"""The next kind is one declaration: no model, no migration, no view."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from activities.kinds import registry
from activities.kinds.base import Kind
from activities.kinds.counting import sum_of
from activities.kinds.fields import FieldType, KindField
from activities.kinds.statistics import KindStatistics, Statistic
from activities.models import Activity
from core.testing import page

WORDS = {"plan": "计划", "done": "完成"}


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
