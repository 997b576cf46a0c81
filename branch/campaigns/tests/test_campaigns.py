"""A campaign is entered with its parts and plan, and proposes itself for the records of the days on which it runs."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.forms import ActivityForm
from activities.kinds import registry
from activities.models import Activity
from branch.campaigns.models import STANDARD_PARTS, Campaign, CampaignRow
from core import records
from core.refusals import Refused
from meetings.meeting.forms.meeting import MeetingForm
from meetings.tests.helpers import hold
from rectification.problems.forms import ProblemForm
from rectification.problems.models import Problem
from study.reading.forms import MaterialForm
from study.reading.models import StudyMaterial
from study.tasks.forms import TaskForm
from study.tasks.models import StudyTask

from .factory import make_campaign

pytestmark = pytest.mark.django_db
BEFORE, DURING, AFTER = date(2025, 3, 2), date(2025, 7, 31), date(2025, 8, 1)


def forms_on(cast, day):
    """A new form of each record that is tagged, begun on a day."""
    given = {"user": cast.secretary, "branch": cast.branch}
    moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
    return {
        "meeting": MeetingForm(initial={"starts_at": moment, "kinds": ["STUDY"]}, today=day, **given),
        "task": TaskForm(instance=StudyTask(year=2025), initial={"starts_on": day}, **given),
        "activity": ActivityForm(
            kind=registry.get("service"), year=2025, today=day, initial={"happened_on": day}, **given
        ),
        "problem": ProblemForm(
            instance=Problem(branch=cast.branch, year=2025), today=day, year=2025, **given
        ),
    }


def proposed(form):
    return form["campaign"].value() if "campaign" in form.fields else "not asked"


def test_nothing_is_asked_where_the_branch_has_no_campaign(cast):
    make_campaign(cast.other_branch)
    forms = forms_on(cast, DURING)
    material = MaterialForm(instance=StudyMaterial(branch=cast.branch), user=cast.secretary)
    assert {proposed(form) for form in (*forms.values(), material)} == {"not asked"}


@pytest.mark.parametrize(("day", "is_running"), [(BEFORE, False), (DURING, True), (AFTER, False)])
def test_the_campaign_that_runs_on_the_day_is_proposed(cast, day, is_running):
    campaign = make_campaign(cast.branch)
    make_campaign(cast.branch, name="往年的", starts_on=date(2024, 3, 1), ends_on=date(2024, 7, 1))
    found = {name: proposed(form) for name, form in forms_on(cast, day).items()}
    assert set(found.values()) == {campaign.pk if is_running else None}, found


def test_of_two_the_one_that_began_last_is_proposed_and_a_stored_choice_stays(cast):
    first = make_campaign(cast.branch)
    second = make_campaign(cast.branch, name="后一次", starts_on=date(2025, 6, 1), ends_on=date(2025, 9, 1))
    assert {proposed(form) for form in forms_on(cast, DURING).values()} == {second.pk}
    activity = Activity.objects.create(
        branch=cast.branch, kind="service", title="办实事", happened_on=DURING, campaign=first
    )
    form = ActivityForm(
        instance=activity, kind=activity.kind_declaration, user=cast.secretary, year=2025, today=DURING
    )
    assert proposed(form) == first.pk


def typed(parts, **fields):
    rows = {
        f"parts-{n}-{key}": value
        for n, row in enumerate(parts)
        for key, value in ({"role": "NONE", "ORDER": n + 1} | row).items()
    }
    return {
        "name": "树立和践行正确政绩观学习教育",
        "starts_on": "2026-02-25",
        "ends_on": "2026-07-31",
        "parts-TOTAL_FORMS": len(parts),
        "parts-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


def test_a_new_one_begins_with_the_standard_parts_and_keeps_the_order_typed(cast, client_of):
    client = client_of(cast.secretary)
    page = client.get(reverse("reports:campaign_create"))
    shown = [(form["name"].value(), form["role"].value()) for form in page.context["form"].parts]
    assert shown == [(name, str(role)) for name, role in STANDARD_PARTS]
    parts = [{"name": "学习研讨"}, {"name": "本单位的环节", "ORDER": 1}, {"name": ""}]
    answer = client.post(reverse("reports:campaign_create"), typed(parts))
    campaign = Campaign.objects.get()
    assert answer.url == reverse("reports:campaign_detail", args=[campaign.pk])
    assert [part.name for part in campaign.parts.all()] == ["本单位的环节", "学习研讨"]


@pytest.mark.parametrize(
    ("changes", "parts", "words"),
    [
        ({"ends_on": "2026-01-31"}, [{"name": "学习研讨"}], "结束日期 2026-01-31 早于开始日期 2026-02-25"),
        ({}, [{"name": ""}], "请至少保留一个环节"),
        ({"name": ""}, [{"name": "学习研讨"}], "名称"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(cast, client_of, changes, parts, words):
    page = client_of(cast.secretary).post(reverse("reports:campaign_create"), typed(parts, **changes))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "2026-02-25" in page.content.decode()
    assert not Campaign.objects.exists()


def test_a_part_with_a_plan_is_not_taken_away(cast, client_of):
    campaign = make_campaign(cast.branch)
    kept = [{"id": part.pk, "name": part.name} for part in campaign.parts.all()[1:]]
    url = reverse("reports:campaign_update", args=[campaign.pk])
    page = client_of(cast.secretary).post(url, typed(kept, lock_version=campaign.lock_version))
    assert "“学习研讨”还有 1 项计划" in page.content.decode()
    assert campaign.parts.count() == 5


def plan_data(campaign, *rows):
    fields = {f"rows-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items() if value}
    return {
        "rows-TOTAL_FORMS": len(rows),
        "rows-INITIAL_FORMS": 0,
        "lock_version": campaign.lock_version,
    } | fields


def test_the_plan_is_kept_row_by_row_and_a_row_is_done_with_one_click(cast, client_of):
    campaign, client = make_campaign(cast.branch), client_of(cast.secretary)
    study, *_ = campaign.parts.all()
    stored = CampaignRow.objects.get(done_on=None)
    url = reverse("reports:campaign_plan", args=[campaign.pk])
    new = {"part": study.pk, "what": "讲专题党课", "due_on": "2025-04-30", "who": "书记"}
    old = {"id": stored.pk, "part": stored.part_id, "what": stored.what, "due_on": "2025-07-01"}
    assert client.post(url, plan_data(campaign, new, old)).status_code == 302
    rows = [(row.pk == stored.pk, row.what, row.due_on) for row in CampaignRow.objects.order_by("due_on")]
    assert rows == [(False, "讲专题党课", date(2025, 4, 30)), (True, "到工班听意见", date(2025, 7, 1))]
    done = reverse("reports:campaign_row_done", args=[stored.pk])
    assert "已登记完成" in client.post(done, follow=True).content.decode()
    assert "这一项已经登记完成" in client.post(done, follow=True).content.decode()
    stored.refresh_from_db()
    assert stored.done_on == timezone.localdate()


def test_an_incomplete_row_says_what_is_missing_and_changes_nothing(cast, client_of):
    campaign = make_campaign(cast.branch)
    page = client_of(cast.secretary).post(
        reverse("reports:campaign_plan", args=[campaign.pk]),
        plan_data(campaign, {"what": "讲专题党课", "done_on": "2999-01-01"}),
    )
    text = page.content.decode()
    for words in (
        "请选择这一项属于哪个环节",
        "请填写这一项的完成时限",
        "完成日期 2999-01-01 还没有到",
        "讲专题党课",
    ):
        assert words in text
    assert CampaignRow.objects.count() == 2


def test_it_is_not_deleted_while_records_belong_to_it(cast):
    campaign = make_campaign(cast.branch)
    meeting = hold(cast.branch, "2025-04-01", "STUDY")
    type(meeting).objects.filter(pk=meeting.pk).update(campaign=campaign)
    with pytest.raises(Refused, match="还有 1 条会议记录归在"):
        records.soft_delete(campaign, by=cast.secretary, reason="重复")
    type(meeting).objects.filter(pk=meeting.pk).update(campaign=None)
    records.soft_delete(campaign, by=cast.secretary, reason="重复")
    assert Campaign.objects.alive().count() == 0
