"""Who may read and write which branch: the roles of a user on a day, resolved once per request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from .enums import IN_BRANCH, SECRETARY_ROLES, WRITER_ROLES, OrganisationKind, Role


@dataclass(frozen=True)
class Watch:
    """What a confirmed role of a superior officer reaches: the branches below a path.

    Not those that came there later and have not confirmed it: `waiting` are their ids.
    """

    path: str
    waiting: frozenset[int] = frozenset()

    def covers(self, branch: Any) -> bool:
        """Whether the branch is one of them."""
        is_below = branch.path.startswith(self.path) and branch.pk not in self.waiting
        return is_below and branch.is_branch and not branch.is_deleted

    def condition(self, place: str) -> Q:
        """The same as a condition on rows; `place` is what leads from them to their branch."""
        below = Q(
            **{
                _at(place, "path__below"): self.path,
                _at(place, "kind"): OrganisationKind.BRANCH,
                _at(place, "deleted_at__isnull"): True,
            }
        )
        return below & ~_among(place, self.waiting) if self.waiting else below


def _at(place: str, field: str) -> str:
    return f"{place}__{field}" if place else field


def _among(place: str, ids: frozenset[int]) -> Q:
    return Q(**{f"{place or 'pk'}__in": ids})


@dataclass(frozen=True)
class Grants:
    """What a user's current roles reach: branches by their ids where they are few, those of a superior officer by path.

    Four sets of branches, each within the next: *watched* from above, *readable* as a whole, *reached* (read, or the user
    belongs to them), and *known*, with the organisations that the user is a superior officer of. Each is asked of one
    branch, and is a condition on rows, whose `place` leads to the branch: `Meeting.objects.filter(grants.readable("branch"))`.
    """

    secretary_ids: frozenset[int] = frozenset()
    writer_ids: frozenset[int] = frozenset()
    member_branch_ids: frozenset[int] = frozenset()
    led_group_ids: frozenset[int] = frozenset()
    led_branch_ids: frozenset[int] = frozenset()
    member_ids: frozenset[int] = frozenset()
    superior_root_ids: frozenset[int] = frozenset()
    watches: tuple[Watch, ...] = ()
    # Branches that confirmed a superior officer for themselves.
    watched_ids: frozenset[int] = frozenset()
    # Whether there is any branch to watch.
    is_superior: bool = False
    # Paths of the organisations that an administrator keeps with all that is below them.
    administered: tuple[str, ...] = ()
    # Paths of the branches that are read and stand below no watch.
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
    def is_reader(self) -> bool:
        """Whether there is any branch whose records the user reads as a whole."""
        return bool(self.writer_ids) or self.is_superior

    @property
    def own_branch_ids(self) -> frozenset[int]:
        """Branches the user belongs to (any role but superior officer)."""
        return self.writer_ids | self.member_branch_ids | self.led_branch_ids

    def watches_over(self, branch: Any) -> bool:
        """Whether the user is superior officer of the branch."""
        return branch.pk in self.watched_ids or any(watch.covers(branch) for watch in self.watches)

    def reads(self, branch: Any) -> bool:
        """Whether the user reads the records of the branch as a whole."""
        return branch.pk in self.writer_ids or self.watches_over(branch)

    def reaches(self, branch: Any) -> bool:
        """Whether the user reads the branch or belongs to it."""
        return branch.pk in self.own_branch_ids or self.watches_over(branch)

    def knows(self, organisation: Any) -> bool:
        """Whether the user has to do with the organisation at all."""
        return organisation.pk in self.superior_root_ids or self.reaches(organisation)

    def watched(self, place: str = "") -> Q:
        """Rows of the branches that are watched from above."""
        return self._rows(place, self.watched_ids)

    def readable(self, place: str = "") -> Q:
        """Rows of the branches that are read as a whole."""
        return self._rows(place, self.watched_ids | self.writer_ids)

    def reached(self, place: str = "") -> Q:
        """Rows of the branches that are read or belonged to."""
        return self._rows(place, self.watched_ids | self.own_branch_ids)

    def known(self, place: str = "") -> Q:
        """Rows of the organisations that the user has to do with at all."""
        return self._rows(place, self.watched_ids | self.own_branch_ids | self.superior_root_ids)

    def above(self, place: str = "") -> Q:
        """Rows of the organisations at or above a branch that is read."""
        ids = {int(part) for path in self.reader_paths for part in path.split(".") if part}
        found = _among(place, frozenset(ids))
        if not self.watches:
            return found
        branches = _organisations().filter(self.watched(), path__below=OuterRef(_at(place, "path")))
        return found | Q(Exists(branches))

    def _rows(self, place: str, ids: frozenset[int]) -> Q:
        rows = _among(place, ids)
        for watch in self.watches:
            rows |= watch.condition(place)
        return rows


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


def _organisations() -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("branch.Organisation")._base_manager.order_by()
    return rows


def _resolve(user, on: date) -> Grants:
    """What the confirmed roles reach; one that waits for its confirmation reaches nothing."""
    roles = apps.get_model("branch.RoleAssignment").objects.held_on(on)
    held = list(
        roles.filter(user=user, organisation__deleted_at__isnull=True)
        .annotate(own_branch=F("user__member__branch"))
        .select_related("organisation")
    )
    # Others wait for no branch of their own: one query less for every page of theirs.
    officers = [row for row in held if row.role == Role.SUPERIOR_OFFICER]
    prefetch_related_objects(officers, Prefetch("unconfirmed_in", _organisations().only("pk")))
    rows = [row for row in held if row.confirmed_on]
    leaders = [row for row in rows if row.role == Role.GROUP_LEADER]
    writers = [row.organisation for row in rows if row.role in WRITER_ROLES]
    watches = tuple(
        Watch(row.organisation.path, frozenset(branch.pk for branch in row.unconfirmed_in.all()))
        for row in officers
        if row.confirmed_on
    )
    apart = {branch.pk: branch for branch in _confirmed_apart(officers)}
    watched = Grants(watches=watches, watched_ids=frozenset(apart)).watched()
    # The link to a member was seen by whoever confirmed a role in that member's branch.
    is_own = any(row.role in IN_BRANCH and row.organisation_id == row.own_branch for row in rows)
    return Grants(
        secretary_ids=frozenset(row.organisation_id for row in rows if row.role in SECRETARY_ROLES),
        writer_ids=frozenset(branch.pk for branch in writers),
        member_branch_ids=frozenset(row.organisation_id for row in rows if row.role == Role.MEMBER),
        led_group_ids=frozenset(row.group_id for row in leaders),
        led_branch_ids=frozenset(row.organisation_id for row in leaders),
        member_ids=frozenset([user.member_id] if is_own else []),
        superior_root_ids=frozenset(row.organisation_id for row in officers if row.confirmed_on),
        watches=watches,
        watched_ids=frozenset(apart),
        is_superior=bool(apart or (watches and _organisations().filter(watched).exists())),
        administered=_administered([row for row in rows if row.role == Role.ADMINISTRATOR], on),
        reader_paths=tuple({branch.path for branch in (*writers, *apart.values())}),
        labels=tuple((row.organisation_id, row.get_role_display()) for row in rows),
    )


def _confirmed_apart(officers) -> Iterator:
    """Branches that confirmed for themselves a superior officer whom nobody above has confirmed."""
    for row in officers:
        if not row.confirmed_on:
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
    return branch is not None and grants_of(user).reads(branch)


def is_secretary(user, branch) -> bool:
    """书记 or 副书记 of a branch that is not closed."""
    return may_see_restricted(user, branch) and not branch.is_closed


def is_superior_of(user, branch) -> bool:
    """Superior officer of an organisation above the branch."""
    return branch is not None and grants_of(user).watches_over(branch)


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
    return bool(grants_of(user).own_branch_ids) or grants_of(user).is_superior


def belongs_to_branch(user, branch) -> bool:
    """Any role inside the branch."""
    return branch is not None and branch.pk in grants_of(user).own_branch_ids


def may_see_restricted(user, branch) -> bool:
    """Health, hardship and discipline: the secretary alone, of a closed branch too."""
    return branch is not None and branch.pk in grants_of(user).secretary_ids
