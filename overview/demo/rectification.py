"""Opinions, problems, causes, measures and rectification items of the demo, written for this project."""

import uuid
from datetime import date, timedelta

from branch.accounts.models import User
from core import records
from rectification.enums import EFFECT_AFTER, ItemEffect
from rectification.items.models import PublicNotice, RectificationItem
from rectification.items.services import (
    add_item,
    answer_effect,
    close_item,
    extend_due,
    keep_item,
    log_progress,
    submit_item,
)
from rectification.opinions.models import Opinion, OpinionRound
from rectification.opinions.services import give_opinion
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from rectification.problems.services import add_answer, add_problem, confirm_repeat

from .world import World

# year -> 对照 items of the committee, in order
FRAMEWORK = {
    2024: [
        "对照遵守党的纪律、严格党内生活方面",
        "对照深化理论学习、提高党性修养方面",
        "对照联系职工群众、改进工作作风方面",
        "对照围绕施工生产发挥作用方面",
    ],
    2025: [
        "对照学习贯彻党的创新理论、加强党性锤炼方面",
        "对照贯彻中央八项规定精神、改进工作作风方面",
        "对照服务施工生产、勇于担当作为方面",
        "对照落实全面从严治党责任、建强支部方面",
    ],
}

# year -> (source, month, day, about, text)
OPINIONS = {
    2025: [
        ("MASSES", 12, 3, "COMMITTEE", "支委到掌子面多在白班，夜班很少见到。"),
        ("MASSES", 12, 3, "BRANCH", "学习时念文件的时间长，讨论得少。"),
        ("MASSES", 12, 4, "BRANCH", "食堂夜宵供应时间和倒班对不上。"),
        ("MASSES", 12, 5, "COMMITTEE", "答复职工反映的住宿问题慢。"),
        ("MASSES", 12, 5, "BRANCH", "年轻党员上台讲课机会少。"),
        ("SELF", 12, 8, "COMMITTEE", "支委带头领学不够，备课不充分。"),
        ("SELF", 12, 8, "BRANCH", "党员责任区有挂牌、缺考核。"),
        ("SELF", 12, 9, "COMMITTEE", "对协作队伍党员的管理有空当。"),
        ("SUPERIOR", 12, 10, "BRANCH", "廉政风险研判的防控措施针对性不强。"),
        ("SUPERIOR", 12, 10, "COMMITTEE", "支部特色工作提炼不够。"),
        ("MUTUAL", 12, 12, "COMMITTEE", "支委之间提醒多、批评少。"),
        ("MUTUAL", 12, 12, "BRANCH", "老党员用手机学习有困难，帮带要跟上。"),
    ],
    2024: [
        ("MASSES", 12, 5, "BRANCH", "学习计划变动多，通知晚。"),
        ("MASSES", 12, 6, "COMMITTEE", "支委下班组谈心少。"),
        ("SELF", 12, 9, "BRANCH", "整改台账更新不及时。"),
        ("SUPERIOR", 12, 11, "COMMITTEE", "物资采购监督记录不完整。"),
        ("MUTUAL", 12, 13, "BRANCH", "党员承诺写得笼统。"),
    ],
}

