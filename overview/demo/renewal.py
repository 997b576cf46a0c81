"""A branch of the demo in the midst of its election: the letter is answered, the candidates stand, the meeting is to come."""

from datetime import date, timedelta

from branch.accounts.models import User
from branch.members.models import Post
from branch.members.services import appoint
from branch.office_terms.models import OfficeTerm
from branch.office_terms.services import begin_term
from branch.organisations.models import Organisation
from branch.organisations.services import add_organisation
from core import records
from core.dates import add_months, chinese_date
from overview.renewal.models import Renewal
from overview.renewal.services import choose_candidates

from . import world as demo_world
from .people import account, grant, member
from .world import Person, World

PEOPLE = [
    Person("韦国栋", "MALE", (1973, 5, 8), (1997, 6, 26), "DEPUTY_SENIOR", "物资中心党支部书记", 0),
    Person("丁秋萍", "FEMALE", (1984, 10, 19), (2008, 12, 12), "MIDDLE", "物资中心综合主管", 0),
    Person("裴大海", "MALE", (1977, 3, 2), (2002, 6, 28), "MIDDLE", "仓储主管", 0),
    Person("上官云飞", "MALE", (1987, 7, 23), (2012, 6, 15), "MIDDLE", "物资中心副主任", 0),
    Person("石磊", "MALE", (1990, 1, 30), (2014, 11, 21), "JUNIOR", "采购员", 0),
    Person("田园", "FEMALE", (1991, 9, 9), (2015, 6, 26), "JUNIOR", "合同管理员", 0),
    Person("左志刚", "MALE", (1970, 12, 5), (1995, 7, 1), "NONE", "仓库班长", 0),
    Person("钱多宝", "MALE", (1982, 6, 17), (2007, 6, 22), "MIDDLE", "设备租赁主管", 0),
    Person("龙小梅", "FEMALE", (1995, 4, 11), (2019, 6, 21), "JUNIOR", "统计员", 0),
]
POSTS = [("SECRETARY", "韦国栋"), ("ORGANISATION", "丁秋萍"), ("DISCIPLINE", "裴大海")]
CANDIDATES = {
    "上官云飞": "SECRETARY",
    "丁秋萍": "ORGANISATION",
    "钱多宝": "DISCIPLINE",
    "石磊": "OTHER_MEMBER",
}
LEFT_OF_TERM = timedelta(days=40)


NAME = "岭岳建设公司物资中心党支部"


def load(top: Organisation, today: date) -> World:
    """Nine members with a committee of three whose term ends in forty days; in use since this month."""
    branch = Organisation(kind="BRANCH", name=NAME, short_name="物资中心党支部", code="wuzi", parent=top)
    branch.founded_on, branch.in_use_since = demo_world.FOUNDED, today.replace(day=1)
    branch = add_organisation(branch, by=None)
    world = World(branch=branch, secretary=User(), today=today)
    for number, person in enumerate(PEOPLE):
        world.members[person.name] = member(branch, person, 80 + number, None)
    began = add_months(today + LEFT_OF_TERM, -36)
    term = OfficeTerm(branch=branch, number=2, starts_on=began, basis=f"{chinese_date(began)}支部党员大会")
    term.approved_by, term.approval_document = demo_world.COMMITTEE_NAME, f"岭岳党〔{began.year}〕31号"
    begin_term(term, by=None)
    for title, name in POSTS:
        appoint(Post(branch=branch, member=world.members[name], title=title, starts_on=began), by=None)
    world.secretary = account("huanjie", "韦国栋", world.members["韦国栋"])
    for role in ("SECRETARY", "MEMBER"):
        grant(world.secretary, branch, role)
    _renewal(world, term)
    return world


def _renewal(world: World, term: OfficeTerm) -> None:
    today = world.today
    renewal = Renewal(
        branch=world.branch,
        number=3,
        seats=3,
        planned_on=term.due_on - timedelta(days=10),
        requested_on=today - timedelta(days=20),
        request_number=f"物资支〔{today.year}〕3号",
        approved_by=demo_world.COMMITTEE_NAME,
        replied_on=today - timedelta(days=12),
        reply_number=f"岭岳党〔{today.year}〕26号",
        **world.stamp(today),
    )
    records.create(renewal, by=world.secretary)
    titles = {world.members[name]: title for name, title in CANDIDATES.items()}
    choose_candidates(renewal=renewal, titles=titles, by=world.secretary)
