"""Writes about members, their status and their posts."""

from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from branch.enums import OF_HOME_BRANCH, SEVERAL_HOLDERS, VOTERS, MembershipStatus
from branch.organisations.models import Organisation
from core import audit, records
from core.dates import add_months, overlapping
from core.enums import AuditAction
from core.refusals import Refused

from .models import EXTENSION_MONTHS, Member, MemberStatus, Post


def not_ours(member: Member, what: str) -> str:
    """Why this stays with the branch that holds the 组织关系 (`Organisation.is_sent_out`); empty where it is ours."""
    if member.branch.is_sent_out:
        return f"{member.branch.why_not(what)}，这里不能登记。"
    if member.is_guest:
        return f"{member.name}的组织关系在{member.home}，{what}由那个支部办理，这里不能登记。"
    return ""


def _check_ours(member: Member, what: str) -> None:
    if why_not := not_ours(member, what):
        raise Refused(why_not)


def possible_homes(branch: Organisation) -> QuerySet[Organisation]:
    """The branches of the same tree where the 组织关系 of a guest may be."""
    top = branch.path.partition(".")[0]
    rows = Organisation.objects.alive().branches().filter(path__below=f"{top}.")
    homes: QuerySet[Organisation] = rows.exclude(pk=branch.pk).order_by("path")
    return homes


@transaction.atomic
def add_member(member: Member, *, status: str, since: date, by: AbstractBaseUser | None) -> Member:
    """Put a member on the register with the first status, which begins on `since`.

    A home that is named and is a branch of the tree becomes that branch.
    """
    if member.home_name and member.home_branch is None:
        same = [
            one for one in possible_homes(member.branch) if member.home_name in (one.name, one.short_name)
        ]
        if len(same) == 1:
            member.home_branch, member.home_name = same[0], ""
    with records.audited(member, by=by):
        MemberStatus.objects.create(member=member, status=status, starts_on=since)
    return member


@transaction.atomic
def change_status(
    *, member: Member, status: str, since: date, by: AbstractBaseUser | None, note: str = ""
) -> MemberStatus:
    """End the open status the day before and begin the new one; a confirmation sets the date of 转正.

    Raises Refused when the date does not follow the current status or nothing changes, and for an admission or a
    confirmation in a branch that was sent out.
    """
    if status in OF_HOME_BRANCH:
        _check_ours(member, "接收、转正和取消预备资格")
    current = member.statuses.filter(ends_on__isnull=True).first()
    if current and current.status == status:
        raise Refused(f"{member.name}现在已是{current.get_status_display()}，不需要变更。")
    if current and since <= current.starts_on:
        raise Refused(f"变更日期须晚于现状态的开始日期 {current.starts_on:%Y-%m-%d}。")
    before = audit.snapshot(member)
    if current:
        current.ends_on = since - timedelta(days=1)
        current.save(update_fields=["ends_on"])
    new = MemberStatus.objects.create(member=member, status=status, starts_on=since, note=note)
    if status == MembershipStatus.FULL and member.confirmed_on is None:
        member.confirmed_on = since
    old_label = current.get_status_display() if current else ""
    reason = f"{old_label} → {new.get_status_display()}，自 {since:%Y-%m-%d}" + (f"；{note}" if note else "")
    records.save(member, by=by, before=before, action=AuditAction.STATE, reason=reason)
    return new


@transaction.atomic
def follow_home(*, member: Member, since: date, by: AbstractBaseUser | None) -> MemberStatus | None:
    """A 预备 guest whom the home branch has confirmed counts as 正式党员 from that day; nothing for everyone else."""
    current = member.statuses.filter(ends_on__isnull=True).first()
    if not member.is_guest or current is None or current.status != MembershipStatus.PROBATIONARY:
        return None
    if since <= current.starts_on:
        raise Refused(f"转正日期须晚于参加本支部的日期 {current.starts_on:%Y-%m-%d}。", field="confirmed_on")
    note = f"{member.home}已转正"
    with records.audited(member, by=by, action=AuditAction.STATE, reason=f"{note}，自 {since:%Y-%m-%d}"):
        current.ends_on = since - timedelta(days=1)
        current.save(update_fields=["ends_on"])
        new = MemberStatus(member=member, status=MembershipStatus.FULL, starts_on=since, note=note)
        new.save()
    return new