# year -> dicts: framework index, title, description, points, case, sources, owner, finding, main
PROBLEMS = {
    2024: [
        {
            "key": "学习",
            "framework": 1,
            "title": "理论学习系统性不强，学用结合不紧",
            "description": "学习安排常为生产任务让路，补学跟不上。",
            "condensed": "理论学习抓得不够紧。重进度、轻效果，学习与岗位工作联系不深，党员学习的主动性没有充分调动起来。",
            "points": ["集中学习以传达为主，结合岗位研讨少。", "个别党员心得内容雷同。"],
            "sources": ["MASSES", "SELF"],
            "main": True,
        },
        {
            "key": "纪律",
            "framework": 0,
            "title": "整改台账更新不及时，责任压得不实",
            "description": "有的事项完成了没有登记，有的超期没有提醒。",
            "condensed": "整改责任落实有差距。一是过程跟踪不紧，事项办到哪一步心中无数。二是提醒催办靠人盯，没有形成制度。",
            "points": [],
            "sources": ["SELF"],
            "main": True,
        },
        {
            "key": "作风",
            "framework": 2,
            "title": "支委深入班组谈心不经常",
            "description": "同一线职工面对面交流少，对思想变化掌握不及时。",
            "points": [],
            "sources": ["MASSES"],
            "main": False,
        },
        {
            "key": "监督",
            "framework": 3,
            "title": "对物资采购和食堂管理的监督不够细",
            "description": "抽查有记录、少分析，发现的小问题没有举一反三。",
            "condensed": "日常监督不够深入。对采购、食堂等职工关心的环节，停留在看记录，查原因、堵漏洞做得少。",
            "points": [],
            "sources": ["SUPERIOR"],
            "main": True,
        },
    ],
    2025: [
        {
            "key": "学习",
            "framework": 0,
            "title": "理论武装存在学用脱节现象",
            "description": "支委会集中学习能够按计划进行，但联系断层施工、劳务管理等实际问题深入思考不够。",
            "condensed": "理论学习重进度、轻质量。一是备课不足，领学深度不够，支委之间缺少交流，讲的人费力、听的人走神。"
            "二是学习方式单一，年长党员参与不便，补学多停留在抄写材料。"
            "三是学用结合不紧，攻关中运用所学的办法不多，学习专题与工序难点没有对应起来。",
            "points": [
                "领学备课不充分，照着材料读的时候多，讲透道理的时候少。",
                "部分老党员使用手机学习有困难，自学质量不高，补学靠抄笔记应付。",
                "心得体会写现象多、写打算少，交流点评没有跟上。",
                "学习成果转化为攻关办法的还不多。",
            ],
            "case": "第三季度三次集中学习中，有两次研讨发言人数不足到会人数的三分之一",
            "sources": ["MASSES", "SELF", "MUTUAL"],
            "main": True,
            "repeats": "学习",
        },
        {
            "key": "作风",
            "framework": 1,
            "title": "深入一线解决问题不够主动",
            "description": "支委下现场白班多、夜班少，对倒班职工的吃住困难了解不及时。",
            "condensed": "联系职工、解决难题的主动性有差距。一是对一线夜班职工的需求掌握滞后，调查研究走过场，听好话多、听难处少。"
            "二是问题办理周期偏长，几个部门都管的事情容易悬在半空。三是跟踪问效不够，办完没有回访，职工是否满意心中没底。",
            "points": [
                "职工反映的住宿调整问题，从提出到答复用了二十多天。",
                "检查发现问题多，跟踪到底少，同类隐患在不同班组重复出现，整改回访没有形成制度。",
                "开会布置多，到班组面对面讲解少，有的要求传到工班已经走样。",
            ],
            "case": "夜宵供应时间同夜班下班时间错开，职工反映两个月后才调整",
            "sources": ["MASSES"],
            "main": True,
        },
        {
            "key": "担当",
            "framework": 2,
            "title": "党员责任区作用发挥不平衡",
            "description": "有的责任区只挂牌、缺考核，攻关成果总结推广不够。",
            "points": [
                "对协作队伍中的党员联系管理有空当，参加活动时有时无。",
                "青年党员压担子不够，急难任务总是那几名骨干顶上去，新人独当一面的机会不多。",
            ],
            "case": "二号斜井责任区上半年没有记录一次活动",
            "sources": ["SELF", "SUPERIOR"],
            "main": False,
        },
        {
            "key": "责任",
            "framework": 3,
            "title": "全面从严治党责任压得不够实",
            "description": "支委之间提醒多、批评少，“一岗双责”检查偏重查记录。",
            "condensed": "管党治党责任传导不够。一是班子成员相互监督偏软，批评意见多从自己开脱。"
            "二是履责检查看台账多、看实效少，查出的问题有的没有追到人。三是对重点岗位的提醒不经常，风险防控措施更新不及时。",
            "points": [
                "廉政风险研判每季度都做，但防控措施有的一年没有调整。",
                "对重点岗位人员的监督，事后了解多，事前提醒少。",
                "党员积极性调动不够，评先评优同日常表现挂钩不紧。",
            ],
            "case": "",
            "sources": ["SUPERIOR", "MUTUAL"],
            "main": True,
        },
    ],
}

