"""No field of an activity, and none that a kind declares, is forgotten on the page, in the form or in the lists.

What is left out somewhere on purpose stands in LEFT_OUT with the reason; a reason that no longer holds fails, too.
"""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.kinds import registry
from activities.kinds.fields import FieldType
from activities.models import Activity, WorkArea
from activities.statistics import COMMON, activity_sheet
from activities.tests.helpers import make_activity, make_area
from branch.base import BranchRecord
from branch.campaigns.models import Campaign
from branch.campaigns.tests.factory import make_campaign
from branch.members.models import Member
from core.testing_fields import fields_told, own_fields, page_text
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

pytestmark = pytest.mark.django_db

# By place: the fields and why they are left out.
LEFT_OUT = {
    "表单": {
        "kind": "chosen before the form",
        "data": "is the fields of the kind, see below",
        "agenda_item": "comes with the address, from the meeting",
    },
    "页面": {"kind": "told by its label"},
    "名单": {"kind": "told by its label", "agenda_item": "a link on the page to the meeting's decision"},
}


def url_of(name: str, activity) -> str:
    return reverse(f"activities:activity_{name}", args=[activity.pk])


def sheet_of(activity, user, kind=None):
    return activity_sheet(Activity.objects.filter(pk=activity.pk).for_report(), "名单", user, kind)


@pytest.mark.parametrize("place", LEFT_OUT)
def test_every_field_is_there_or_left_out_for_a_reason(place, cast, client_of):
    activity, client = make_activity(cast, "relay"), client_of(cast.secretary)
    start = timezone.make_aware(timezone.datetime(2025, 3, 7, 9))
    meeting = Meeting.objects.create(branch=cast.branch, title="丙的会议", year=2025, starts_at=start)
    samples = {WorkArea: make_area(cast, "丙的领域"), Meeting: meeting, Member: cast.people.extra1}
    samples[AgendaItem] = AgendaItem.objects.create(meeting=meeting, order=1, title="丙的议题")
    samples[Campaign] = make_campaign(cast.branch, name="丙的学习教育")
    samples |= {"kind": "visit", "data": {"document": "丙的文件"}}
    tell = {
        "页面": lambda: page_text(client.get(url_of("detail", activity))),
        "名单": lambda: "\n".join(map(str, sheet_of(activity, cast.secretary).rows[0])),
    }
    if place == "表单":
        told = set(client.get(url_of("update", activity)).context["form"].fields)
    else:
        told = fields_told(activity, BranchRecord, samples, tell[place])
    assert sorted({field.name for field in own_fields(Activity, BranchRecord)} - told) == sorted(
        LEFT_OUT[place]
    )


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_every_field_of_a_kind_is_in_form_page_and_lists(kind, cast, client_of):
    person = {"id": cast.people.extra1.pk, "name": "郑试一"}
    data = {}
    for number, field in enumerate(kind.fields):
        code = field.choices[0][0] if field.choices else ""
        data[field.name] = {
            FieldType.TEXT: f"{field.label}甲",
            FieldType.LONG_TEXT: f"{field.label}乙",
            FieldType.DATE: (date(2026, 1, 1) + timedelta(days=number)).isoformat(),
            FieldType.INTEGER: 3000 + number,
            FieldType.BOOLEAN: True,
            FieldType.CHOICE: code,
            FieldType.CHOICES: [code],
            FieldType.MEMBER: person,
            FieldType.PEOPLE: [person],
        }[field.type]
    activity = Activity.objects.create(
        branch=cast.branch, kind=kind.code, title="试验", happened_on=date(2025, 3, 7), data=data
    )
    client = client_of(cast.secretary)
    form = client.get(url_of("update", activity)).context["form"]
    page = page_text(client.get(url_of("detail", activity)))
    own, mixed = sheet_of(activity, cast.secretary, kind), sheet_of(activity, cast.secretary)
    cells = dict(list(zip(own.columns, own.rows[0], strict=True))[len(COMMON) :])
    for field in kind.fields:
        words = field.display(data[field.name])
        assert field.form_name in form.fields
        assert form.initial[field.form_name] not in (None, "", [])
        assert re.search(rf"{field.label} (（受限） )?{re.escape(words)}", page), field.label
        assert cells[field.label] == words
        assert f"{field.label}：{words}" in "\n".join(map(str, mixed.rows[0]))
