"""Loads organisations, members with their status history, posts and the demo accounts."""

from datetime import date

from branch import services
from branch.enums import Gender, MembershipStatus, Role
from branch.models import Member, Organisation, PartyGroup, Post, RoleAssignment, User

from . import cast
from .world import World

ROLES_SINCE = date(2023, 6, 16)


def load_organisations() -> tuple[Organisation, Organisation, Organisation]:
    """The committee, the project branch and the office branch."""

    def add(kind: str, name: str, short: str, code: str, parent: Organisation | None) -> Organisation:
        organisation = Organisation(
            kind=kind, name=name, short_name=short, code=code, parent=parent, founded_on=cast.FOUNDED
        )
        return services.add_organisation(organisation, by=None)

    top = add("COMMITTEE", cast.COMMITTEE_NAME, "岭岳建设公司党委", "gongsi", None)
    project = add("BRANCH", cast.BRANCH_NAME, cast.BRANCH_NAME, "xiangmu", top)
    office = add("BRANCH", cast.OFFICE_NAME, "公司机关党支部", "jiguan", top)
    return top, project, office


def load_project(branch: Organisation, today: date) -> World:
    """The project branch: 22 members in two groups, five committee members, six accounts."""
    world = World(branch=branch, secretary=User(), today=today)
    world.groups = [
        services.add_group(PartyGroup(branch=branch, name=name, founded_on=cast.FOUNDED), by=None)
        for name in cast.GROUPS
    ]
    for number, person in enumerate(cast.MEMBERS):
        world.members[person.name] = _member(branch, person, number, world.groups[person.group])
    for title, name, duties in cast.POSTS:
        _appoint(world, title, name, duties=duties)
    for position, name in cast.GROUP_LEADERS.items():
        _appoint(world, "GROUP_LEADER", name, group=world.groups[position])
    for login, name, roles in cast.ACCOUNTS:
        user = _account(login, name, world.members[name])
        for role in roles:
            group = world.groups[0] if role == Role.GROUP_LEADER else None
            _grant(user, branch, role, group)
        world.users[login] = user
    world.secretary = world.users["shuji"]
    return world


def load_office(branch: Organisation, today: date) -> World:
    """The office branch: five members, so without a committee."""
    world = World(branch=branch, secretary=User(), today=today)
    for number, person in enumerate(cast.OFFICE_MEMBERS):
        world.members[person.name] = _member(branch, person, 60 + number, None)
    _appoint(world, "SECRETARY", "沈一帆", duties="党支部全面工作")
    world.secretary = _account("waizhi", "沈一帆", world.members["沈一帆"])
    for role in (Role.SECRETARY, Role.MEMBER):
        _grant(world.secretary, branch, role)
    return world


def load_outside_accounts(top: Organisation) -> None:
    """The superior officer and the administrator."""
    _grant(_account("shangji", "严明"), top, Role.SUPERIOR_OFFICER)
    _grant(_account("admin", "系统管理员"), top, Role.ADMINISTRATOR)


def _member(branch: Organisation, person: cast.Person, number: int, group: PartyGroup | None) -> Member:
    joined = date(*person.joined)
    confirmed = cast.CONFIRMED.get(person.name, (joined.year + 1, joined.month, joined.day))
    confirmed_on = date(*confirmed) if confirmed else None
    retires_at = 60 if person.gender == Gender.MALE else 55
    member = Member(
        branch=branch,
        group=group,
        name=person.name,
        gender=person.gender,
        birth_date=date(*person.born),
        joined_on=joined,
        technical_title=person.title,
        job=person.job,
        phone=f"1390000{number + 1:04d}",
        expected_retirement_on=date(person.born[0] + retires_at, person.born[1], 1),
        health_class=person.health,
        hardship_class=person.hardship,
    )
    services.add_member(member, status=MembershipStatus.PROBATIONARY, since=joined, by=None)
    if confirmed_on:
        services.change_status(member=member, status=MembershipStatus.FULL, since=confirmed_on, by=None)
    if person.name in cast.TRANSFERRED:
        gone = date(*cast.TRANSFERRED[person.name])
        services.change_status(
            member=member, status=MembershipStatus.TRANSFERRED_OUT, since=gone, by=None, note="调往其他项目"
        )
    return member


def _appoint(
    world: World, title: str, name: str, *, duties: str = "", group: PartyGroup | None = None
) -> None:
    post = Post(
        branch=world.branch,
        member=world.members[name],
        title=title,
        duties=duties,
        group=group,
        starts_on=cast.TERM_BEGAN,
    )
    services.appoint(post, by=None)


def _account(login: str, name: str, member: Member | None = None) -> User:
    user = User(username=login, display_name=name, member=member, is_demo=True)
    return services.add_account(user, password=cast.DEMO_PASSWORD, by=None)


def _grant(user: User, organisation: Organisation, role: str, group: PartyGroup | None = None) -> None:
    services.grant_role(
        RoleAssignment(user=user, organisation=organisation, role=role, group=group, starts_on=ROLES_SINCE),
        by=None,
    )
