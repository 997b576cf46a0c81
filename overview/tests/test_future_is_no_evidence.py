"""A meeting whose day has not come counts nowhere: rules, grid, figures, report, timeline, hours, evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from activities.forms import ActivityForm
from activities.kinds import registry
from activities.statistics import year_statistics
from activities.timeline import Narrowing, entries_of
from meetings.documents.statistics import parts_of
from meetings.enums import MeetingKind
from meetings.meeting import services
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting
from meetings.rules.statistics import statistics_of
from meetings.tests.helpers import LECTURE, build, hold, item
from overview import compliance
from overview.cycle.data import CycleData
from rectification.items import pointers
from reports.facts import FactBook, all_facts
from study.hours import reckoning

pytestmark = pytest.mark.django_db


def places(cast, year: int, today: date) -> dict[str, object]:
    """What each place says of the year's meetings, as plain values."""
    branch, book = cast.branch, FactBook(cast.branch, year, today)
    evidence = {
        kind.key: [
            row.pk
            for row in pointers.rows_to_choose(kind, user=cast.secretary, branch=branch, on=today, year=year)
        ]
        for kind in pointers.evidence_types()
    }
    form = ActivityForm(
        kind=registry.get("joint"), user=cast.secretary, branch=branch, year=year, today=today
    )
    lines = compliance.lines_of(branch, year, today)
    return {
        "rules": [
            (line.label, one.period.key, one.state, one.count) for line in lines for one in line.results
        ],
        "statistics": [part.rows for part in parts_of(statistics_of(branch, year, today))],
        "facts": {name: book.text(name) for name in all_facts()},
        "timeline": [str(entry) for entry in entries_of(branch, year, cast.secretary, Narrowing())],
        "figures": {one.code: one["count"].value for one in year_statistics(branch, year, today)},
        "hours": {one.member.name: one.hours for one in reckoning.standings(branch, year, today)},
        "evidence": evidence,
        "meetings of an activity": list(form.fields["meeting"].queryset.values_list("pk", flat=True)),
        "decisions": list(AgendaItem.objects.open().values_list("title", flat=True)),
        "cycle": [str(one) for one in CycleData(branch, year, cast.secretary, today).held],
    }


def test_a_meeting_to_come_counts_nowhere(cast):
    today = localdate()
    year, ahead = today.year, max(today + timedelta(days=1), date(today.year, 12, 31))
    hold(cast.branch, f"{today}", "COMMITTEE", agenda=[item("今天的事")], by=cast.secretary)
    before = places(cast, year, today)
    more = {"study_hours": Decimal(2), "chair": cast.people.secretary}
    for kind in MeetingKind:
        group = {"group": cast.group} if kind == MeetingKind.GROUP else {}
        plan = build(cast.branch, f"{ahead}", title=f"将来的{kind.label}", **more, **group, **LECTURE)
        agenda = [item("将来的事", decision="办。", responsible=cast.people.member)]
        services.plan_meeting(plan, kinds=[kind], agenda=agenda, by=cast.secretary)
    assert places(cast, year, today) == before
    # Nor does a plan whose day is over but of which nobody said that it took place.
    over = build(cast.branch, f"{today - timedelta(days=1)}", title="过了的计划")
    services.plan_meeting(over, kinds=["THEME_DAY"], by=cast.secretary)
    assert places(cast, year, today) == before
    # Negative control: what takes place is told.
    held = {"study_hours": Decimal(2), "chair": cast.people.secretary}
    agenda = [item("现在的事", decision="办。", responsible=cast.people.member)]
    hold(cast.branch, f"{today}", "THEME_DAY", "LIFE", agenda=agenda, by=cast.secretary, **held)
    after = places(cast, year, today)
    assert [name for name, told in after.items() if told == before[name]] in ([], ["figures"])
    assert Meeting.objects.count() == len(MeetingKind) + 3
