"""The people and organisations of the demo, all made up, and what its loaders share."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation, PartyGroup
from meetings.enums import MeetingState
from meetings.meeting import services
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting

COMMITTEE_NAME = "岭岳建设公司党委"
BRANCH_NAME = "青石岭隧道项目党支部"
OFFICE_NAME = "岭岳建设公司机关党支部"
GROUPS = ("施工党小组", "综合党小组")
# Known to everybody: demo accounts sign in from this machine only.
DEMO_PASSWORD = "zhibu-jishi-demo"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """A member of the demo: dates as (year, month, day)."""

    name: str
    gender: str
    born: tuple[int, int, int]
    joined: tuple[int, int, int]
    title: str
    job: str
    group: int
    health: str = "GOOD"
    hardship: str = "NONE"


# (name, gender, born, joined, technical title, job, group index, health, hardship)
MEMBERS = [
    Person("林松涛", "MALE", (1974, 3, 12), (1998, 6, 25), "DEPUTY_SENIOR", "项目党支部书记", 1),
    Person("何婉", "FEMALE", (1986, 9, 3), (2009, 11, 20), "MIDDLE", "综合办公室主任", 1),
    Person("周立群", "MALE", (1972, 1, 18), (1996, 5, 10), "MIDDLE", "物资部部长", 1, "CHRONIC"),
    Person("陈喆", "MALE", (1988, 5, 27), (2011, 6, 15), "MIDDLE", "工程部副部长", 0),
    Person("罗志远", "MALE", (1979, 11, 2), (2003, 12, 8), "SENIOR", "项目总工程师", 0),
    Person("孟堃", "MALE", (1983, 7, 21), (2008, 6, 30), "MIDDLE", "安全总监", 0),
    Person("方玥", "FEMALE", (1992, 2, 14), (2016, 6, 24), "MIDDLE", "试验室主任", 0),
    Person("马䶮", "MALE", (1990, 10, 9), (2015, 11, 6), "JUNIOR", "测量队长", 0),
    Person("郑长河", "MALE", (1966, 8, 5), (1990, 7, 1), "NONE", "掘进工班长", 0, "CHRONIC", "TEMPORARY"),
    Person("邓广田", "MALE", (1966, 12, 30), (1993, 6, 18), "NONE", "电工", 0, "SERIOUS", "LASTING"),
    Person("曾庆余", "MALE", (1967, 4, 16), (1995, 6, 28), "JUNIOR", "设备管理员", 0, "CHRONIC"),
    Person("单国强", "MALE", (1968, 6, 8), (1997, 9, 12), "NONE", "衬砌工班长", 0),
    Person("解春雷", "MALE", (1976, 3, 23), (2002, 6, 20), "MIDDLE", "合同部部长", 1),
    Person("仇敏", "FEMALE", (1980, 8, 19), (2006, 5, 26), "MIDDLE", "财务部部长", 1),
    Person("贺小川", "MALE", (1994, 12, 1), (2019, 6, 14), "JUNIOR", "施工员", 0),
    Person("宋雨桐", "FEMALE", (1996, 4, 7), (2021, 6, 25), "JUNIOR", "档案员", 1),
    Person("钟山", "MALE", (1969, 10, 15), (1999, 6, 22), "NONE", "拌和站站长", 0, "CHRONIC"),
    Person("樊卫东", "MALE", (1970, 2, 26), (2001, 7, 1), "JUNIOR", "调度员", 1),
    Person("侯志军", "MALE", (1968, 9, 11), (1994, 12, 5), "NONE", "炊事班长", 1, "CHRONIC", "TEMPORARY"),
    Person("蓝天佑", "MALE", (1991, 6, 6), (2024, 3, 22), "JUNIOR", "技术员", 0),
    Person("吴晓宁", "FEMALE", (1998, 1, 29), (2025, 6, 20), "JUNIOR", "技术员", 1),
    Person("彭立", "MALE", (1985, 5, 5), (2010, 6, 25), "MIDDLE", "工程部部长", 0),
]
# Confirmed a year after joining unless named here; None: still 预备.
CONFIRMED = {"蓝天佑": (2025, 3, 27), "吴晓宁": None}
# Left the branch for another project.
TRANSFERRED = {"彭立": (2025, 7, 10)}
# Not due for a while: (from, to, reason).
EXEMPT = {"邓广田": ((2025, 3, 1), (2025, 8, 31), "住院治疗，长期病休")}

# (title, name, duties)
POSTS = [
    ("SECRETARY", "林松涛", "党支部全面工作"),
    ("ORGANISATION", "何婉", "组织发展、党员教育管理"),
    ("PUBLICITY", "陈喆", "宣传和意识形态工作"),
    ("DISCIPLINE", "周立群", "党风廉政建设、物资采购监督"),
    ("YOUTH", "孟堃", "安全生产、青年工作"),
]
GROUP_LEADERS = {0: "罗志远", 1: "解春雷"}
TERM_BEGAN = date(2023, 6, 16)
FOUNDED = date(2021, 9, 1)

# (login, name, roles)
ACCOUNTS = [
    ("shuji", "林松涛", ["SECRETARY", "MEMBER"]),
    ("zuzhi", "何婉", ["COMMITTEE_MEMBER", "MEMBER"]),
    ("jijian", "周立群", ["COMMITTEE_MEMBER", "MEMBER"]),
    ("zuzhang", "罗志远", ["GROUP_LEADER", "MEMBER"]),
    ("dangyuan", "郑长河", ["MEMBER"]),
    ("yubei", "吴晓宁", ["MEMBER"]),
]

OFFICE_MEMBERS = [
    Person("沈一帆", "MALE", (1978, 4, 2), (2002, 6, 28), "DEPUTY_SENIOR", "机关党支部书记", 0),
    Person("姚静", "FEMALE", (1985, 8, 14), (2008, 6, 20), "MIDDLE", "人力资源部主管", 0),
    Person("汤晓明", "MALE", (1981, 12, 24), (2006, 11, 10), "MIDDLE", "工程管理部主管", 0),
    Person("顾海生", "MALE", (1975, 2, 3), (1999, 6, 30), "MIDDLE", "审计部主管", 0),
    Person("阮文静", "FEMALE", (1993, 7, 8), (2018, 6, 22), "JUNIOR", "党委工作部干事", 0),
]


@dataclass
class World:
    """One demo branch while it is being loaded."""

    branch: Organisation
    secretary: User
    today: date
    groups: list[PartyGroup] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def people(self, *names: str) -> list[Member]:
        """Members by name."""
        return [self.members[name] for name in names]

    def person(self, name: str) -> Member | None:
        """One member; None for an empty name."""
        return self.members[name] if name else None

    def stamp(self, day: date, *, late: int = 0) -> dict:
        """When and by whom an event was entered: at six in the evening of its day, or `late` days after it."""
        entered = datetime.combine(date.fromordinal(day.toordinal() + late), time(18, 5))
        return {"created_at": timezone.make_aware(entered), "created_by": self.secretary}

    def evidence_until(self, day: date) -> list[Meeting]:
        """Records that a measure can rest on: the committee meetings of the two months before a day."""
        held = Meeting.objects.of_branch(self.branch).held().of_kind("COMMITTEE")
        since = date.fromordinal(day.toordinal() - 62)
        return list(held.between(since, day).order_by("starts_at"))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


LEADERS = ("林松涛", "何婉", "周立群", "陈喆", "孟堃")
YOUNG = ("方玥", "马䶮", "贺小川", "宋雨桐", "蓝天佑")

# What is older lies in the archive, and the newest records still wait for their signatures.
SINCE, UNTIL = timedelta(days=370), timedelta(days=20)


def sign_meetings(world: World) -> None:
    """Chair and recorder signed two days after the meeting."""
    held = Meeting.objects.of_branch(world.branch).filter(state=MeetingState.HELD)
    for meeting in held.between(world.today - SINCE, world.today - UNTIL).order_by("starts_at", "pk"):
        services.confirm_meeting(meeting=meeting, by=world.secretary, on=day_of(meeting) + timedelta(days=2))
