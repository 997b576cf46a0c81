"""公示 of activities whose kind is published, for 党务公开."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from branch.disclosure.registry import Posting, Unposted
from branch.organisations.models import Organisation
from core import records

from .kinds import registry
from .models import Activity


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def postings(branch: Organisation, year: int, _today: date) -> Iterable[Posting | Unposted]:
    """Each activity of such a kind, with the place and the days that its fields say; without a place it is due."""
    published = {kind.code: kind for kind in registry.all_kinds() if kind.notice_fields}
    rows = Activity.objects.of_branch(branch).in_year(year).filter(kind__in=published)
    for activity in rows.order_by("happened_on", "pk"):
        kind = published[activity.kind]
        place, begins, ends = (activity.data.get(name) for name in kind.notice_fields or ())
        if place:
            url = records.url_of(activity)
            yield Posting(activity.title, kind.label, place, _day(begins), _day(ends), url)
        else:
            url = reverse("activities:activity_update", args=[activity.pk])
            yield Unposted(activity.title, kind.label, "结果还没有登记公示。", url)
