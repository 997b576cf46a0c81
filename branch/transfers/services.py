"""Writes about 组织关系转接: a member comes, a member leaves with posts and roles, a branch takes in another's."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import end_role
from branch.enums import IN_BRANCH, ON_ROLL, MembershipStatus
from branch.members.models import Member
from branch.members.services import add_member, change_status, end_post, not_ours
from branch.organisations.models import Organisation
from core import records
from core.enums import AuditAction
from core.refusals import Refused

from .models import Direction, Transfer

WHAT = "组织关系转接"
# What a branch tells another of a member; illness, hardship, group and job stay where they are.
HANDED_ON = (
    "name",
    "gender",
    "ethnic_group",
    "birth_date",
    "joined_on",
    "confirmed_on",
    "technical_title",
    "education",
    "phone",
    "expected_retirement_on",
)


@dataclass(frozen=True)
class Left:
    """What ended with a membership."""

    posts: int = 0
    roles: int = 0


def _check_ours(branch: Organisation) -> None:
    """Raise Refused where 组织关系 stays with the sending branches (`Organisation.is_sent_out`)."""
    if branch.is_sent_out:
        raise Refused(f"{branch.why_not(WHAT)}，这里不能登记。")


@transaction.atomic
def send_out(transfer: Transfer, *, by: User | None) -> Left | None:
    """Give a member the 介绍信: who goes elsewhere leaves the roll on its day, who goes to a branch of this system
    only when that branch takes them in (then None). Raises Refused.
    """
    member = transfer.member
    if why_not := not_ours(member, WHAT):
        raise Refused(why_not)
    current = member.statuses.filter(ends_on__isnull=True).first()
    if current is None or current.status not in ON_ROLL:
        raise Refused(f"{member.name}现在不在册，不能转出。", field="member")
    if transfer.other_branch_id == member.branch_id:
        raise Refused("转出和转入是同一个党支部，请改选。", field="other_branch")
    if Transfer.objects.on_the_way().filter(member=member).exists():
        raise Refused(f"{member.name}已有一次转接等对方接收。", field="member")
    transfer.direction, transfer.branch = Direction.OUT, member.branch
    records.create(transfer, by=by)
    if transfer.other_branch_id:
        return None
    return _leave(member, since=transfer.letter_on, to=transfer.place, by=by)


def _leave(member: Member, *, since: date, to: str, by: User | None) -> Left:
    """The member is of the branch until the day before `since`, and so are posts and roles.

    A group counts those on the roll; it stays on the entry, so that a meeting entered late still has its roll.
    """
    change_status(
        member=member, status=MembershipStatus.TRANSFERRED_OUT, since=since, by=by, note=f"转往{to}"[:200]
    )
    last = since - timedelta(days=1)
    posts = list(member.posts.alive().exclude(ends_on__lte=last))
    for post in posts:
        end_post(post=post, on=max(last, post.starts_on), by=by)
    roles = RoleAssignment.objects.alive().filter(
        user__member=member, organisation=member.branch, role__in=IN_BRANCH
    )
    held = list(roles.exclude(ends_on__lte=last).select_related("user", "organisation"))
    for role in held:
        end_role(role=role, on=max(last, role.starts_on), by=by)
    return Left(len(posts), len(held))


@transaction.atomic
def take_in(transfer: Transfer, *, newcomer: Member | None, status: str, by: User | None) -> Member:
    """A member comes from elsewhere: `newcomer` is put on the register, or the transfer's member, who was known
    before, comes back. Who is on the roll already only gets the record. Raises Refused.
    """
    _check_ours(transfer.branch)
    since = transfer.received_on
    if since is None:
        raise Refused("请填写接收日期。", field="received_on")
    if newcomer is not None:
        transfer.member = add_member(newcomer, status=status, since=since, by=by)
        if status == MembershipStatus.PROBATIONARY and newcomer.joined_on:
            transfer.member.statuses.update(probation_since=min(newcomer.joined_on, since))
    else:
        current = transfer.member.statuses.filter(ends_on__isnull=True).first()
        if current is None or current.status not in ON_ROLL:
            change_status(
                member=transfer.member, status=status, since=since, by=by, note=f"转自{transfer.place}"[:200]
            )
    transfer.direction = Direction.IN
    records.create(transfer, by=by)
    return transfer.member


@transaction.atomic
def receive(*, transfer: Transfer, on: date, by: User) -> Transfer:
    """Take a member of another branch of this system in: here they join, there they leave, on the same day.

    A 预备期 goes on as it ran. Raises Refused where it no longer waits, or before the day of the letter.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    here = stored.other_branch
    if here is None or stored.is_deleted or not stored.is_on_its_way:
        raise Refused("这次转接已经办过，或对方已撤回。")
    _check_ours(here)
    if on < stored.letter_on:
        raise Refused(f"接收日期 {on:%Y-%m-%d} 早于介绍信日期 {stored.letter_on:%Y-%m-%d}。", field="on")
    current = stored.member.statuses.filter(ends_on__isnull=True).first()
    if current is None or current.status not in ON_ROLL:
        raise Refused(f"{stored.member.name}在原支部已不在册，请和原支部核对。")
    fields = {name: getattr(stored.member, name) for name in HANDED_ON}
    came = add_member(Member(branch=here, created_by=by, **fields), status=current.status, since=on, by=by)
    if current.status == MembershipStatus.PROBATIONARY:
        came.statuses.update(
            probation_since=current.probation_began_on,
            extended_to=current.extended_to,
            extension_basis=current.extension_basis,
        )
    taken = Transfer(
        branch=here,
        direction=Direction.IN,
        member=came,
        other_branch=stored.branch,
        letter_number=stored.letter_number,
        letter_on=stored.letter_on,
        valid_until=stored.valid_until,
        received_on=on,
        receipt_on=on,
        sent=stored,
        created_by=by,
    )
    records.create(taken, by=by)
    with records.audited(stored, by=by, action=AuditAction.STATE, reason=f"{here}已接收"):
        stored.received_on = stored.receipt_on = on
    _leave(stored.member, since=on, to=str(here), by=by)
    return taken


@transaction.atomic
def send_back(*, transfer: Transfer, reason: str, by: User) -> None:
    """Do not take the member in; the sending branch reads why. Raises Refused."""
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if stored.is_deleted or not stored.is_on_its_way:
        raise Refused("这次转接已经办过，或对方已撤回。")
    if not reason.strip():
        raise Refused("请写明退回原因，例如“介绍信抬头有误”。", field="reason")
    with records.audited(
        stored, by=by, action=AuditAction.STATE, reason=f"{stored.other_branch}退回：{reason}"
    ):
        stored.returned_because = reason.strip()