# year -> (title, text, keys of the problems)
CAUSES = {
    2025: [
        (
            "理论学习的自觉性不够",
            "支委班子把学习当作软任务，生产一紧就压缩时间，满足于学过，对学懂弄通要求不严，没有把学习和解决施工难题摆到一起谋划。对年长党员的学习困难想办法不多。领学的支委备课时间没有保证，学习效果也没有列入考核，学多学少、学好学坏一个样。研讨时各讲各的，没有围绕一个问题说透。",
            ["学习"],
        ),
        (
            "宗旨意识有所淡化",
            "考虑进度、成本多，考虑职工感受少，遇到跨部门协调的事情有等一等的想法，缺少盯住不放的韧劲。对夜班、协作队伍职工的困难了解不细，群众观念没有真正立起来，坐在会议室里想办法的时候多。",
            ["作风", "担当"],
        ),
        (
            "抓支部建设的办法不多",
            "习惯沿用老办法，考核激励手段少，对党员年龄结构偏大、岗位分散的实际研究不深，工作部署后缺少检查讲评，老党员的经验没有传到青年手里。责任区怎样考核、成果怎样推广，没有形成管用的办法，党员在一线有劲使不到点子上。先进的做法讲得少，后进的帮带没有落到人头。",
            ["担当", "责任"],
        ),
        (
            "斗争精神不强",
            "怕影响团结，开展批评放不开，对苗头性问题提醒不及时，监督责任层层递减。对身边人身边事碍于情面，发现问题点到为止，红脸出汗的时候少。把没有出事当作没有问题，对风险变化缺少研判，谈心谈话谈工作多、谈思想少。对反复出现的小毛病习惯就事论事，没有从制度上找根子，班组之间也没有互相提醒。",
            ["责任"],
        ),
    ],
    2024: [
        ("抓学习的制度不健全", "考勤、补学、检查没有形成闭环。", ["学习"]),
        ("责任意识不强", "重布置、轻检查，台账管理没有专人负责。", ["纪律", "监督"]),
    ],
}

# year -> (title, text, problem keys, cause indexes)
MEASURES = {
    2025: [
        (
            "坚持学用结合，提升理论学习质量",
            "每月一个专题，支委轮流备课领学，研讨必须联系一个现场问题。为年满五十五周岁的党员安排结对送学，每季度检查一次学习笔记。",
            ["学习"],
            [0],
        ),
        (
            "坚持眼睛向下，改进工作作风",
            "支委每月至少两个夜班到掌子面，职工诉求登记后三天内答复、办结后回访。对检查出的问题建账销号，整改不到位的不放过。",
            ["作风"],
            [1],
        ),
        (
            "坚持融入中心，让党员责任区实起来",
            "责任区指标和工序质量、安全、进度挂钩，每季度晒一次成绩。把协作队伍中的党员编入联系名单，一起学习、一起攻关。",
            ["担当"],
            [1, 2],
        ),
        (
            "坚持严管厚爱，压实管党治党责任",
            "支委按分管领域认领廉政风险点，每季度更新防控措施。组织生活会上逐人点问题，谈心谈话记录到人、跟踪到底。",
            ["责任"],
            [2, 3],
        ),
    ],
    2024: [
        ("健全学习制度", "制定学习考核办法，按月公布考勤。", ["学习"], [0]),
        ("压实整改责任", "台账专人管理，逐月点评。", ["纪律"], [1]),
        ("加强监督检查", "对采购和食堂开展月度抽查。", ["监督"], [1]),
    ],
}

