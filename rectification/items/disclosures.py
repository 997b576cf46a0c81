"""公示 of the rectification list, for 党务公开."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from branch.disclosure.registry import Posting, Unposted
from branch.organisations.models import Organisation
from core import records
from meetings.cycle.enums import CycleStep
from meetings.cycle.models import CycleNote

from .models import PublicNotice, RectificationItem

SORT = "整改"


def postings(branch: Organisation, year: int, _today: date) -> Iterable[Posting | Unposted]:
    """The notices of a year; where its items stand on none, and no note of the cycle tells of one, that is due."""
    notices = list(PublicNotice.objects.of_branch(branch).in_year(year).prefetch_related("items"))
    for one in notices:
        subject = f"{year}年度整改事项（{len(one.items.all())}项）"
        yield Posting(subject, SORT, one.place, one.starts_on, one.ends_on, records.url_of(one))
    notes = CycleNote.objects.of_branch(branch).in_year(year).filter(step=CycleStep.ITEMS)
    items = RectificationItem.objects.of_branch(branch).in_year(year)
    if not notices and not notes.exists() and (count := items.count()):
        yield Unposted(
            f"{year}年度整改事项（{count}项）",
            SORT,
            "整改清单还没有公示。",
            reverse("rectification:notice_create"),
        )
