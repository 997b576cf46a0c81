"""Closing a branch that was sent out, once its task is done: people, posts, plans and the list, in one transaction."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from branch.accounts.models import User
from branch.enums import MembershipStatus
from branch.members.models import Member, Post
from branch.members.services import change_status, end_post
from branch.office_terms.models import OfficeTerm
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.enums import AuditAction
from core.refusals import Refused
from meetings.enums import MeetingState
from meetings.meeting.models import Meeting

from .listing import sections_of
from .models import BranchClosing


@dataclass(frozen=True)
class Closing:
    """What is decided: the last day, the document that closes the branch, who receives what is left, and a note."""

    closed_on: date
    document: str
    received_by: str
    note: str = ""


@transaction.atomic
def close_branch(*, branch: Organisation, closing: Closing, by: User, on: date) -> BranchClosing:
    """End a branch: everybody returns to the home branch, posts and term end, plans are taken back, the list is kept.

    From then on its records are read only (`branch.organisations.closed`). Raises Refused for a branch that was not sent
    out or is closed, and for a day that does not fit; nothing is written then.
    """
    branch = Organisation.objects.select_for_update(of=("self",)).get(pk=branch.pk)
    _check(branch, closing, on)
    last_day, next_day = closing.closed_on, closing.closed_on + timedelta(days=1)
    people = list(Member.objects.attending(branch, last_day).select_related("branch", "home_branch"))
    sections = sections_of(branch, people, last_day)
    made = BranchClosing(branch=branch, created_by=by, listing=[section.as_data() for section in sections])
    for name in ("closed_on", "document", "received_by", "note"):
        setattr(made, name, getattr(closing, name))
    records.create(made, by=by)
    for plan in Meeting.objects.of_branch(branch).filter(state=MeetingState.PLANNED).select_related("branch"):
        records.soft_delete(plan, by=by, reason="支部撤销，不再召开")
    for post in Post.objects.alive().filter(branch=branch).exclude(ends_on__lte=last_day):
        end_post(post=post, on=last_day, by=by)
    for term in OfficeTerm.objects.of_branch(branch).filter(ends_on__isnull=True):
        with records.audited(term, by=by):
            term.ends_on = last_day
    for member in people:
        change_status(
            member=member,
            status=MembershipStatus.RETURNED,
            since=next_day,
            note=f"支部撤销（{closing.document}）"[:200],
            by=by,
        )
    with records.audited(branch, by=by, action=AuditAction.STATE, reason=f"撤销归档：{closing.document}"):
        branch.closed_on = last_day
    return made


def _check(branch: Organisation, closing: Closing, on: date) -> None:
    if not branch.is_sent_out:
        raise Refused("只有临时党支部和项目党支部随任务结束撤销；其他支部的撤销由上级调整组织。")
    if branch.closed_on:
        raise Refused(f"{branch.short_name}已于{chinese_date(branch.closed_on)}撤销归档。")
    day = closing.closed_on
    if day > on:
        raise Refused(f"撤销日期 {day:%Y-%m-%d} 在今天之后，到那一天再办理。", field="closed_on")
    if branch.founded_on and day <= branch.founded_on:
        raise Refused(f"撤销日期须晚于成立日期 {branch.founded_on:%Y-%m-%d}。", field="closed_on")
    held = Meeting.objects.of_branch(branch).held().order_by("-starts_at").first()
    if held and localtime(held.starts_at).date() > day:
        raise Refused(
            f"“{held}”在{chinese_date(localtime(held.starts_at).date())}召开，撤销日期不能早于这一天。",
            field="closed_on",
        )
    begun = Post.objects.alive().filter(branch=branch, starts_on__gt=day).select_related("member").first()
    if begun:
        raise Refused(
            f"{begun}自{chinese_date(begun.starts_on)}起任职，晚于撤销日期，请核对。", field="closed_on"
        )
