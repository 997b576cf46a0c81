"""Loads the study campaigns of 2025 and 2026: parts, plan, what is tagged with them, and their own problems. All made up."""

from datetime import date, timedelta
from typing import Any

from activities.models import Activity
from activities.services import default_area, record_activity
from branch.campaigns.models import STANDARD_PARTS, Campaign, CampaignPart, CampaignRow
from branch.campaigns.services import PartLine, create_campaign, write_plan
from core import records
from meetings.meeting.models import Meeting
from rectification.items.models import RectificationItem
from rectification.items.services import add_item, close_item, log_progress, submit_item
from rectification.problems.models import Problem
from rectification.problems.services import add_problem
from study.reading.models import StudyMaterial
from study.tasks.models import StudyTask

from .world import World

# The plan: (part, what, when it is due, who, when it was done), the days as (month, day).
CAMPAIGNS: list[dict[str, Any]] = [
    {
        "name": "深入贯彻中央八项规定精神学习教育",
        "document": "公司学习教育方案",
        "span": (date(2025, 3, 10), date(2025, 7, 31)),
        "plan": [
            (0, "召开支委会部署学习教育", (3, 14), "林松涛", (3, 6)),
            (0, "书记讲专题党课", (3, 31), "林松涛", (3, 19)),
            (0, "逐月集中学习规定原文和典型案例", (7, 20), "陈喆", (7, 16)),
            (1, "发放意见表，对照规定查摆问题", (5, 15), "何婉", (5, 12)),
            (2, "建立整治台账，逐条销号", (7, 25), "周立群", (7, 22)),
            (3, "修订食堂管理办法", (6, 30), "周立群", (6, 20)),
            (4, "到工班听意见，办好职工急事", (6, 30), "孟堃", (6, 26)),
        ],
        "results": "",
        "shortcomings": "协作队伍管理人员参加学习的覆盖面还不够；个别班组学习留有记录，讨论不深。",
        "next_steps": "把接待、用车、食堂采购纳入季度抽查；新进场队伍负责人进场时先学规定、签承诺。",
        "readings": (0, 2),
        "meetings": [(3, 15), (3, 19), (5, 15)],
        "tasks": ("中央八项规定精神专题学习",),
        "activities": [
            ("rules_made", (6, 20)),
        ],
        "problems": [
            {
                "title": "公务接待先办后批，手续补签",
                "description": "抽查一季度接待单据，有两次接待在前、审批在后。",
                "points": ["接待审批单和公函没有同时归档。"],
                "content": "接待一律凭公函先审批，单据每月交纪检委员核对",
                "people": ("周立群", "何婉"),
                "due": (6, 15),
                "progress": ((5, 28), "补齐公函，统一审批单样式。"),
                "result": "四月以后的接待全部先审批，六月核对没有补签。",
                "closed": (6, 18),
            },
            {
                "title": "下工班开会多，解决问题少",
                "description": "职工反映检查和碰头会占用班前时间，提的意见回音慢。",
                "points": ["同一周里安全、质量、进度三个检查组分别到工班。"],
                "content": "三个检查组合并下工班，当场答复的问题当场登记",
                "people": ("孟堃", "罗志远"),
                "due": (7, 15),
                "progress": ((6, 12), "检查组合并为每周一次。"),
                "result": "检查合并为每周一次，登记意见十四条，当场答复九条，其余都已回复。",
                "closed": (7, 18),
            },
        ],
    },
    {
        "name": "树立和践行正确政绩观学习教育",
        "document": "关于开展树立和践行正确政绩观学习教育的通知",
        "span": (date(2026, 2, 25), date(2026, 7, 31)),
        "plan": [
            (0, "制定学习教育安排，开动员会", (3, 6), "林松涛", (3, 6)),
            (0, "书记讲专题党课", (3, 31), "林松涛", (3, 18)),
            (0, "逐月集中学习、联系工序研讨", (7, 20), "陈喆", (7, 16)),
            (1, "围绕进度、质量、成本查摆问题", (4, 30), "何婉", (4, 24)),
            (2, "建立整治台账，逐条销号", (7, 20), "周立群", (7, 14)),
            (3, "修订工序验收签认办法", (6, 30), "罗志远", (6, 24)),
            (4, "请协作队伍和职工评议整改", (7, 10), "孟堃", (7, 8)),
        ],
        "results": "工序验收签认走在报产值前面，隐蔽工程补检下降，协作队伍对验收时间的意见明显减少。",
        "shortcomings": "量化考核还偏重进度，质量和职工感受的分量不够。",
        "next_steps": "修订班组月度考核表，把一次验收合格率和职工意见办结率列进去。",
        "readings": (1, 3),
        "meetings": [(3, 15), (3, 18), (4, 15), (5, 15), (6, 15), (7, 15)],
        "tasks": ("支部工作条例学习", "警示案例学习"),
        "activities": [("case_study", (4, 9)), ("case_study", (6, 9))],
        "done": [
            (
                "service",
                (5, 13),
                "三个协作队伍的夜班验收改为约定时间，职工不用守在掌子面等签字。",
                {
                    "demand": "夜班验收等人时间长",
                    "source": "RAISED",
                    "handler": "孟堃",
                    "result": "验收时间提前约定、值班领导到场",
                    "beneficiaries": 46,
                    "done_on": date(2026, 5, 20),
                },
            ),
            (
                "rules_made",
                (6, 24),
                "支委会通过工序验收签认办法，明确夜班签认和签认单留存。",
                {"name": "工序验收签认办法", "action": "REVISED"},
            ),
        ],
        "problems": [
            {
                "title": "赶进度时先施工后验收",
                "description": "二月富水段抢工，有两个循环的初支没有等验收签认就进入下道工序。",
                "points": ["当班技术员口头放行，签认第二天补。"],
                "content": "下道工序凭签认单开工，夜班由值班领导现场签认",
                "people": ("罗志远", "陈喆"),
                "due": (5, 31),
                "progress": ((4, 28), "签认单改为一式两联，掌子面留一联。"),
                "result": "五月检查六十个循环，签认全部在开工之前。",
                "closed": (6, 5),
            },
            {
                "title": "报表数字先于现场",
                "description": "月报里个别分项按计划填报，与现场实测有出入。",
                "points": ["衬砌月报比实测多报一板。"],
                "content": "月报数字由测量队长和工程部双签，每月抽两项实测",
                "people": ("陈喆", "马䶮"),
                "due": (6, 30),
                "progress": ((5, 20), "三月以来的月报重新核对。"),
                "result": "核对五个月的月报，改正两处，双签执行以来没有出入。",
                "closed": (7, 9),
            },
        ],
    },
]


