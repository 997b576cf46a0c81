"""Who confirms a role that somebody else gave: until then it reaches no content of the branch.

A role in a branch is confirmed by its secretary or by the superior officers above; where there is neither, by those
who write in it; where there is nobody at all, on the server (`give_role`). A superior officer is confirmed by another
one above; the first is confirmed by each branch for itself. Nobody confirms the own role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, Field, ForeignKey, Model, OuterRef, Q

from branch.access import grants_of
from branch.enums import IN_BRANCH, SECRETARY_ROLES, WRITER_ROLES, Role
from branch.organisations.models import Organisation, OrganisationQuerySet
from core.paging import Shortlist, first_of

from .models import RoleAssignment, User


class Confirmers:
    """Those who may confirm roles over some branches; loaded at once, so that many roles cost two queries."""

    def __init__(self, branches: Iterable[Organisation], on: date):
        self._branches = {branch.pk: branch for branch in branches}
        places = {pk for branch in self._branches.values() for pk in branch.path_ids}
        rows = RoleAssignment.objects.confirmed().held_on(on).filter(organisation__in=places)
        open_accounts = User.objects.open_on(on).filter(is_active=True)
        rows = rows.filter(role__in=[*WRITER_ROLES, Role.SUPERIOR_OFFICER], user__in=open_accounts)
        rows = rows.prefetch_related("unconfirmed_in")
        self._rows = list(rows.select_related("user", "organisation").order_by("pk"))

    def of(self, role: RoleAssignment, branch: Organisation) -> list[User]:
        """The people who may confirm a role as far as a branch goes, never its owner."""
        if role.role not in {*IN_BRANCH, Role.SUPERIOR_OFFICER}:
            return []
        above = self.above(role, branch)
        if role.role == Role.SUPERIOR_OFFICER:
            return above or self._in(branch, SECRETARY_ROLES, role) or self._in(branch, WRITER_ROLES, role)
        own = self._in(branch, SECRETARY_ROLES, role)
        return own + [user for user in above if user not in own] or self._in(branch, WRITER_ROLES, role)

    def above(self, role: RoleAssignment, branch: Organisation | None = None) -> list[User]:
        """Superior officers of the role's organisation or of one above it, for whom the branch does not wait."""
        place = role.organisation.path
        return self._people(
            row
            for row in self._rows
            if row.role == Role.SUPERIOR_OFFICER
            and place.startswith(row.organisation.path)
            and row.user_id != role.user_id
            and branch not in row.unconfirmed_in.all()
        )

    def _in(self, branch: Organisation, roles: Iterable[str], role: RoleAssignment) -> list[User]:
        return self._people(
            row
            for row in self._rows
            if row.organisation_id == branch.pk and row.role in roles and row.user_id != role.user_id
        )

    def _people(self, rows: Iterable[RoleAssignment]) -> list[User]:
        return list(dict.fromkeys(row.user for row in rows))

    def told(self, role: RoleAssignment, branch: Organisation) -> str:
        """In words, who confirms the role as far as the branch goes."""
        if people := self.of(role, branch):
            return "由" + "、".join(user.display_name for user in people) + "确认"
        return (
            f"{branch.short_name}还没有别的书记或支委能确认，上级也没有账号：请在服务器上运行 "
            f"script/manage give_role {role.user.username} {role.role} {role.organisation.code}"
        )


@dataclass(frozen=True)
class WaitingRole:
    """A role that waits: who confirms it in words, and whether the person who looks may."""

    role: RoleAssignment
    told: str
    may_confirm: bool


def waiting_roles(user: AbstractBaseUser, branches: list[Organisation], on: date) -> list[WaitingRole]:
    """Roles over some branches that wait for their confirmation, each once; a constant number of queries."""
    rows = list(
        RoleAssignment.objects.awaiting(branches, on).prefetch_related("confirmed_in", "unconfirmed_in")
    )
    if not rows:
        return []
    confirmers = Confirmers(branches, on)
    found: dict[int, WaitingRole] = {}
    for role in rows:
        for branch in branches:
            if not role.waits_in(branch):
                continue
            may = user.pk in {one.pk for one in confirmers.of(role, branch)}
            if role.pk not in found or may:
                found[role.pk] = WaitingRole(role, confirmers.told(role, branch), may)
    return list(found.values())


