"""Loads organisations, members with their status history, posts, the demo accounts and the duties of the committee."""

from datetime import date, timedelta

from activities.models import Activity, DutyItem
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import add_account, grant_role
from branch.enums import Gender, MembershipStatus, Role
from branch.members.models import Member, Post
from branch.members.services import add_member, appoint, change_status
from branch.office_terms.models import OfficeTerm
from branch.office_terms.services import begin_term, move_end
from branch.organisations.models import Organisation, PartyGroup
from branch.organisations.services import add_group, add_organisation
from branch.transfers.models import Transfer
from branch.transfers.services import send_out
from core import records
from core.dates import add_months

from . import world as demo_world
from .world import World

ROLES_SINCE = date(2023, 6, 16)


def load_organisations() -> tuple[Organisation, Organisation, Organisation]:
    """The committee, the project branch and the office branch."""

    def add(kind: str, name: str, short: str, code: str, parent: Organisation | None) -> Organisation:
        organisation = Organisation(
            kind=kind, name=name, short_name=short, code=code, parent=parent, founded_on=demo_world.FOUNDED
        )
        return add_organisation(organisation, by=None)

    top = add("COMMITTEE", demo_world.COMMITTEE_NAME, "岭岳建设公司党委", "gongsi", None)
    project = add("BRANCH", demo_world.BRANCH_NAME, demo_world.BRANCH_NAME, "xiangmu", top)
    office = add("BRANCH", demo_world.OFFICE_NAME, "公司机关党支部", "jiguan", top)
    return top, project, office


def load_project(branch: Organisation, today: date) -> World:
    """The project branch: 22 members in two groups, five committee members, six accounts."""
    world = World(branch=branch, secretary=User(), today=today)
    world.groups = [
        add_group(PartyGroup(branch=branch, name=name, founded_on=demo_world.FOUNDED), by=None)
        for name in demo_world.GROUPS
    ]
    for number, person in enumerate(demo_world.MEMBERS):
        world.members[person.name] = member(branch, person, number, world.groups[person.group])
    _begin_term(branch, 2)
    for title, name, duties in demo_world.POSTS:
        _appoint(world, title, name, duties=duties)
    for position, name in demo_world.GROUP_LEADERS.items():
        _appoint(world, "GROUP_LEADER", name, group=world.groups[position])
    for login, name, roles in demo_world.ACCOUNTS:
        user = account(login, name, world.members[name])
        for role in roles:
            group = world.groups[0] if role == Role.GROUP_LEADER else None
            grant(user, branch, role, group)
        world.users[login] = user
    world.secretary = world.users["shuji"]
    return world


def load_office(branch: Organisation, today: date) -> World:
    """The office branch: five members, so without a committee."""
    world = World(branch=branch, secretary=User(), today=today)
    for number, person in enumerate(demo_world.OFFICE_MEMBERS):
        world.members[person.name] = member(branch, person, 60 + number, None)
    _begin_term(branch, 3)
    _appoint(world, "SECRETARY", "沈一帆", duties="党支部全面工作")
    world.secretary = account("waizhi", "沈一帆", world.members["沈一帆"])
    for role in (Role.SECRETARY, Role.MEMBER):
        grant(world.secretary, branch, role)
    return world


def load_outside_accounts(top: Organisation) -> None:
    """The superior officer and the administrator."""
    grant(account("shangji", "严明"), top, Role.SUPERIOR_OFFICER)
    grant(account("admin", "系统管理员"), top, Role.ADMINISTRATOR)


def member(branch: Organisation, person: demo_world.Person, number: int, group: PartyGroup | None) -> Member:
    """A member with the history of the status."""
    joined = date(*person.joined)
    confirmed = demo_world.CONFIRMED.get(person.name, (joined.year + 1, joined.month, joined.day))
    confirmed_on = date(*confirmed) if confirmed else None
    retires_at = 60 if person.gender == Gender.MALE else 55
    made = Member(
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
    add_member(made, status=MembershipStatus.PROBATIONARY, since=joined, by=None)
    if confirmed_on:
        change_status(member=made, status=MembershipStatus.FULL, since=confirmed_on, by=None)
    if person.name in demo_world.TRANSFERRED:
        gone = date(*demo_world.TRANSFERRED[person.name])
        transfer = Transfer(
            branch=branch,
            member=made,
            place="岭岳建设公司云台山隧道项目党支部",
            letter_number=f"{gone.year}-03",
            letter_on=gone,
            valid_until=gone + timedelta(days=90),
            receipt_on=gone + timedelta(days=15),
            note="调往其他项目",
            created_at=demo_world.at(gone, 18),
        )
        send_out(transfer, by=None)
    return made


def _begin_term(branch: Organisation, number: int) -> None:
    """The term of the committee, its election put off by a year with the consent of the superior."""
    term = OfficeTerm(branch=branch, number=number, starts_on=demo_world.TERM_BEGAN)
    term.basis, term.approved_by = "2023年6月16日支部党员大会", demo_world.COMMITTEE_NAME
    term.approval_document, term.approved_on = "岭岳党〔2023〕17号", demo_world.TERM_BEGAN
    begin_term(term, by=None)
    move_end(term=term, until=add_months(term.usual_end, 12), document="岭岳党〔2026〕9号", by=None)


def _appoint(
    world: World, title: str, name: str, *, duties: str = "", group: PartyGroup | None = None
) -> None:
    post = Post(
        branch=world.branch,
        member=world.members[name],
        title=title,
        duties=duties,
        group=group,
        starts_on=demo_world.TERM_BEGAN,
    )
    appoint(post, by=None)


def account(login: str, name: str, person: Member | None = None) -> User:
    """An account of the demo."""
    user = User(username=login, display_name=name, member=person, is_demo=True)
    return add_account(user, password=demo_world.DEMO_PASSWORD, by=None)


def grant(user: User, organisation: Organisation, role: str, group: PartyGroup | None = None) -> None:
    """A role since the demo's term began."""
    grant_role(
        RoleAssignment(user=user, organisation=organisation, role=role, group=group, starts_on=ROLES_SINCE),
        by=None,
        on=ROLES_SINCE,
    )


ADOPTED_ON, ADOPTED_AT = date(2025, 1, 8), "2025年1月支委会"
# (post, duty, kind of the activities that carry it out; none: not done yet)
DUTIES = [
    ("SECRETARY", "传达上级文件并逐件盯落实", "relay"),
    ("SECRETARY", "检查支委履行一岗双责", "double_duty"),
    ("ORGANISATION", "组织季度好党员评选", "quarter_star"),
    ("PUBLICITY", "每月发布宣传内容", "publicity"),
    ("DISCIPLINE", "每季度研判廉政风险", "risk"),
    ("DISCIPLINE", "节日前提醒廉洁纪律", "reminder"),
    ("YOUTH", "组织青年志愿服务", ""),
]


def load(world: World) -> None:
    """The items, as entered on the day they were adopted."""
    of_year = list(Activity.objects.of_branch(world.branch).in_year(ADOPTED_ON.year))
    for post, text, kind in DUTIES:
        duty = DutyItem(
            branch=world.branch,
            post_title=post,
            text=text,
            adopted_on=ADOPTED_ON,
            adopted_at=ADOPTED_AT,
            **world.stamp(ADOPTED_ON),
        )
        done = [activity for activity in of_year if activity.kind == kind]
        with records.audited(duty, by=world.secretary):
            duty.activities.set(done)