def load(world: World) -> None:
    """Whatever had happened before the demo's today; before the meetings are signed."""
    for data in CAMPAIGNS:
        if data["span"][0] < world.today:
            _Loader(world, data).load()


class _Loader:
    """One campaign while it is being loaded."""

    def __init__(self, world: World, data: dict):
        self.world, self.data = world, data
        self.year = data["span"][0].year
        self.is_over = data["span"][1] < world.today

    def load(self) -> None:
        """The campaign with its plan, then everything that is tagged with it."""
        first, last = self.data["span"]
        said = ("results", "shortcomings", "next_steps")
        self.campaign = Campaign(
            branch=self.world.branch,
            name=self.data["name"],
            document=self.data["document"],
            starts_on=first,
            ends_on=last,
            **{name: self.data[name] for name in said if self.is_over},
            **self.world.stamp(first),
        )
        lines = [PartLine(name, role) for name, role in STANDARD_PARTS]
        create_campaign(self.campaign, parts=lines, by=self.world.secretary)
        self._plan()
        self._tag()
        for kind, day, summary, fields in self.data.get("done", ()):
            if happened_on := self._past(day):
                self._activity(kind, happened_on, summary, fields)
        for row in self.data["problems"]:
            self._problem(row)

    def _plan(self) -> None:
        parts = list(CampaignPart.objects.filter(campaign=self.campaign))
        rows = [
            CampaignRow(part=parts[part], what=what, due_on=self._day(due), who=who, done_on=self._past(done))
            for part, what, due, who, done in self.data["plan"]
        ]
        with records.audited(self.campaign, by=self.world.secretary):
            write_plan(self.campaign, rows)

    def _day(self, day: tuple[int, int]) -> date:
        return date(self.year, *day)

    def _past(self, day: tuple[int, int]) -> date | None:
        return self._day(day) if self._day(day) < self.world.today else None

    def _tag(self) -> None:
        """What stands in the demo already is told to belong to it."""
        of_branch = {"branch": self.world.branch, "deleted_at": None}
        materials = StudyMaterial.objects.filter(**of_branch).order_by("pk")
        found: list[Any] = [
            material for place, material in enumerate(materials) if place in self.data["readings"]
        ]
        for month, day in self.data["meetings"]:
            on = self._day((month, day))
            found += Meeting.objects.filter(**of_branch).held().between(on, on)
        found += StudyTask.objects.filter(year=self.year, title__in=self.data["tasks"], **of_branch)
        for kind, day in self.data["activities"]:
            found += Activity.objects.filter(kind=kind, happened_on=self._day(day), **of_branch)
        for record in found:
            with records.audited(record, by=self.world.secretary):
                record.campaign = self.campaign

    def _activity(self, kind: str, on: date, summary: str, fields: dict) -> None:
        activity = Activity(
            branch=self.world.branch,
            kind=kind,
            happened_on=on,
            campaign=self.campaign,
            work_area=default_area(self.world.branch, on.year, kind),
            summary=summary,
            data=fields | {name: self.world.members[fields[name]] for name in {"handler"} & set(fields)},
            **self.world.stamp(on),
        )
        record_activity(activity, participants=[], by=self.world.secretary)

    def _problem(self, row: dict) -> None:
        """On the campaign's own list: found in the spring, put right by the summer."""
        world, found_on = self.world, self._day(row["progress"][0]) - timedelta(days=10)
        if found_on >= world.today:
            return
        problem = Problem(
            branch=world.branch,
            year=self.year,
            campaign=self.campaign,
            title=row["title"],
            description=row["description"],
            owner="BRANCH",
            is_finding=False,
            sources=["MASSES", "SELF"],
            **world.stamp(found_on),
        )
        add_problem(problem, points=row["points"], by=world.secretary)
        leader, responsible = world.people(*row["people"])
        item = RectificationItem(
            branch=world.branch,
            year=self.year,
            problem=problem,
            content=row["content"],
            leader=leader,
            responsible=responsible,
            due_on=self._day(row["due"]),
            **world.stamp(found_on),
        )
        add_item(item, by=world.secretary)
        if on := self._past(row["progress"][0]):
            log_progress(item=item, text=row["progress"][1], by=world.secretary, on=on)
        if on := self._past(row["closed"]):
            submit_item(
                item=item,
                result=row["result"],
                by=world.users["shuji"],
                on=on,
                evidence=world.evidence_until(on),
            )
            close_item(item=item, by=world.users["jijian"], on=on)
