"""The year's 公示 of 党费, where it is due and not made."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from branch.disclosure.enums import DisclosureKind
from branch.disclosure.registry import Unposted
from branch.organisations.models import Organisation

from .models import DuesMonth, notices_of


def notice_url(year: int) -> str:
    """The form of the year's notice, begun."""
    asked = {"kind": DisclosureKind.DUES, "year": year, "subject": f"{year}年度党费收缴情况"}
    return f"{reverse('branch:disclosure_create')}?{urlencode(asked)}"


def postings(branch: Organisation, year: int, today: date) -> Iterable[Unposted]:
    """Once a year with dues is over, its notice is due."""
    if (
        branch.is_sent_out
        or year >= today.year
        or not DuesMonth.objects.of_branch(branch).in_year(year).exists()
    ):
        return
    if not notices_of(branch, year).exists():
        yield Unposted(
            f"{year}年度党费收缴情况",
            DisclosureKind.DUES.label,
            "这一年已经结束，党费还没有公示。",
            notice_url(year),
        )
