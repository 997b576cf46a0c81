"""Writes about terms that are more than plain editing: moving the end, and ending one term with the next."""

from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.organisations.models import Organisation
from core import audit, records
from core.dates import add_months, chinese_date, overlapping
from core.refusals import Refused

from .models import MOVED_MONTHS_MOST, OfficeTerm


def overlapping_term(term: OfficeTerm) -> OfficeTerm | None:
    """Another term of the branch that shares a day with this one."""
    rows = OfficeTerm.objects.of_branch(term.branch).filter(overlapping(term.starts_on, term.ends_on))
    found: OfficeTerm | None = rows.exclude(pk=term.pk).order_by("starts_on").first()
    return found


def present_term(branch: Organisation, on: date) -> OfficeTerm | None:
    """The term that runs on a day."""
    found: OfficeTerm | None = OfficeTerm.objects.of_branch(branch).covering(on).first()
    return found


@transaction.atomic
def move_end(*, term: OfficeTerm, until: date, document: str, by: AbstractBaseUser | None) -> OfficeTerm:
    """Have the next election earlier or later than after three years, as the superior approved, by a year at most.

    The usual day takes back what was entered before. Raises Refused for a term that has ended, for the usual day
    where nothing was moved, and for a day too far from it.
    """
    usual = term.usual_end
    if term.ends_on:
        raise Refused(f"这一届已于{chinese_date(term.ends_on)}结束，不能再提前或延期。")
    least, most = add_months(usual, -MOVED_MONTHS_MOST), add_months(usual, MOVED_MONTHS_MOST)
    if until == usual and not term.moved_to:
        raise Refused(f"{chinese_date(usual)}就是任期届满的日期，不需要批准。", field="until")
    if not max(least, term.starts_on + timedelta(days=1)) <= until <= most:
        raise Refused(
            f"任期到{chinese_date(usual)}届满，提前或延期不超过 1 年：填 {least:%Y-%m-%d} 至 {most:%Y-%m-%d} 之间的日期。",
            field="until",
        )
    before = audit.snapshot(term)
    term.moved_to, term.moved_document = (None, "") if until == usual else (until, document)
    return records.save(term, by=by, before=before)


@transaction.atomic
def begin_term(term: OfficeTerm, *, by: AbstractBaseUser | None) -> OfficeTerm:
    """Begin a term and end the one that ran until then on the day before. Raises Refused where the days do not fit."""
    present = OfficeTerm.objects.of_branch(term.branch).filter(ends_on__isnull=True).first()
    if present:
        if term.starts_on <= present.starts_on:
            raise Refused(
                f"新一届的开始日期须晚于现届的开始日期{chinese_date(present.starts_on)}。", field="starts_on"
            )
        before = audit.snapshot(present)
        present.ends_on = term.starts_on - timedelta(days=1)
        records.save(present, by=by, before=before)
    if other := overlapping_term(term):
        raise Refused(f"和{other}的日期重叠，请先改正。", field="starts_on")
    return records.create(term, by=by)
