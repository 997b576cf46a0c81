"""Recording and changing activities through the form that a kind's declaration makes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.kinds import registry
from activities.models import Activity
from activities.tests.helpers import example_data, form_data, make_activity, make_area
from core.models import AuditEntry
from core.testing import page

CREATE = reverse("activities:activity_create")


def create_url(code):
    return f"{CREATE}?kind={code}"


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_records_every_kind(kind, cast, secretary):
    assert secretary.get(create_url(kind.code)).status_code == 200
    answer = secretary.post(create_url(kind.code), form_data(kind.code, cast.people))
    assert answer.status_code == 302, answer.context["form"].errors
    activity = Activity.objects.get()
    assert activity.data == example_data(kind.code, cast.people)
    assert (activity.kind, activity.branch, activity.created_by) == (kind.code, cast.branch, cast.secretary)
    assert activity.title
    assert secretary.get(answer.url).status_code == 200
    entry = AuditEntry.objects.get(object_type="activities.activity")
    labels = {change["label"] for change in entry.changes.values()}
    assert {field.label for field in kind.fields if field.name in activity.data} <= labels


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_edits_every_kind_without_losing_a_value(kind, cast, secretary):
    activity = make_activity(cast, kind.code)
    address = reverse("activities:activity_update", args=[activity.pk])
    form = secretary.get(address).context["form"]
    posted = {name: value for name, value in _as_posted(form).items() if value not in (None, "")}
    assert secretary.post(address, posted | {"place": "会议室"}).status_code == 302
    changed = Activity.objects.get()
    assert (changed.data, changed.title, changed.place) == (activity.data, activity.title, "会议室")
    assert changed.participant_ids == activity.participant_ids
    newest = AuditEntry.objects.filter(object_type="activities.activity").first()
    assert [change["label"] for change in newest.changes.values()] == ["地点"]


def _as_posted(form):
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value.isoformat() if isinstance(value, date) else getattr(value, "pk", value)
        for name, value in values.items()
    }


def test_the_tiles_explain_every_kind(secretary):
    page = secretary.get(CREATE + "?happened_on=2025-05-01").content.decode()
    for kind in registry.all_kinds():
        assert kind.explanation in page
        assert f"?kind={kind.code}&amp;happened_on=2025-05-01" in page


def test_an_unknown_kind_is_not_there(secretary):
    assert secretary.get(create_url("nonsense")).status_code == 404
    assert secretary.post(create_url("nonsense"), {}).status_code == 404


def test_proposes_date_and_area(cast, client_of):
    today = timezone.localdate()
    area = make_area(cast, "关心群众", year=today.year, kinds=["visit"])
    form = client_of(cast.secretary).get(create_url("visit")).context["form"]
    assert form["happened_on"].value() == today
    assert form["work_area"].value() == area.pk


def test_takes_date_and_meeting_from_the_address(secretary):
    form = secretary.get(create_url("visit") + "&happened_on=2025-05-01").context["form"]
    assert form["happened_on"].value() == "2025-05-01"


def test_names_the_activity_by_its_content(cast, secretary):
    secretary.post(create_url("visit"), form_data("visit", cast.people))
    assert Activity.objects.get().title == "走访慰问冯甲"


def test_keeps_a_typed_title(cast, secretary):
    secretary.post(create_url("visit"), form_data("visit", cast.people, title="春节走访"))
    assert Activity.objects.get().title == "春节走访"


def test_counts_those_named_and_those_ticked(cast, secretary):
    ticked = [cast.people.member.pk, cast.people.probationary.pk]
    secretary.post(create_url("visit"), form_data("visit", cast.people, participants=ticked))
    assert Activity.objects.get().participant_ids == {*ticked, cast.people.secretary.pk}


def test_a_stale_edit_is_compared_and_nothing_overwritten(cast, secretary):
    activity = make_activity(cast, "visit")
    address = reverse("activities:activity_update", args=[activity.pk])
    posted = form_data("visit", cast.people, lock_version=activity.lock_version)
    secretary.post(address, posted | {"data_targets": "冯甲、陈乙"})
    answer = secretary.post(address, posted | {"data_targets": "冯甲、褚丙"})
    assert answer.status_code == 200
    assert ("走访对象", "冯甲、陈乙", "冯甲、褚丙") in answer.context["form"].conflicts
    assert Activity.objects.get().data["targets"] == "冯甲、陈乙"


def tomorrow(_):
    return (timezone.localdate() + timedelta(days=1)).isoformat()


BAD = [
    ("visit", {"happened_on": ""}, "happened_on", "请填写日期。"),
    ("visit", {"happened_on": "昨天"}, "happened_on", "日期"),
    ("visit", {"happened_on": tomorrow}, "happened_on", "日期不能晚于今天"),
    ("visit", {"ends_on": "2025-03-01"}, "__all__", "结束日期不能早于开始日期"),
    ("visit", {"title": "长" * 101}, "title", "最多 100 字，现有 101 字"),
    ("visit", {"summary": "长" * 3001}, "summary", "最多 3000 字，现有 3001 字"),
    ("visit", {"place": "长" * 101}, "place", "最多 100 字"),
    ("visit", {"outside_people": "长" * 501}, "outside_people", "最多 500 字"),
    ("visit", {"data_targets": ""}, "data_targets", "请填写走访对象。"),
    ("visit", {"data_targets": "长" * 201}, "data_targets", "最多 200 字，现有 201 字"),
    ("visit", {"data_reason": "长" * 2001}, "data_reason", "最多 2000 字"),
    ("visit", {"data_visitors": []}, "data_visitors", "请选择探望人。"),
    ("visit", {"data_visitors": ["abc"]}, "data_visitors", ""),
    ("visit", {"data_form": "FLYING"}, "data_form", "FLYING"),
    ("visit", {"work_area": "999999"}, "work_area", ""),
    ("visit", {"meeting": "999999"}, "meeting", ""),
    ("visit", {"participants": ["999999"]}, "participants", ""),
    ("relay", {"data_received_on": "2025-03-08"}, "data_received_on", "收到日期不能晚于传达日期2025年3月7日"),
    ("relay", {"data_received_on": "2025-13-45"}, "data_received_on", "日期无效"),
    ("service", {"data_done_on": "2025-03-08"}, "data_result", "请写明办理结果"),
    ("service", {"data_done_on": "2025-03-01", "data_result": "好"}, "data_done_on", "办结日期不能早于"),
    ("service", {"data_beneficiaries": "很多"}, "data_beneficiaries", "请填整数"),
    ("service", {"data_beneficiaries": "-1"}, "data_beneficiaries", "不能小于 0"),
    ("service", {"data_beneficiaries": "999999999999"}, "data_beneficiaries", "不能大于"),
    ("inspection", {"data_fixed": "3"}, "data_fixed", "已整改数 3 多于发现问题数 2"),
    ("inspection", {"data_recheck_on": "2025-03-01"}, "data_recheck_on", "复查日期不能早于"),
    ("reminder", {"data_occasions": []}, "data_occasions", "请选择节点。"),
    ("self_check", {"data_category": ""}, "data_category", "请选择问题类别"),
    ("self_check", {"data_problem": "", "data_fixed_on": "2025-03-09"}, "data_problem", "写明查出的问题"),
    ("self_check", {"data_fixed_on": "2025-03-01"}, "data_fixed_on", "整改日期不能早于"),
    ("mood", {"data_level": "WATCH"}, "data_remedy", "请写明对策"),
    ("mood", {"data_resolved_on": "2025-03-01"}, "data_resolved_on", "化解日期不能早于"),
    ("pledge", {"data_grade": "GOOD"}, "data_fulfilment", "请选择完成情况"),
]


@pytest.mark.parametrize(("code", "wrong", "field", "words"), BAD)
def test_refuses_bad_input_with_a_reason(code, wrong, field, words, cast, secretary):
    wrong = {name: value(None) if callable(value) else value for name, value in wrong.items()}
    answer = secretary.post(create_url(code), form_data(code, cast.people, **wrong))
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert field in errors
    assert words in "".join(errors[field])
    assert not Activity.objects.exists()
    assert not AuditEntry.objects.filter(object_type="activities.activity").exists()


def test_keeps_what_was_typed(cast, secretary):
    posted = form_data("visit", cast.people, data_targets="", summary="两位同志住在工地板房")
    page = secretary.post(create_url("visit"), posted).content.decode()
    assert "两位同志住在工地板房" in page
    assert "家人住院" in page


def test_refuses_talking_to_oneself(cast, secretary):
    same = cast.people.secretary.pk
    posted = form_data("integrity_talk", cast.people, data_counterpart=same)
    answer = secretary.post(create_url("integrity_talk"), posted)
    assert "谈话对象不能是谈话人本人" in page(answer).errors
    posted = form_data("double_duty", cast.people, data_committee_member=same)
    answer = secretary.post(create_url("double_duty"), posted)
    assert "检查人不能是被检查的支委本人" in page(answer).errors


def test_refuses_an_area_of_another_year(cast, client_of):
    area = make_area(cast, year=2024)
    posted = form_data("visit", cast.people, work_area=area.pk)
    answer = client_of(cast.secretary, year=2024).post(create_url("visit"), posted)
    assert "是2024年度的工作领域，活动日期在2025年" in page(answer).errors
    assert not Activity.objects.exists()


def test_people_and_areas_of_another_branch_cannot_be_chosen(cast, secretary):
    foreign = make_area(cast, branch=cast.other_branch)
    outsider = cast.people.outsider.pk
    wrong = {"work_area": foreign.pk, "participants": [outsider], "data_visitors": [outsider]}
    answer = secretary.post(create_url("visit"), form_data("visit", cast.people, **wrong))
    assert set(answer.context["form"].errors) == set(wrong)