@transaction.atomic
def extend_probation(*, member: Member, until: date, basis: str, by: AbstractBaseUser | None) -> MemberStatus:
    """Have the open 预备期 end later, once, by half a year to a year (党章; 发展党员工作细则 art. 32).

    Raises Refused for whoever is not on probation, has had an extension, for another length, and in a branch that was
    sent out.
    """
    _check_ours(member, "延长预备期")
    current = member.statuses.filter(ends_on__isnull=True).first()
    if current is None or current.status != MembershipStatus.PROBATIONARY:
        raise Refused(f"{member.name}现在不是预备党员。")
    if current.extended_to:
        raise Refused(f"{member.name}的预备期已延长至 {current.extended_to:%Y-%m-%d}，只能延长一次。")
    usual = current.probation_ends_on
    least, most = (add_months(usual, months) for months in EXTENSION_MONTHS)
    if not least <= until <= most:
        raise Refused(
            f"预备期原到 {usual:%Y-%m-%d}，延长半年以上、一年以下：填 {least:%Y-%m-%d} 至 {most:%Y-%m-%d} 之间的日期。",
            field="until",
        )
    with records.audited(
        member, by=by, action=AuditAction.STATE, reason=f"预备期延长至 {until:%Y-%m-%d}；{basis}"
    ):
        current.extended_to, current.extension_basis = until, basis
        current.save(update_fields=["extended_to", "extension_basis"])
    return current


@transaction.atomic
def correct_status(
    *, member: Member, status: str, since: date, reason: str, by: AbstractBaseUser | None
) -> MemberStatus:
    """Mend a present status that was entered wrongly; what it was stands in the history with the reason.

    Rolls of meetings stay as they were frozen. Raises Refused where nothing changes, and for a day that does not follow
    the status before.
    """
    current = member.statuses.filter(ends_on__isnull=True).first()
    if current is None:
        raise Refused(f"{member.name}还没有状态，请用“变更状态”登记。")
    if (current.status, current.starts_on) == (status, since):
        raise Refused("和现在登记的一样，没有改动。")
    before = member.statuses.exclude(pk=current.pk).order_by("-starts_on").first()
    if before and since <= before.starts_on:
        raise Refused(f"开始日期须晚于前一状态的开始日期 {before.starts_on:%Y-%m-%d}。", field="since")
    old = f"{current.get_status_display()}，自 {current.starts_on:%Y-%m-%d}"
    # 转正 is the step from 预备 to 正式: only there the date of it follows the status.
    of_probation = before is not None and before.status == MembershipStatus.PROBATIONARY
    follows = of_probation and member.confirmed_on in (None, current.starts_on)
    if before:
        before.ends_on = since - timedelta(days=1)
        before.save(update_fields=["ends_on"])
    current.status, current.starts_on = status, since
    if status != MembershipStatus.PROBATIONARY:
        current.extended_to, current.extension_basis = None, ""
    current.save()
    told = f"状态改正：{old} → {current.get_status_display()}，自 {since:%Y-%m-%d}；{reason}"
    with records.audited(member, by=by, action=AuditAction.STATE, reason=told):
        if follows:
            member.confirmed_on = since if status in VOTERS else None
    return current


@transaction.atomic
def appoint(post: Post, *, by: AbstractBaseUser | None) -> Post:
    """Record that a member holds a post from a day on."""
    return records.create(post, by=by)


@transaction.atomic
def end_post(*, post: Post, on: date, by: AbstractBaseUser | None) -> Post:
    """End a term on a day, that day included. Raises Refused before its first day."""
    if on < post.starts_on:
        raise Refused(f"任期结束 {on:%Y-%m-%d} 早于开始 {post.starts_on:%Y-%m-%d}，请改正。", field="ends_on")
    before = audit.snapshot(post)
    post.ends_on = on
    return records.save(post, by=by, before=before)


def overlapping_post(post: Post) -> Post | None:
    """A term that stands against this one: the same post in the same days, or the same member in it twice.

    书记, each named member of the committee and the leader of a group are one person each; 副书记 and posts with a
    typed title may be several.
    """
    terms = Post.objects.alive().filter(
        branch=post.branch, title=post.title, other_title=post.other_title, group=post.group
    )
    if post.title in SEVERAL_HOLDERS:
        terms = terms.filter(member=post.member)
    terms = terms.filter(overlapping(post.starts_on, post.ends_on)).exclude(pk=post.pk)
    other: Post | None = terms.select_related("member").first()
    return other
