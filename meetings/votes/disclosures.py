"""Admissions, confirmations and elections that were voted through and are on no 公示, for 党务公开."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime

from branch.disclosure.enums import DisclosureKind
from branch.disclosure.models import Disclosure
from branch.disclosure.registry import Unposted
from branch.organisations.models import Organisation
from core.dates import chinese_date
from meetings.enums import TOOK_PLACE, VoteMatter, VotingBody

from .models import Vote

# A matter, the kind of its 公示, and what that is called.
PUBLISHED = {
    VoteMatter.ADMISSION: (DisclosureKind.ADMISSION, "接收{}为预备党员"),
    VoteMatter.CONFIRMATION: (DisclosureKind.CONFIRMATION, "{}预备党员转正"),
    VoteMatter.ELECTION: (DisclosureKind.ELECTION, "{}当选"),
}
# One is published ahead of the vote or after it.
AROUND = timedelta(days=183)


def postings(branch: Organisation, year: int, _today: date) -> Iterable[Unposted]:
    """Who was voted through at a 党员大会 of the year and is named by no 公示 of this kind around that day. Two queries."""
    votes = (
        Vote.objects.of_branch(branch)
        .with_lines()
        .filter(
            matter__in=PUBLISHED,
            body=VotingBody.ASSEMBLY,
            item__meeting__starts_at__year=year,
            item__meeting__deleted_at__isnull=True,
            item__meeting__state__in=TOOK_PLACE,
        )
    )
    published = list(Disclosure.objects.of_branch(branch).of_kind(*(kind for kind, _ in PUBLISHED.values())))
    for vote in votes.order_by("item__meeting__starts_at", "pk"):
        kind, called = PUBLISHED[VoteMatter(vote.matter)]
        day = localtime(vote.item.meeting.starts_at).date()
        near = [one for one in published if one.kind == kind and abs(one.starts_on - day) <= AROUND]
        for outcome in vote.outcomes:
            name = outcome.tally.candidate
            if outcome.is_carried and not any(name in f"{one.subject}{one.text}" for one in near):
                subject = called.format(name)
                asked = {"kind": kind, "year": year, "subject": subject}
                yield Unposted(
                    subject,
                    str(kind.label),
                    f"{chinese_date(day)}党员大会表决通过，还没有公示。",
                    f"{reverse('branch:disclosure_create')}?{urlencode(asked)}",
                )
