"""The declarations themselves: whole, consistent, and with checks that hold for every way of writing."""

from datetime import date

import pytest

from activities import services
from activities.kinds import registry
from activities.kinds.fields import FieldType, KindField
from activities.models import Activity
from activities.tests.helpers import example_data, make_activity, make_area
from core.refusals import Refused
from core.templatetags.house import icon
from meetings.enums import MeetingKind

PRODUCT_KINDS = """上级文件传达 共建活动 红色基地与入党誓词 办实事 走访慰问帮扶 立项攻关 现场检查督导 廉政案例学习 廉政提醒
廉政谈话 廉政风险研判 八项规定自查 思想动态分析 宣传阵地 季度好党员 党员承诺与点评 一岗双责检查 制度建设
责任区示范岗突击队 意识形态专题研究 意识形态阵地检查""".split()


def test_all_kinds_of_the_product_are_declared():
    assert {kind.label for kind in registry.all_kinds()} == set(PRODUCT_KINDS)


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_a_declaration_is_whole(kind):
    assert len(kind.code) <= 20
    assert kind.explanation
    assert kind.area in registry.codes_by_area()
    assert "<svg" in icon(kind.icon)
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    assert all(field.choices for field in kind.fields if field.type in {FieldType.CHOICE, FieldType.CHOICES})
    assert len({one.key for one in kind.statistics}) == len(kind.statistics)
    assert len({one.label for one in kind.statistics} - {"次数"}) == len(kind.statistics)


def test_the_usual_areas_reflect_known_meetings():
    codes = {code for each in registry.MEETING_KINDS_BY_AREA.values() for code in each}
    assert codes <= set(MeetingKind)
    assert set(registry.MEETING_KINDS_BY_AREA) <= set(registry.codes_by_area())


@pytest.mark.parametrize(
    ("field", "value", "stored", "shown"),
    [
        (KindField("a", "甲"), "  字  ", "字", "字"),
        (KindField("a", "甲", FieldType.DATE), date(2025, 3, 7), "2025-03-07", "2025年3月7日"),
        (KindField("a", "甲", FieldType.INTEGER), 0, 0, "0"),
        (KindField("a", "甲", FieldType.INTEGER), "12", 12, "12"),
        (KindField("a", "甲", FieldType.BOOLEAN), False, False, "否"),
        (KindField("a", "甲", FieldType.CHOICE, choices=(("X", "某"),)), "X", "X", "某"),
        (
            KindField("a", "甲", FieldType.CHOICES, choices=(("X", "某"), ("Y", "又"))),
            ["Y", "X"],
            ["X", "Y"],
            "某、又",
        ),
        (KindField("a", "甲"), "", None, ""),
    ],
)
def test_packs_and_shows(field, value, stored, shown):
    assert field.pack(value) == stored
    assert field.display(stored) == shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (KindField("a", "甲", required=True), " ", "请填写这一项"),
        (KindField("a", "甲"), "长" * 201, "最多 200 字，现有 201 字"),
        (KindField("a", "甲", FieldType.DATE), "昨天", "“昨天”不是有效日期"),
        (KindField("a", "甲", FieldType.INTEGER), "很多", "“很多”不是整数"),
        (KindField("a", "甲", FieldType.INTEGER), -1, "现在是 -1"),
        (KindField("a", "甲", FieldType.CHOICE, choices=(("X", "某"),)), "Z", "“Z”不在可选项里"),
        (KindField("a", "甲", FieldType.MEMBER), "张三", "请从党员名册中选择"),
    ],
)
def test_refuses_what_does_not_fit(field, value, words):
    with pytest.raises(Refused, match=words):
        field.pack(value)


def test_stores_persons_with_their_name(cast):
    data = {
        "targets": "冯甲",
        "reason": "生病",
        "visitors": [cast.people.secretary, cast.people.member, cast.people.member],
        "form": "HOME",
    }
    activity = make_activity(cast, "visit", data=data)
    assert activity.data["visitors"] == [
        {"id": cast.people.secretary.pk, "name": "赵试一"},
        {"id": cast.people.member.pk, "name": "周试五"},
    ]


def test_the_service_refuses_what_the_declaration_does_not_allow(cast):
    with pytest.raises(services.RecordActivityRefused) as refused:
        make_activity(cast, "relay", data={"document": "通知"})
    assert set(refused.value.errors) == {"data_issuer", "data_received_on"}
    assert not Activity.objects.exists()


def test_the_service_refuses_persons_and_areas_of_another_branch(cast):
    foreign = make_area(cast, branch=cast.other_branch)
    with pytest.raises(services.RecordActivityRefused, match="不属于本支部"):
        make_activity(cast, participants=[cast.people.outsider])
    with pytest.raises(services.RecordActivityRefused, match="不属于本支部"):
        make_activity(cast, work_area=foreign)
    with pytest.raises(services.RecordActivityRefused, match="结束日期不能早于开始日期"):
        make_activity(cast, ends_on=date(2025, 3, 6))


def test_unknown_fields_are_not_stored(cast):
    activity = make_activity(cast, "case_study", data=example_data("case_study", cast.people) | {"x": 1})
    assert set(activity.data) == {"case"}
