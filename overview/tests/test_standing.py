"""The kept standings: they say what the rules say, or are not taken for current; the view from above reads them."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branch.accounts.models import User
from branch.organisations.services import save_organisation
from branch.rules.models import RuleExplanation
from core import audit, records
from core.jobs import workers
from core.kept import note_change
from core.models import Record
from core.refusals import Refused
from core.testing import count_queries, make_organisation
from meetings.meeting.models import Meeting
from meetings.tests.helpers import hold
from overview.compliance import lines_of
from overview.standing.models import NOT_HELD, Standing
from overview.standing.services import renew, standings_of, sweep, worked_out, wrong

from .conftest import TODAY as DEMO_DAY
from .test_kept_bench import YEAR, branch, kinds_of_writes

TODAY = date(2025, 8, 20)
NOW = timezone.make_aware(datetime(2025, 8, 20, 9))
OVERSIGHT = reverse("overview:oversight")


def holds(one, today: date = TODAY, year: int = 2025) -> bool:
    return Standing.objects.filter(branch=one, year=year).holding(today).exists()


@pytest.mark.no_cover
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
def test_no_standing_outlives_a_write_of_any_kind():
    """What holds after a write says what the rules say; so after each deletion and its undoing."""
    by = User.objects.get(username="shuji")

    def check(name: str) -> None:
        assert list(wrong(DEMO_DAY)) == [], name
        assert renew([branch()], YEAR, DEMO_DAY) == 1
        assert holds(branch(), DEMO_DAY, YEAR), name

    check("at first")
    for name, write in kinds_of_writes():
        write(by)
        check(name)
    gone = []
    for record_type in records.all_types():
        row = record_type.model._base_manager.order_by("pk").last()
        if not isinstance(row, Record) or row.is_deleted:
            continue
        try:
            records.soft_delete(row, by=by, reason="试验")
        except Refused:
            continue
        gone.append(row)
        check(f"{row!r} was deleted")
    assert len(gone) > 20
    for row in reversed(gone):
        records.restore(row, by=by)
        check(f"{row!r} was restored")


days = st.dates(date(2025, 1, 1), date(2026, 4, 10))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(
        st.tuples(days, st.sampled_from(["ASSEMBLY", "COMMITTEE", "THEME_DAY", "LIFE"])), max_size=4
    ),
    today=days,
    later=st.integers(1, 120),
)
def test_is_what_the_rules_say_of_any_records_on_any_day(cast, held, today, later):
    """And the day after it is told anew: time alone makes overdue what was still to do."""
    with transaction.atomic():
        for day, kind in held:
            hold(cast.branch, day.isoformat(), kind)
        renew([cast.branch, cast.other_branch], 2025, today)
        assert list(wrong(today)) == []
        then = today + timedelta(days=later)
        assert not holds(cast.branch, then)
        told = standings_of([cast.branch], 2025, then)[cast.branch.pk]
        assert told.told == worked_out(cast.branch, 2025, then).told
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_counts_each_state_once(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE")
    states = [result.state for line in lines_of(cast.branch, 2025, TODAY) for result in line.results]
    standing = worked_out(cast.branch, 2025, TODAY)
    found = (standing.met, standing.pending, standing.overdue, standing.explained)
    assert found == tuple(states.count(name) for name in ("MET", "PENDING", "OVERDUE", "EXPLAINED"))
    assert standing.counts["M2"]["2025-03"] == {"MET": 1}
    assert " M2 " in standing.overdue_rules
    assert standing.overdue_periods("M2")[:3] == ["2025-01", "2025-02", "2025-04"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_sweep_renews_what_was_written_to_and_nothing_else(cast):
    branches, years = 2, 2
    assert sweep(NOW) == branches * years
    assert sweep(NOW) == 0
    hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary)
    assert not holds(cast.branch)
    assert holds(cast.other_branch)
    assert sweep(NOW) == years
    assert sweep(NOW + timedelta(days=1)) == branches * years
    new = make_organisation("gamma", parent=cast.committee_org)
    assert sweep(NOW + timedelta(days=1)) == years
    assert holds(new, TODAY + timedelta(days=1))


@pytest.mark.django_db
def test_the_sweep_lets_a_waiting_job_go_first(cast, monkeypatch):
    monkeypatch.setattr("overview.standing.services.BATCH", 1)
    monkeypatch.setattr("overview.standing.services.has_work_waiting", lambda: True)
    assert workers.has_work_waiting() is False
    assert sweep(NOW) == 1
    assert Standing.objects.filter(branch=cast.branch).exists()


@pytest.mark.django_db
def test_what_no_entry_tells_of_makes_it_stale_too(cast):
    sweep(NOW)
    meeting = hold(cast.other_branch, "2025-03-07", "STUDY", by=cast.outsider)
    sweep(NOW)
    records.save(meeting, by=cast.outsider, before=audit.snapshot(meeting))
    assert not holds(cast.other_branch)
    assert holds(cast.branch)
    sweep(NOW)
    note_change()
    assert holds(cast.other_branch)


@pytest.mark.django_db
def test_is_not_kept_where_something_was_written_meanwhile(cast, monkeypatch):
    real = lines_of

    def meanwhile(*args):
        found = real(*args)
        note_change(cast.branch.path)
        return found

    monkeypatch.setattr("overview.standing.services.lines_of", meanwhile)
    assert renew([cast.branch], 2025, TODAY) == 0
    assert not Standing.objects.exists()


@pytest.mark.django_db
def test_a_branch_that_moved_is_told_anew(cast):
    """Its earlier entries bear the path of their day."""
    general = make_organisation("zongzhi", "COMMITTEE", parent=cast.committee_org)
    deep = make_organisation("deep", parent=general)
    sweep(NOW)
    hold(deep, "2025-03-07", "STUDY")
    elsewhere = make_organisation("elsewhere", "COMMITTEE")
    before = audit.snapshot(general)
    general.parent = elsewhere
    save_organisation(general, before=before, by=None)
    assert Standing.objects.get(branch=deep, year=2025).number == NOT_HELD
    assert not holds(deep)


@pytest.mark.django_db
def test_the_view_from_above_reads_what_holds_and_works_out_the_rest(cast, client_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    sweep(NOW)
    Standing.objects.filter(branch=cast.other_branch).update(overdue=777)
    client = client_of(cast.superior, year=2025, branch=cast.branch)
    text = client.get(OVERSIGHT).content.decode()
    assert "777" in text
    hold(cast.other_branch, "2025-03-07", "STUDY", by=cast.outsider)
    assert "777" not in client.get(OVERSIGHT).content.decode()
    assert Standing.objects.filter(branch=cast.other_branch, overdue=777).exists(), "a page writes nothing"
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    assert "777" not in client.get(OVERSIGHT).content.decode()


@pytest.mark.django_db
def test_costs_no_more_with_more_branches(cast, client_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    for number in range(3):
        make_organisation(f"few{number}", parent=cast.committee_org)
    client = client_of(cast.superior, year=2025, branch=cast.branch)

    def cost() -> int:
        sweep(NOW)
        client.get(OVERSIGHT)
        with count_queries() as counted:
            client.get(OVERSIGHT)
        return len(counted)

    few = cost()
    for number in range(8):
        make_organisation(f"many{number}", parent=cast.committee_org)
    assert cost() == few


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_superior_asks_where_a_rule_is_overdue(cast, client_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    for month in range(1, 8):
        hold(cast.branch, f"2025-{month:02d}-07", "THEME_DAY")
    sweep(NOW)
    client = client_of(cast.superior, year=2025, branch=cast.branch)

    def found(rule: str) -> list[tuple[str, str]]:
        rows = client.get(OVERSIGHT, {"rule": rule}).context["rows"]
        return [(row.branch.code, row.late_in) for row in rows]

    assert found("M4") == [("beta", "1月、2月、3月、4月、5月、6月、7月")]
    assert [code for code, _ in found("ANY")] == ["alpha", "beta"]
    assert len(found("nonsense")) == 2
    assert client.get(OVERSIGHT, {"rule": "M4"}).context["unknown"] == 0
    hold(cast.other_branch, "2025-03-08", "THEME_DAY")
    response = client.get(OVERSIGHT, {"rule": "M4"})
    assert [row.branch for row in response.context["rows"]] == []
    assert "1 个支部刚有登记" in response.content.decode()
    old = client_of(cast.superior, year=2020).get(OVERSIGHT, {"rule": "M4"})
    assert 'name="rule"' not in old.content.decode()


@pytest.mark.django_db
def test_the_check_finds_what_was_written_past_the_services(cast):
    today = timezone.localdate()
    renew([cast.branch, cast.other_branch], today.year, today)
    out = StringIO()
    call_command("compliance", "--check", stdout=out)
    assert "存下的 2 条达标情况都与记录相符" in out.getvalue()
    hold(cast.branch, f"{today.year}-01-07", "COMMITTEE")
    RuleExplanation.objects.create(
        branch=cast.other_branch, year=today.year, rule_id="M6", period_key=str(today.year), reason="停工"
    )
    Meeting.objects.filter(branch=cast.branch).delete()
    renew([cast.branch], today.year, today)
    Standing.objects.filter(branch=cast.branch).update(met=99)
    with pytest.raises(CommandError, match="有 1 条与记录不符"):
        call_command("compliance", "--check", stdout=out)
    assert str(cast.branch) in out.getvalue()
    with pytest.raises(CommandError, match="--branch 和 --year"):
        call_command("compliance", stdout=out)
