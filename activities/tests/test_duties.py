"""支委职责清单: items by post, and which of them an activity of the year carries out."""

from datetime import date
from itertools import groupby

import pytest
from django.urls import reverse

from activities.models import DutyItem
from activities.tests.helpers import make_activity, make_duty
from core import records
from core.testing import assert_flat_queries, page

LIST, CREATE = "activities:duty_list", "activities:duty_create"
POSTED = {
    "post_title": "DISCIPLINE",
    "text": "每季度开展廉政风险研判",
    "adopted_on": "2025-01-09",
    "adopted_at": "2025年第1次支委会",
}


def shown(client):
    rows = client.get(reverse(LIST)).context["page"]
    posts = groupby(rows, lambda item: item.get_post_title_display())
    return [(label, [(item.text, item.record_count) for item in items]) for label, items in posts]


def test_records_a_duty_with_the_activities_that_carry_it_out(cast, client_of):
    activity = make_activity(cast, "risk")
    client = client_of(cast.secretary, year=2025)
    response = client.post(reverse(CREATE), POSTED | {"activities": [activity.pk]})
    duty = DutyItem.objects.get()
    assert response.url == reverse("activities:duty_detail", args=[duty.pk])
    assert activity.title in page(client.get(response.url)).rows
    assert shown(client) == [("纪检委员", [("每季度开展廉政风险研判", 1)])]
    history = client.get(reverse("core:record_history", args=["activities.dutyitem", duty.pk]))
    assert activity.title in history.content.decode()


def test_counts_only_activities_of_the_year_that_are_in_use(cast, client_of):
    duty = make_duty(cast)
    old = make_activity(cast, "risk", happened_on=date(2024, 3, 1))
    gone = make_activity(cast, "risk")
    duty.activities.set([old, gone, make_activity(cast, "case_study")])
    records.soft_delete(gone, by=cast.secretary, reason="重复登记")
    client = client_of(cast.secretary, year=2025)
    assert shown(client) == [("组织委员", [("每月检查学习考勤", 1)])]
    assert client.get(reverse(LIST)).context["covered"] == 1
    assert shown(client_of(cast.secretary, year=2026)) == [("组织委员", [("每月检查学习考勤", 0)])]
    # Before it was adopted it was nobody's duty.
    assert shown(client_of(cast.secretary, year=2024)) == []


def test_editing_in_another_year_keeps_the_records_of_this_one(cast, client_of):
    duty, activity = make_duty(cast), make_activity(cast, "risk")
    duty.activities.set([activity])
    form = (
        client_of(cast.secretary, year=2026)
        .get(reverse("activities:duty_update", args=[duty.pk]))
        .context["form"]
    )
    assert activity in form.fields["activities"].queryset
    assert list(form.initial["activities"]) == [activity]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "请填写职责"),
        ({"text": "长" * 201}, "最多 200 字，现有 201 字"),
        ({"post_title": "GROUP_LEADER"}, "GROUP_LEADER"),
        ({"adopted_on": "昨天"}, "日期"),
        ({"adopted_at": ""}, "请填写通过会议"),
        ({"activities": ["999999999999999999999999"]}, "9999"),
    ],
)
def test_bad_input_is_answered_and_saves_nothing(fields, message, cast, client_of):
    answer = client_of(cast.secretary, year=2025).post(reverse(CREATE), POSTED | fields)
    assert answer.status_code == 200
    assert message in page(answer).errors
    assert not DutyItem.objects.exists()


def test_the_same_duty_of_a_post_stands_once(cast, client_of):
    make_duty(cast, POSTED["text"], post_title="DISCIPLINE")
    page = client_of(cast.secretary, year=2025).post(reverse(CREATE), POSTED).content.decode()
    assert "这个职务已有同样的职责" in page
    assert DutyItem.objects.count() == 1


def test_another_branch_s_activity_cannot_be_named(cast, client_of):
    foreign = make_activity(cast, "case_study", branch=cast.other_branch)
    page = client_of(cast.secretary, year=2025).post(reverse(CREATE), POSTED | {"activities": [foreign.pk]})
    assert page.status_code == 200
    assert not DutyItem.objects.exists()


def test_lists_by_post_in_the_order_of_the_committee(cast, client_of):
    make_duty(cast, "管监督", post_title="DISCIPLINE")
    make_duty(cast, "抓总", post_title="SECRETARY")
    assert [label for label, _ in shown(client_of(cast.superior, year=2025))] == ["书记", "纪检委员"]


def test_costs_the_same_with_more_rows(cast, client_of):
    make_duty(cast)
    client = client_of(cast.secretary, year=2025)
    assert_flat_queries(
        lambda: client.get(reverse(LIST)), lambda: [make_duty(cast, f"职责{n}") for n in range(8)]
    )


def test_comes_as_a_sheet(cast, client_of):
    make_duty(cast)
    assert client_of(cast.secretary, year=2025).get(reverse(LIST), {"format": "xlsx"}).content[:2] == b"PK"
