"""What pages show of the answers to 请示, whether they were written here or came on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation
from core import records
from core.badges import Badge
from reports.papers.registry import REQUEST
from reports.report.enums import HANDED_IN
from reports.report.models import AnnualReport

from . import permissions
from .enums import TONES, Decision
from .models import ReceivedRuling


@dataclass(frozen=True)
class ShownRuling:
    """An answer to a 请示; `number` and `day` are empty as long as it is a draft."""

    request_id: int
    issuer: str
    title: str
    number: str
    day: date | None
    badge: Badge
    url: str
    words: str = ""
    state: Badge | None = None


def _written(ruling: AnnualReport) -> ShownRuling:
    return ShownRuling(
        request_id=ruling.answers_to_id or 0,
        issuer=ruling.branch.name,
        title=ruling.title,
        number=ruling.number_told,
        day=ruling.signed_on,
        badge=Badge(ruling.get_decision_display(), TONES[Decision(ruling.decision)]),
        url=records.url_of(ruling),
        state=ruling.state_badge,
    )


def _received(ruling: ReceivedRuling) -> ShownRuling:
    return ShownRuling(
        request_id=ruling.request_id,
        issuer=ruling.issuer,
        title=str(ruling),
        number=ruling.number,
        day=ruling.issued_on,
        badge=ruling.decision_badge,
        url=records.url_of(ruling),
        words=ruling.words,
    )


def rulings_on(user: AbstractBaseUser, requests: Iterable[int]) -> list[ShownRuling]:
    """What the person sees of the answers to these 请示: of a draft nobody but who writes it."""
    asked = list(requests)
    written = AnnualReport.objects.visible_to(user).filter(answers_to__in=asked).select_related("branch")
    received = ReceivedRuling.objects.visible_to(user).filter(request__in=asked)
    return [*map(_written, written.order_by("pk")), *map(_received, received)]


def issued_to(branch: Organisation) -> list[ShownRuling]:
    """The answers that a branch has, the newest first; for its own pages, whose readers see all of them."""
    written = AnnualReport.objects.alive().filter(answers_to__branch=branch, state__in=HANDED_IN)
    rows = [*map(_written, written.select_related("branch"))]
    rows += map(_received, ReceivedRuling.objects.of_branch(branch).for_list())
    return sorted(rows, key=lambda one: one.day or date.min, reverse=True)


def about(user: AbstractBaseUser, report: AnnualReport) -> dict[str, Any]:
    """What the page of a 请示 says of its answer, and that of a 批复 of what it answers; of other papers nothing."""
    if report.answers_to:
        is_seen = AnnualReport.objects.visible_to(user).filter(pk=report.answers_to_id).exists()
        return {"asked": report.answers_to if is_seen else None}
    if report.paper != REQUEST:
        return {}
    rulings = rulings_on(user, [report.pk])
    return {
        "is_asking": True,
        "rulings": rulings,
        "may_rule": not rulings and permissions.can_rule(user, report),
        "may_note": not rulings and permissions.can_note_ruling(user, report),
    }