# year -> dicts of items; state tells how far it went; dates as (year, month, day)
ITEMS = {
    2024: [
        {
            "problem": "学习",
            "measure": 0,
            "content": "印发学习考核办法，按月公布学习考勤和补学情况",
            "goal": "集中学习到会率不低于九成",
            "mode": "SYSTEM",
            "leader": "林松涛",
            "responsible": "何婉",
            "due": (2025, 4, 30),
            "criterion": "办法经党员大会通过并执行三个月",
            "progress": [
                ((2025, 2, 20), "办法初稿征求两个党小组意见。"),
                ((2025, 3, 26), "提交党员大会讨论通过。"),
            ],
            "result": "学习考核办法已于3月印发，考勤逐月公布，请假党员均安排补学。集中学习由念材料为主改为一人主讲、三人发言。",
            "closed": (2025, 6, 30),
        },
        {
            "problem": "学习",
            "measure": 0,
            "content": "为老党员结对送学",
            "goal": "老党员人人有帮带人",
            "mode": "IMMEDIATE",
            "leader": "何婉",
            "responsible": "陈喆",
            "due": (2025, 8, 31),
            "criterion": "结对名单和送学记录齐全",
            "progress": [((2025, 7, 14), "确定六对结对名单。")],
            "result": "六名老党员与青年党员结对，每月送学一次，并帮助掌握手机学习方法。这项工作需要长期做下去。",
            "kept": (2026, 12, 31),
            "judged": (2025, 9, 5),
        },
        {
            "problem": "纪律",
            "measure": 1,
            "content": "整改台账由专人管理，支委会逐月点评进展",
            "goal": "台账与实际进度一致",
            "mode": "IMMEDIATE",
            "leader": "林松涛",
            "responsible": "周立群",
            "due": (2025, 5, 31),
            "criterion": "连续三次支委会有点评记录",
            "progress": [((2025, 4, 6), "支委会第一次逐项点评。")],
            "result": "台账由纪检委员管理，从4月起支委会每月点评一次，超期事项当面说明原因。",
            "closed": (2025, 7, 7),
        },
        {
            "problem": "作风",
            "measure": None,
            "content": "支委每人联系一个班组，每季度谈心不少于一次",
            "goal": "班组长期有人联系",
            "mode": "SYSTEM",
            "leader": "林松涛",
            "responsible": "孟堃",
            "due": (2025, 6, 30),
            "criterion": "谈心记录覆盖全部班组",
            "progress": [((2025, 5, 15), "五名支委联系班组名单上墙。")],
            "result": "五名支委分别联系掘进、衬砌、测量、拌和、炊事五个班组，谈心记录每季度汇总分析。",
            "closed": (2025, 7, 15),
        },
        {
            "problem": "监督",
            "measure": 2,
            "content": "对物资采购和食堂每月抽查一次并通报",
            "goal": "采购、验收、入库记录可追溯",
            "mode": "IMMEDIATE",
            "leader": "周立群",
            "responsible": "何婉",
            "due": (2025, 9, 30),
            "criterion": "抽查记录齐全，问题全部整改",
            "progress": [((2025, 3, 28), "开展第一次抽查。"), ((2025, 6, 20), "修订食堂管理办法。")],
            "result": "全年逐月抽查，发现的台账不全、验收签字补签等问题已全部整改，食堂实行双人验收、每周公示菜价。",
            "closed": (2025, 10, 9),
        },
        {
            "problem": "监督",
            "measure": 2,
            "content": "梳理物资采购监督事项清单",
            "goal": "监督有清单可依",
            "mode": "SYSTEM",
            "leader": "周立群",
            "responsible": "解春雷",
            "due": (2026, 6, 30),
            "extended": ((2026, 6, 22), (2026, 12, 10), "新进两类租赁设备，监督事项要一并列入。"),
            "criterion": "清单经支委会通过",
            "progress": [((2025, 11, 12), "完成采购环节梳理，正在补充租赁环节。")],
            "result": "采购环节监督事项已列出清单并试用，租赁环节正在补充。",
        },
    ],
    2025: [
        {
            "problem": "学习",
            "measure": 0,
            "content": "支委轮流领学，每月一个专题、联系一个现场问题",
            "goal": "全年支委每人领学不少于两次",
            "mode": "SYSTEM",
            "leader": "林松涛",
            "responsible": "何婉",
            "due": (2026, 12, 20),
            "criterion": "学习记录能对应到现场问题",
            "progress": [((2026, 3, 18), "一季度三个专题按计划完成。")],
            "result": "",
        },
        {
            "problem": "作风",
            "measure": 1,
            "content": "职工诉求三天答复、办结回访，调整夜宵供应时间",
            "goal": "诉求按期答复率达到百分之百",
            "mode": "IMMEDIATE",
            "leader": "孟堃",
            "responsible": "郑长河",
            "due": (2026, 11, 28),
            "criterion": "诉求台账逐条有答复日期和回访记录",
            "progress": [((2026, 4, 10), "夜宵供应时间已按倒班调整。")],
            "result": "",
        },
        {
            "problem": "担当",
            "measure": 2,
            "content": "修订党员责任区考核办法，每季度公布成绩",
            "goal": "责任区全部有考核记录",
            "mode": "SYSTEM",
            "leader": "罗志远",
            "responsible": "陈喆",
            "due": (2026, 9, 30),
            "criterion": "办法印发并公布两个季度成绩",
            "progress": [((2026, 5, 20), "考核办法征求意见。")],
            "result": "",
        },
        {
            "problem": "责任",
            "measure": 3,
            "content": "支委认领廉政风险点，每季度更新防控措施",
            "goal": "风险点有人管、措施有变化",
            "mode": "SYSTEM",
            "leader": "林松涛",
            "responsible": "周立群",
            "due": (2026, 10, 31),
            "criterion": "四个季度研判记录中的措施有更新",
            "progress": [
                ((2026, 3, 25), "五名支委认领风险点十二个。"),
                ((2026, 9, 22), "第三季度防控措施更新七条。"),
            ],
            "result": "五名支委认领风险点十二个，三个季度共更新防控措施十九条。",
            "submitted": (2026, 10, 20),
        },
    ],
}

