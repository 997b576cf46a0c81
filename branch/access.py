"""Who may read and write which branch: the roles of a user on a day, resolved once per request."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.apps import apps
from django.utils import timezone

from .enums import SECRETARY_ROLES, WRITER_ROLES, OrganisationKind, Role


@dataclass(frozen=True)
class Grants:
    """The ids that a user's current roles reach."""

    secretary_ids: frozenset[int] = frozenset()
    writer_ids: frozenset[int] = frozenset()
    superior_ids: frozenset[int] = frozenset()
    member_branch_ids: frozenset[int] = frozenset()
    led_group_ids: frozenset[int] = frozenset()
    led_branch_ids: frozenset[int] = frozenset()
    member_ids: frozenset[int] = frozenset()
    superior_root_ids: frozenset[int] = frozenset()
    is_administrator: bool = False
    labels: tuple[tuple[int, str], ...] = ()

    @property
    def reader_ids(self) -> frozenset[int]:
        """Branches whose records the user reads as a whole."""
        return self.writer_ids | self.superior_ids

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations the user has to do with at all."""
        return self.reader_ids | self.member_branch_ids | self.led_branch_ids | self.superior_root_ids

    @property
    def own_branch_ids(self) -> frozenset[int]:
        """Branches the user belongs to (any role but superior officer)."""
        return self.writer_ids | self.member_branch_ids | self.led_branch_ids


NOTHING = Grants()


def grants_of(user, on: date | None = None) -> Grants:
    """The grants of a user today (or on a day), kept on the user object for the length of the request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    if on is not None:
        return _resolve(user, on)
    if not hasattr(user, "_grants"):
        user._grants = _resolve(user, timezone.localdate())
    return user._grants


def _resolve(user, on: date) -> Grants:
    rows = list(
        apps.get_model("branch.RoleAssignment")
        .objects.held_on(on)
        .filter(user=user, organisation__deleted_at__isnull=True)
        .select_related("organisation")
    )
    superior_roots = [row.organisation for row in rows if row.role == Role.SUPERIOR_OFFICER]
    leaders = [row for row in rows if row.role == Role.GROUP_LEADER]
    return Grants(
        secretary_ids=frozenset(row.organisation_id for row in rows if row.role in SECRETARY_ROLES),
        writer_ids=frozenset(row.organisation_id for row in rows if row.role in WRITER_ROLES),
        superior_ids=_branches_below(superior_roots),
        member_branch_ids=frozenset(row.organisation_id for row in rows if row.role == Role.MEMBER),
        led_group_ids=frozenset(row.group_id for row in leaders),
        led_branch_ids=frozenset(row.organisation_id for row in leaders),
        member_ids=frozenset([user.member_id] if user.member_id else []),
        superior_root_ids=frozenset(root.pk for root in superior_roots),
        is_administrator=any(row.role == Role.ADMINISTRATOR for row in rows),
        labels=tuple((row.organisation_id, row.get_role_display()) for row in rows),
    )


def _branches_below(roots) -> frozenset[int]:
    ids: set[int] = set()
    for root in roots:
        below = apps.get_model("branch.Organisation").objects.alive().below(root)
        ids |= set(below.filter(kind=OrganisationKind.BRANCH).values_list("pk", flat=True))
    return frozenset(ids)


def can_write_branch(user, branch) -> bool:
    """Secretary or committee member of the branch."""
    return branch is not None and branch.pk in grants_of(user).writer_ids


def can_read_branch(user, branch) -> bool:
    """Writer of the branch or superior officer above it."""
    return branch is not None and branch.pk in grants_of(user).reader_ids


def is_secretary(user, branch) -> bool:
    """书记 or 副书记 of the branch."""
    return branch is not None and branch.pk in grants_of(user).secretary_ids


def is_superior_of(user, branch) -> bool:
    """Superior officer of an organisation above the branch."""
    return branch is not None and branch.pk in grants_of(user).superior_ids


def is_administrator(user) -> bool:
    """Keeps accounts and organisations; sees no branch content."""
    return grants_of(user).is_administrator


def leads_group(user, group) -> bool:
    """党小组长 of the group."""
    return group is not None and group.pk in grants_of(user).led_group_ids


def has_branch(user) -> bool:
    """Whether there is any branch that the user belongs to or watches."""
    return bool(grants_of(user).own_branch_ids | grants_of(user).superior_ids)


def belongs_to_branch(user, branch) -> bool:
    """Any role inside the branch."""
    return branch is not None and branch.pk in grants_of(user).own_branch_ids


def may_see_restricted(user, branch) -> bool:
    """Health, hardship and discipline: the secretary alone."""
    return is_secretary(user, branch)
