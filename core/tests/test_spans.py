"""Spans of days: what the rules say in Python and what a queryset asks are one, at every edge."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from branch.members.models import Member, MemberStatus
from core.dates import Span, covering, covers, overlapping
from core.testing import make_member, make_organisation

FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)
DAY = timedelta(days=1)
HELD = {FIRST - DAY: False, FIRST: True, date(2025, 3, 15): True, LAST: True, LAST + DAY: False}


@pytest.fixture
def status(db):  # noqa: ARG001 - asked for its effect
    """The only status: 1 to 31 March."""
    make_member(make_organisation("spans"), "跨度", since=FIRST)
    MemberStatus.objects.update(ends_on=LAST)
    return MemberStatus.objects.get()


@pytest.mark.usefixtures("status")
def test_holds_its_first_and_its_last_day():
    span = type("Dated", (Span, SimpleNamespace), {})(starts_on=FIRST, ends_on=LAST)
    for day, holds in HELD.items():
        assert covers(FIRST, LAST, day) is span.covers(day) is holds
        assert MemberStatus.objects.filter(covering(day)).exists() is holds
        assert Member.objects.filter(covering(day, "statuses__")).exists() is holds


@pytest.mark.usefixtures("status")
def test_goes_on_without_an_end():
    MemberStatus.objects.update(ends_on=None)
    for day in (*HELD, date(2125, 1, 1)):
        assert covers(FIRST, None, day) is (day >= FIRST)
        assert MemberStatus.objects.filter(covering(day)).exists() is (day >= FIRST)


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (FIRST - 9 * DAY, FIRST - DAY, False),
        (FIRST - 9 * DAY, FIRST, True),
        (FIRST + DAY, LAST - DAY, True),
        (FIRST - DAY, LAST + DAY, True),
        (LAST, LAST + 9 * DAY, True),
        (LAST + DAY, LAST + 9 * DAY, False),
        (LAST, None, True),
        (LAST + DAY, None, False),
        (FIRST - DAY, None, True),
    ],
)
@pytest.mark.usefixtures("status")
def test_shares_a_day_with_another(first, last, meets):
    assert MemberStatus.objects.filter(overlapping(first, last)).exists() is meets
    MemberStatus.objects.update(ends_on=None)
    assert MemberStatus.objects.filter(overlapping(first, last)).exists() is (last is None or last >= FIRST)