# What people wrote through the link so far.
REPLIES = (
    ("COMMITTEE", "支委下现场比去年多了，希望夜班也能常见到。"),
    ("BRANCH", "党课结合断层施工讲，听得进去，建议再多几次。"),
    ("BRANCH", "宿舍热水晚上十点就停，下夜班赶不上。"),
)
# Beginning of the item's text -> how it worked, and what was found.
EFFECTS = {
    "印发学习考核办法": (ItemEffect.EFFECTIVE, "连续三个月到会率在九成以上。"),
    "支委每人联系一个班组": (ItemEffect.PARTIAL, "拌和站班组谈心间隔偏长，已提醒联系人。"),
    "对物资采购和食堂": (ItemEffect.EFFECTIVE, "抽查没有再发现补签。"),
}


def _load_follow_up(world: World) -> None:
    """Everything that has happened before the demo's today."""
    _effects(world)
    _round(world)
    _notice(world)


def extend(world: World, item: RectificationItem, on: date, until: date, reason: str) -> None:
    """A later limit for an item, decided on a day before the demo's today."""
    if on < world.today:
        extend_due(item=item, due_on=until, reason=reason, by=world.secretary, on=on)


def _effects(world: World) -> None:
    for item in RectificationItem.objects.of_branch(world.branch).filter(closed_by__isnull=False):
        found = next((answer for start, answer in EFFECTS.items() if item.content.startswith(start)), None)
        asked = item.closed_on + EFFECT_AFTER + timedelta(days=2)
        if found and asked < world.today:
            answer_effect(item=item, effect=found[0], note=found[1], by=item.closed_by, on=asked)


def _round(world: World) -> None:
    opens = world.today - timedelta(days=6)
    found = OpinionRound(
        branch=world.branch,
        year=world.today.year,
        title=f"{world.today.year}年度组织生活会征求意见",
        introduction="对支委会、支部的学习、作风、服务施工生产有什么意见和建议，请直说。",
        opens_on=opens,
        closes_on=world.today + timedelta(days=8),
        **world.stamp(opens),
    )
    records.create(found, by=world.secretary)
    for place, (about, text) in enumerate(REPLIES):
        on = opens + timedelta(days=place + 1)
        give_opinion(round=found, key=uuid.uuid4(), about=about, text=text, on=on)


def _notice(world: World) -> None:
    starts = date(2026, 1, 20)
    notice = PublicNotice(
        branch=world.branch,
        year=2025,
        place="项目部党务公开栏",
        starts_on=starts,
        ends_on=starts + timedelta(days=7),
        contact="支部办公室意见箱",
        feedback="无",
        **world.stamp(starts),
    )
    items = RectificationItem.objects.of_branch(world.branch).in_year(2025)
    with records.audited(notice, by=world.secretary):
        notice.items.set(items)


def load(world: World) -> None:
    """Years in order, so that a problem can point at the one it repeats."""
    earlier: dict[str, Problem] = {}
    for year in sorted(PROBLEMS):
        earlier = _Year(world, year, earlier).load()
    _load_follow_up(world)


