"""An appointed 项目党支部 of the demo: members of five firms, whose 组织关系 stayed at home, sent out to build a bridge."""

from datetime import date

from branch.accounts.models import User
from branch.enums import BranchKind, MembershipStatus, TermOrigin
from branch.members.models import Member, Post
from branch.members.services import add_member, appoint
from branch.office_terms.models import OfficeTerm
from branch.office_terms.services import begin_term
from branch.organisations.models import Organisation
from branch.organisations.services import add_organisation
from core.dates import chinese_date

from . import world as demo_world
from .people import account, grant
from .world import World

NAME = "临溪大桥项目党支部"
# (name, gender, job, home); an empty home is the demo's office branch.
PEOPLE = [
    ("容伯安", "MALE", "总监理工程师、项目党支部书记", "松江咨询公司第三党支部"),
    ("白若兰", "FEMALE", "建设单位工程部主管、项目党支部副书记", "临溪交投公司机关党支部"),
    ("戚光明", "MALE", "主桥工区长", "岭北路桥公司第二党支部"),
    ("符小满", "FEMALE", "试验检测员", "岭北路桥公司第二党支部"),
    ("柴进海", "MALE", "钢梁架设队长", "远山钢构公司党支部"),
    ("郁建平", "MALE", "监理员", "松江咨询公司第三党支部"),
    ("甄晓东", "MALE", "征地协调员", "临溪交投公司机关党支部"),
    ("桑红", "FEMALE", "资料员", "远山钢构公司党支部"),
    ("汤晓明", "MALE", "施工单位驻现场代表", ""),
]
POSTS = [
    ("SECRETARY", "容伯安", "项目党支部全面工作"),
    ("DEPUTY_SECRETARY", "白若兰", "组织生活和各单位协调"),
]
DOCUMENT = "岭岳党〔{year}〕2号"


def load(top: Organisation, office: Organisation, today: date) -> World:
    """Nine members of five firms, two appointed leaders; it began with the year and ends in the middle of the next."""
    began = date(today.year, 1, 5)
    branch = Organisation(kind="BRANCH", name=NAME, short_name=NAME, code="linxi", parent=top, sent_by=top)
    branch.branch_kind, branch.runs_until = BranchKind.PROJECT, date(today.year + 1, 6, 30)
    branch.founded_on = branch.in_use_since = began
    branch = add_organisation(branch, by=None)
    world = World(branch=branch, secretary=User(), today=today)
    for name, gender, job, home in PEOPLE:
        person = Member(branch=branch, name=name, gender=gender, job=job, home_name=home)
        person.home_branch = None if home else office
        world.members[name] = add_member(person, status=MembershipStatus.FULL, since=began, by=None)
    document = DOCUMENT.format(year=today.year)
    term = OfficeTerm(branch=branch, starts_on=began, origin=TermOrigin.APPOINTMENT)
    term.basis, term.approved_by = f"{chinese_date(began)}任命", demo_world.COMMITTEE_NAME
    term.approval_document = document
    begin_term(term, by=None)
    for title, name, duties in POSTS:
        post = Post(branch=branch, member=world.members[name], title=title, duties=duties, starts_on=began)
        appoint(post, by=None)
    world.secretary = account("gongdi", "容伯安", world.members["容伯安"])
    for role in ("SECRETARY", "MEMBER"):
        grant(world.secretary, branch, role)
    return world
