"""Writes that keep the organisation tree and the party groups in order, and found the first branch."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from branch.accounts.confirming import branches_with_records
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import add_account, grant_role
from branch.enums import SENT_OUT, BranchKind, MembershipStatus, OrganisationKind, PostTitle, Role
from branch.members.models import Member, Post
from branch.members.services import add_member, appoint
from core import audit, records
from core.enums import AuditAction
from core.kept import note_change
from core.refusals import Refused

from .models import Organisation, PartyGroup
from .paths import part_of

# Which level may stand under which.
ALLOWED_PARENTS: dict[str, set[str | None]] = {
    OrganisationKind.COMMITTEE: {None, OrganisationKind.COMMITTEE},
    OrganisationKind.GENERAL_BRANCH: {None, OrganisationKind.COMMITTEE},
    OrganisationKind.BRANCH: {None, OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH},
}


def check_parent(kind: str, parent: Organisation | None) -> None:
    """Raises Refused when an organisation of this kind may not stand under `parent`."""
    if (parent.kind if parent else None) not in ALLOWED_PARENTS[kind]:
        place = f"{parent}（{parent.get_kind_display()}）" if parent else "最上级"
        raise Refused(f"{OrganisationKind(kind).label}不能设在{place}之下，请另选上级组织。")


@transaction.atomic
def add_organisation(organisation: Organisation, *, by: AbstractBaseUser | None) -> Organisation:
    """Save a new organisation at its place in the tree. Raises Refused for a wrong parent."""
    check_parent(organisation.kind, organisation.parent)
    _hold_tree()
    with records.audited(organisation, by=by):
        organisation.path = _place_of(organisation)
        organisation.save(update_fields=["path"])
    return organisation


def _hold_tree() -> None:
    """Have nobody else move anything until this transaction ends: what is moved at the same time would miss the other."""
    list(
        Organisation.objects.filter(parent__isnull=True).order_by("pk").select_for_update().values_list("pk")
    )


def _place_of(organisation: Organisation) -> str:
    """The path below the parent as it stands now."""
    if organisation.parent_id is None:
        return part_of(organisation.pk)
    above: str = Organisation.objects.values_list("path", flat=True).get(pk=organisation.parent_id)
    return above + part_of(organisation.pk)


@transaction.atomic
def save_organisation(
    organisation: Organisation, *, before: audit.Values, by: AbstractBaseUser | None
) -> Organisation:
    """Save a changed organisation; under another parent its whole subtree moves along.

    Raises Refused for a wrong parent, its own subtree included.
    """
    check_parent(organisation.kind, organisation.parent)
    _hold_tree()
    old_path = Organisation.objects.values_list("path", flat=True).get(pk=organisation.pk)
    organisation.path = _place_of(organisation)
    if organisation.path.removesuffix(part_of(organisation.pk)).startswith(old_path):
        raise Refused(f"“{organisation.parent}”在“{organisation}”之下，不能作它的上级，请另选上级组织。")
    if organisation.path != old_path:
        _move_subtree(organisation, old_path)
    saved = records.save(organisation, by=by, before=before)
    if saved.path != old_path:
        _ask_again(saved, old_path, by)
    return saved


def _move_subtree(organisation: Organisation, old_path: str) -> None:
    below = Organisation.objects.filter(path__below=old_path).exclude(pk=organisation.pk)
    rest = Substr("path", len(old_path) + 1)
    below.order_by().update(path=Concat(Value(organisation.path), rest), updated_at=timezone.now())
    # Entries of the branches below bear the path of their day.
    note_change(organisation.path)


def _ask_again(organisation: Organisation, old_path: str, by: AbstractBaseUser | None) -> None:
    """Superior officers who were not above these branches before reach them once each branch has confirmed it.

    Otherwise whoever moves a branch would give it readers. Where nothing was recorded there is nothing to read.
    """
    branches = branches_with_records(organisation)
    if not branches:
        return
    above = RoleAssignment.objects.alive().confirmed().filter(role=Role.SUPERIOR_OFFICER)
    for role in above.filter(organisation__in=organisation.path_ids).select_related("organisation"):
        if not old_path.startswith(role.organisation.path):
            with records.audited(
                role, by=by, action=AuditAction.STATE, reason=f"{organisation.short_name}改了上级组织，待确认"
            ):
                role.unconfirmed_in.add(*branches)


@transaction.atomic
def add_group(group: PartyGroup, *, by: AbstractBaseUser | None) -> PartyGroup:
    """Save a new party group."""
    return records.create(group, by=by)


@transaction.atomic
def dissolve_group(
    *, group: PartyGroup, on: date, move_to: PartyGroup | None, by: AbstractBaseUser | None
) -> int:
    """End a group on a day and move its members to another group, or to none; returns how many moved.

    Raises Refused for a day before its founding, or another group of no use.
    """
    if group.dissolved_on:
        raise Refused(f"“{group}”已于 {group.dissolved_on:%Y-%m-%d} 撤销。", field="dissolved_on")
    if on <= group.founded_on:
        raise Refused(
            f"撤销日期 {on:%Y-%m-%d} 须晚于成立日期 {group.founded_on:%Y-%m-%d}，请改正。",
            field="dissolved_on",
        )
    if move_to and (move_to.pk == group.pk or move_to.branch_id != group.branch_id):
        raise Refused("请选择本支部的另一个党小组。", field="dissolved_on")
    members = list(Member.objects.alive().filter(group=group).select_related("group"))
    for member in members:
        before = audit.snapshot(member)
        member.group = move_to
        records.save(member, by=by, before=before, reason=f"{group}撤销")
    before = audit.snapshot(group)
    group.dissolved_on = on
    records.save(group, by=by, before=before)
    return len(members)


@transaction.atomic
def set_group_members(
    *, group: PartyGroup, members: Collection[Member], seen: Collection[int], by: AbstractBaseUser
) -> int:
    """Have exactly these members in a group; returns how many came or left.

    `seen` are the ids of those who were offered: who came to the branch since then stays where they are. Who comes from
    another group leaves it. Raises Refused for a group that has ended and for members of another branch.
    """
    if group.dissolved_on:
        raise Refused(f"“{group}”已于 {group.dissolved_on:%Y-%m-%d} 撤销，不能再编入党员。")
    if any(member.branch_id != group.branch_id for member in members):
        raise Refused("只能编入本支部的党员。")
    wanted = {member.pk for member in members}
    changed = 0
    for member in Member.objects.alive().filter(pk__in=set(seen) | wanted).select_related("group"):
        is_in = member.group_id == group.pk
        if is_in != (member.pk in wanted):
            with records.audited(member, by=by):
                member.group = None if is_in else group
            changed += 1
    return changed


def is_set_up() -> bool:
    """Whether the site has an account or an organisation already."""
    return User.objects.exists() or Organisation.objects.exists()


@dataclass(frozen=True)
class FirstRun:
    """What the first-run page asks for: the branch, its committee, and the first secretary."""

    committee_name: str
    branch_name: str
    branch_short_name: str
    branch_code: str
    founded_on: date
    in_use_since: date
    secretary_name: str
    gender: str
    secretary_since: date
    username: str
    password: str
    branch_kind: str = BranchKind.ORDINARY


@transaction.atomic
def found_branch(data: FirstRun, *, on: date) -> User:
    """Create the organisation, its first secretary and the secretary's account.

    The first account is also the administrator, so that further accounts can be made. Raises Refused
    when any account or organisation exists already.
    """
    if is_set_up():
        raise Refused("系统已经初始化，请直接登录。")
    committee = add_organisation(
        Organisation(
            kind=OrganisationKind.COMMITTEE,
            name=data.committee_name,
            short_name=data.committee_name[:30],
            code="dangwei" if data.branch_code != "dangwei" else "shangji",
        ),
        by=None,
    )
    branch = add_organisation(
        Organisation(
            kind=OrganisationKind.BRANCH,
            name=data.branch_name,
            short_name=data.branch_short_name,
            code=data.branch_code,
            parent=committee,
            branch_kind=data.branch_kind,
            sent_by=committee if data.branch_kind in SENT_OUT else None,
            founded_on=data.founded_on,
            in_use_since=data.in_use_since,
        ),
        by=None,
    )
    member = add_member(
        Member(branch=branch, name=data.secretary_name, gender=data.gender),
        status=MembershipStatus.FULL,
        since=data.secretary_since,
        by=None,
    )
    post = Post(branch=branch, member=member, title=PostTitle.SECRETARY, starts_on=data.secretary_since)
    appoint(post, by=None)
    user = User(username=data.username, display_name=data.secretary_name, member=member)
    add_account(user, password=data.password, by=None)
    for organisation, role in (
        (branch, Role.SECRETARY),
        (branch, Role.MEMBER),
        (committee, Role.ADMINISTRATOR),
    ):
        grant_role(
            RoleAssignment(user=user, organisation=organisation, role=role, starts_on=on), by=None, on=on
        )
    return user