class _Year:
    """One year of problems while it is being loaded."""

    def __init__(self, world: World, year: int, earlier: dict[str, Problem]):
        self.world, self.year, self.earlier = world, year, earlier
        self.stamp = world.stamp(date(year, 12, 15))
        self.problems: dict[str, Problem] = {}

    def load(self) -> dict[str, Problem]:
        """Everything of the year; returns its problems by key."""
        framework = [
            self._create(FrameworkItem(audience="COMMITTEE", order=n, text=text, phrase="四个对照"))
            for n, text in enumerate(FRAMEWORK[self.year], start=1)
        ]
        for source, month, day, about, text in OPINIONS[self.year]:
            on = date(self.year, month, day)
            self._create(Opinion(source=source, collected_on=on, about=about, text=text))
        for row in PROBLEMS[self.year]:
            self.problems[str(row["key"])] = self._problem(row, framework)
        causes = [self._cause(*row) for row in CAUSES[self.year]]
        measures = [self._measure(causes, *row) for row in MEASURES[self.year]]
        for row in ITEMS[self.year]:
            self._item(row, measures)
        return self.problems

    def _place(self, record):
        record.branch, record.year = self.world.branch, self.year
        for name, value in self.stamp.items():
            setattr(record, name, value)
        return record

    def _create(self, record):
        return records.create(self._place(record), by=self.world.secretary)

    def _problem(self, row: dict, framework: list[FrameworkItem]) -> Problem:
        problem = Problem(
            framework_item=framework[row["framework"]],
            order=len(self.problems) + 1,
            title=row["title"],
            description=row["description"],
            typical_case=row.get("case", ""),
            owner="COMMITTEE",
            is_main=row["main"],
            condensed=row.get("condensed", ""),
            sources=row["sources"],
        )
        add_problem(self._place(problem), points=row["points"], by=self.world.secretary)
        if row.get("repeats"):
            confirm_repeat(problem=problem, previous=self.earlier[row["repeats"]], by=self.world.secretary)
        return problem

    def _cause(self, title: str, text: str, keys: list[str]) -> Cause:
        problems = [self.problems[key] for key in keys]
        cause = self._place(Cause(title=title, text=text, order=0))
        return add_answer(cause, problems=problems, by=self.world.secretary)

    def _measure(
        self, causes: list[Cause], title: str, text: str, keys: list[str], numbers: list[int]
    ) -> Measure:
        return add_answer(
            self._place(Measure(title=title, text=text, order=0)),
            problems=[self.problems[key] for key in keys],
            causes=[causes[number] for number in numbers],
            by=self.world.secretary,
        )

    def _item(self, row: dict, measures: list[Measure]) -> None:
        world = self.world
        item = RectificationItem(
            problem=self.problems[row["problem"]],
            measure=measures[row["measure"]] if row["measure"] is not None else None,
            content=row["content"],
            goal=row["goal"],
            mode=row["mode"],
            leader=world.person(row["leader"]),
            responsible=world.person(row["responsible"]),
            due_on=date(*row["due"]),
            criterion=row["criterion"],
        )
        add_item(self._place(item), by=world.secretary)
        for day, text in row["progress"]:
            if date(*day) < world.today:
                log_progress(item=item, text=text, by=world.secretary, on=date(*day))
        if row.get("extended"):
            on, until, reason = row["extended"]
            extend(world, item, date(*on), date(*until), reason)
        self._hand_in(item, row)

    def _hand_in(self, item: RectificationItem, row: dict) -> None:
        """Submitted by one person, judged by another, as the rules want it."""
        world = self.world
        judged = row.get("closed") or row.get("judged")
        submitted = row.get("submitted") or judged
        if not submitted or date(*submitted) >= world.today:
            if row["result"] and not submitted:
                with records.audited(item, by=world.secretary):
                    item.result = row["result"]
            return
        by, judge = self._pair(row["responsible"])
        evidence = world.evidence_until(date(*submitted))
        submit_item(item=item, result=row["result"], by=by, on=date(*submitted), evidence=evidence)
        if row.get("closed"):
            close_item(item=item, by=judge, on=date(*row["closed"]))
        elif row.get("kept"):
            keep_item(item=item, review_on=date(*row["kept"]), by=judge, on=date(*judged))

    def _pair(self, responsible: str) -> tuple[User, User]:
        users = self.world.users
        judge = users["jijian"] if responsible != "周立群" else users["zuzhi"]
        return users["shuji"], judge
