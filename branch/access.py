"""Who may read and write which branch: the roles of a user on a day, resolved once per request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.apps import apps
from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from .enums import IN_BRANCH, SECRETARY_ROLES, WRITER_ROLES, OrganisationKind, Role


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
    # Paths of the organisations that an administrator keeps with all that is below them.
    administered: tuple[str, ...] = ()
    # Paths of the branches that the user reads as a whole.
    reader_paths: tuple[str, ...] = ()
    labels: tuple[tuple[int, str], ...] = ()

    @property
    def is_administrator(self) -> bool:
        """Whether the user keeps accounts and organisations anywhere."""
        return bool(self.administered)

    @property
    def is_top_administrator(self) -> bool:
        """Whether the user keeps a whole tree, from an organisation that has none above it."""
        return any(path.count(".") == 1 for path in self.administered)

    def keeps(self, path: str) -> bool:
        """Whether an organisation of this path is one that the user keeps as administrator."""
        return path.startswith(self.administered) if self.administered else False

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
    """What the confirmed roles reach; one that waits for its confirmation reaches nothing."""
    roles = apps.get_model("branch.RoleAssignment").objects.held_on(on)
    held = list(
        roles.filter(user=user, organisation__deleted_at__isnull=True)
        .annotate(own_branch=F("user__member__branch"))
        .select_related("organisation")
    )
    # Others wait for no branch of their own: one query less for every page of theirs.
    prefetch_related_objects([row for row in held if row.role == Role.SUPERIOR_OFFICER], "unconfirmed_in")
    rows = [row for row in held if row.confirmed_on]
    superior_roots = [row.organisation for row in rows if row.role == Role.SUPERIOR_OFFICER]
    leaders = [row for row in rows if row.role == Role.GROUP_LEADER]
    writers = [row.organisation for row in rows if row.role in WRITER_ROLES]
    below = {
        branch.pk: branch
        for row in rows
        if row.role == Role.SUPERIOR_OFFICER
        for branch in _branches_below(row)
    }
    below |= {branch.pk: branch for branch in _confirmed_apart(held)}
    # The link to a member was seen by whoever confirmed a role in that member's branch.
    is_own = any(row.role in IN_BRANCH and row.organisation_id == row.own_branch for row in rows)
    return Grants(
        secretary_ids=frozenset(row.organisation_id for row in rows if row.role in SECRETARY_ROLES),
        writer_ids=frozenset(branch.pk for branch in writers),
        superior_ids=frozenset(below),
        member_branch_ids=frozenset(row.organisation_id for row in rows if row.role == Role.MEMBER),
        led_group_ids=frozenset(row.group_id for row in leaders),
        led_branch_ids=frozenset(row.organisation_id for row in leaders),
        member_ids=frozenset([user.member_id] if is_own else []),
        superior_root_ids=frozenset(root.pk for root in superior_roots),
        administered=_administered([row for row in rows if row.role == Role.ADMINISTRATOR], on),
        reader_paths=tuple(branch.path for branch in {*writers, *below.values()}),
        labels=tuple((row.organisation_id, row.get_role_display()) for row in rows),
    )


def _branches_below(role) -> list:
    """Those a confirmed superior officer reaches: not the ones that came later and have not confirmed."""
    below = apps.get_model("branch.Organisation").objects.alive().below(role.organisation)
    waiting = {branch.pk for branch in role.unconfirmed_in.all()}
    return [branch for branch in below.filter(kind=OrganisationKind.BRANCH) if branch.pk not in waiting]


def _confirmed_apart(held) -> Iterator:
    """Branches that confirmed for themselves a superior officer whom nobody above has confirmed."""
    for row in held:
        if row.role == Role.SUPERIOR_OFFICER and not row.confirmed_on:
            for branch in row.confirmed_in.alive():
                if branch.path.startswith(row.organisation.path):
                    yield branch


def _administered(rows, on: date) -> tuple[str, ...]:
    """The organisations kept; who keeps a topmost one keeps the topmost ones without an administrator too."""
    paths = {row.organisation.path for row in rows}
    if any(row.organisation.parent_id is None for row in rows):
        kept = apps.get_model("branch.RoleAssignment").objects.confirmed().held_on(on)
        kept = kept.filter(role=Role.ADMINISTRATOR).values("organisation")
        tops = apps.get_model("branch.Organisation").objects.alive().filter(parent__isnull=True)
        paths |= set(tops.exclude(pk__in=kept).values_list("path", flat=True))
    return tuple(sorted(paths))


def can_write_branch(user, branch) -> bool:
    """Secretary or committee member of the branch; nobody writes in one that was closed."""
    return branch is not None and branch.pk in grants_of(user).writer_ids and not branch.is_closed


def can_read_branch(user, branch) -> bool:
    """Writer of the branch or superior officer above it, of a closed one too."""
    return branch is not None and branch.pk in grants_of(user).reader_ids


def is_secretary(user, branch) -> bool:
    """书记 or 副书记 of a branch that is not closed."""
    return may_see_restricted(user, branch) and not branch.is_closed


def is_superior_of(user, branch) -> bool:
    """Superior officer of an organisation above the branch."""
    return branch is not None and branch.pk in grants_of(user).superior_ids


def is_administrator(user) -> bool:
    """Keeps accounts and organisations of a part of the tree; sees no branch content."""
    return grants_of(user).is_administrator


def administers(user, organisation) -> bool:
    """Administrator of the organisation or of one above it."""
    return grants_of(user).keeps(organisation.path)


def leads_group(user, group) -> bool:
    """党小组长 of the group, in a branch that is not closed."""
    return group is not None and group.pk in grants_of(user).led_group_ids and not group.branch.is_closed


def has_branch(user) -> bool:
    """Whether there is any branch that the user belongs to or watches."""
    return bool(grants_of(user).own_branch_ids | grants_of(user).superior_ids)


def belongs_to_branch(user, branch) -> bool:
    """Any role inside the branch."""
    return branch is not None and branch.pk in grants_of(user).own_branch_ids


def may_see_restricted(user, branch) -> bool:
    """Health, hardship and discipline: the secretary alone, of a closed branch too."""
    return branch is not None and branch.pk in grants_of(user).secretary_ids