def waiting_below(user: AbstractBaseUser, on: date) -> Shortlist:
    """Roles over branches that a superior officer watches and that this very person may confirm, the first given first.

    Those in a branch, and of superior officers of an organisation at or below the person's own, wherever a branch
    that waits for them does not wait for the person. The number of queries grows with nothing.
    """
    unconfirmed = RoleAssignment.objects.filter(confirmed_on__isnull=True).order_by().values("pk")
    asked_again = RoleAssignment.unconfirmed_in.through.objects.values("roleassignment")
    roles = RoleAssignment.objects.open_on(on).filter(Q(pk__in=unconfirmed) | Q(pk__in=asked_again))
    roles = roles.exclude(user=user)
    mine = Q(pk__in=[])
    for watch in grants_of(user).watches:
        branches = Organisation.objects.filter(
            watch.condition(""), path__below=OuterRef("organisation__path")
        ).order_by()
        has_confirmed = RoleAssignment.confirmed_in.through.objects.filter(
            roleassignment=OuterRef(OuterRef("pk")), organisation=OuterRef("pk")
        )
        is_asked = RoleAssignment.unconfirmed_in.through.objects.filter(
            roleassignment=OuterRef(OuterRef("pk")), organisation=OuterRef("pk")
        )
        in_branch = Q(role__in=IN_BRANCH, confirmed_on__isnull=True) & watch.condition("organisation")
        of_officer = Q(role=Role.SUPERIOR_OFFICER, organisation__path__below=watch.path) & (
            Q(Exists(branches.filter(~Exists(has_confirmed))), confirmed_on__isnull=True)
            | Q(Exists(branches.filter(Exists(is_asked))), confirmed_on__isnull=False)
        )
        mine |= in_branch | of_officer
    rows = roles.filter(mine).select_related("organisation", "user__member__branch", "given_by", "group")
    found = first_of(rows.order_by("pk"))
    return found.of([WaitingRole(role, "", may_confirm=True) for role in found.rows])


def branches_under(role: RoleAssignment) -> OrganisationQuerySet:
    """The branches whose content the role reaches, in tree order."""
    below = Organisation.objects.alive().below(role.organisation)
    return below.branches().select_related("parent")


def may_confirm(user: AbstractBaseUser, role: RoleAssignment, branch: Organisation, on: date) -> bool:
    """Whether this person may confirm the role as far as a branch goes."""
    return any(one.pk == user.pk for one in Confirmers([branch], on).of(role, branch))


def needs_no_confirmation(role: RoleAssignment, by: AbstractBaseUser | None, on: date) -> bool:
    """Whether a role given by somebody (None: on the server) is valid at once.

    So it is for an administrator, who reaches no content; where the giver may confirm it; and for the first secretary
    or superior officer where nothing was recorded yet.
    """
    if by is None or role.role == Role.ADMINISTRATOR:
        return True
    confirmers = Confirmers([role.organisation], on)
    if role.role == Role.SUPERIOR_OFFICER:
        if any(one.pk == by.pk for one in confirmers.above(role)):
            return True
    elif any(one.pk == by.pk for one in confirmers.of(role, role.organisation)):
        return True
    is_first = role.role in {Role.SECRETARY, Role.SUPERIOR_OFFICER} and not _somebody_holds(role, on)
    return is_first and not branches_with_records(role.organisation)


def _somebody_holds(role: RoleAssignment, on: date) -> bool:
    others = RoleAssignment.objects.alive().filter(organisation=role.organisation, role=role.role)
    return bool(others.exclude(ends_on__lt=on).exclude(pk=role.pk).exists())


def branches_with_records(organisation: Organisation) -> list[Organisation]:
    """The branches at or below an organisation for which anything was ever recorded, deleted records included."""
    ids: set[int] = set()
    for model in apps.get_models():
        if _belongs_to_branch(model):
            rows = model._base_manager.filter(branch__path__below=organisation.path)
            ids.update(rows.order_by().values_list("branch", flat=True).distinct())
    return list(Organisation.objects.branches().filter(pk__in=ids))


def _belongs_to_branch(model: type[Model]) -> bool:
    field: Field | None = next((one for one in model._meta.concrete_fields if one.name == "branch"), None)  # type: ignore[type-arg]
    return isinstance(field, ForeignKey) and field.related_model is Organisation
