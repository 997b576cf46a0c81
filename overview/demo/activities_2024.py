"""Work areas and activities of the project branch in 2024, in the form of `activities_2025`."""

from .world import LEADERS, YOUNG

AREAS = [
    ("加强理论学习和纪律教育", "", ["joint", "red_base"], ["STUDY", "LECTURE", "THEME_DAY"]),
    (
        "落实党建工作责任",
        "",
        ["relay", "rules_made", "quarter_star", "double_duty", "pledge"],
        ["ASSEMBLY", "COMMITTEE", "GROUP", "LIFE", "APPRAISAL"],
    ),
    ("服务隧道建设", "", ["project", "inspection"], []),
    ("落实党风廉政建设责任", "", ["case_study", "reminder", "integrity_talk", "risk", "self_check"], []),
    (
        "关心关爱职工",
        "",
        ["service", "visit", "mood", "publicity", "ideology_review", "ideology_front", "vanguard"],
        [],
    ),
]

ACTIVITIES = [
    (
        "joint",
        5,
        17,
        "与公司机关党支部开展结对共建，交流党员积分之外的激励办法，决定改用事迹讲评。",
        {"partner": "公司机关党支部", "segments": ["STUDY", "DISCUSSION"]},
        (*LEADERS, *YOUNG),
    ),
    (
        "red_base",
        7,
        1,
        "到云溪烈士陵园重温入党誓词。",
        {"base": "云溪烈士陵园", "segments": ["VISIT", "OATH"]},
        (),
    ),
    (
        "relay",
        4,
        22,
        "传达党纪学习教育安排。",
        {
            "document": "关于开展党纪学习教育的通知",
            "issuer": "岭岳建设公司党委",
            "received_on": (2024, 4, 15),
            "result": "完成集中学习六次",
        },
        LEADERS,
    ),
    (
        "relay",
        8,
        7,
        "传达公司党委半年会议精神。",
        {
            "document": "公司党委半年工作会议精神",
            "issuer": "岭岳建设公司党委",
            "received_on": (2024, 8, 1),
            "result": "五项任务完成",
        },
        LEADERS,
    ),
    (
        "rules_made",
        3,
        27,
        "党员大会通过党员责任区管理办法。",
        {"name": "党员责任区管理办法", "action": "MADE"},
        (),
    ),
    (
        "project",
        6,
        14,
        "围绕洞口段浅埋偏压开展技术攻关，采用半明半暗进洞方案。",
        {"topic": "洞口浅埋段进洞", "leader": "罗志远", "outcome": "提前18天进洞"},
        ("罗志远", "孟堃", "彭立"),
    ),
    (
        "inspection",
        6,
        20,
        "安全月联合检查。",
        {
            "units": "掘进一队、衬砌队",
            "inspectors": ["孟堃", "彭立"],
            "subject": "安全月综合检查",
            "found": 11,
            "fixed": 11,
        },
        (),
    ),
    (
        "inspection",
        11,
        15,
        "冬季施工检查。",
        {"units": "掘进二队、拌和站", "inspectors": ["孟堃"], "subject": "冬季施工", "found": 7, "fixed": 7},
        (),
    ),
    *[
        ("case_study", month, 10, "", {"case": case}, ())
        for month, case in [
            (2, "节日收受礼金案"),
            (4, "违规报销案"),
            (6, "验工计价造假案"),
            (8, "私设小金库案"),
            (9, "违规吃喝案例"),
            (12, "失职渎职案例"),
        ]
    ],
    ("reminder", 2, 5, "", {"occasions": ["NEW_YEAR"], "form": "MEETING", "scope": "全体党员"}, ()),
    (
        "reminder",
        9,
        13,
        "",
        {"occasions": ["MID_AUTUMN", "NATIONAL_DAY"], "form": "GROUP_MESSAGE", "scope": "全体党员"},
        (),
    ),
    (
        "integrity_talk",
        6,
        18,
        "",
        {
            "talker": "林松涛",
            "counterpart": "周立群",
            "duties": "物资采购监督",
            "points": "守住底线，管好身边人",
        },
        (),
    ),
    *[
        (
            "risk",
            month,
            24,
            "",
            {"quarter": str(month // 3), "point": point, "level": "MIDDLE", "measures": measures},
            LEADERS,
        )
        for month, point, measures in [
            (3, "临时用工结算", "考勤与结算双核对"),
            (9, "油料管理", "加油与里程比对"),
            (12, "年底结算", "集体会审"),
        ]
    ],
    (
        "self_check",
        9,
        20,
        "",
        {
            "batch": "下半年",
            "problem": "派车登记不全",
            "category": "VEHICLE",
            "correction": "补登并专人管理",
            "fixed_on": (2024, 9, 27),
        },
        (),
    ),
    (
        "service",
        5,
        10,
        "为一线工人建临时休息棚。",
        {
            "demand": "洞口没有休息的地方",
            "source": "RAISED",
            "handler": "樊卫东",
            "done_on": (2024, 5, 28),
            "result": "建休息棚2处",
            "beneficiaries": 80,
        },
        (),
    ),
    (
        "service",
        9,
        12,
        "开设职工书屋。",
        {
            "demand": "业余时间没有去处",
            "source": "VISITED",
            "handler": "宋雨桐",
            "done_on": (2024, 10, 8),
            "result": "书屋开放",
            "beneficiaries": 150,
        },
        (),
    ),
    (
        "visit",
        2,
        2,
        "",
        {"targets": "邓广田、侯志军", "reason": "春节慰问困难党员", "visitors": ["林松涛"], "form": "HOME"},
        (),
    ),
    (
        "visit",
        9,
        29,
        "",
        {"targets": "职工小吕", "reason": "父亲病重", "visitors": ["何婉"], "form": "HOME"},
        (),
    ),
    (
        "mood",
        6,
        27,
        "",
        {
            "group": "一线职工",
            "channel": "TALK",
            "signs": "总体平稳",
            "level": "STEADY",
            "responsible": "何婉",
        },
        (),
    ),
    (
        "vanguard",
        5,
        8,
        "",
        {
            "form": "TEAM",
            "name": "断层攻坚队",
            "members": ["孟堃", "罗志远", "方玥"],
            "task": "断层支护和监测",
            "outcome": "安全通过断层",
        },
        (),
    ),
    (
        "ideology_review",
        4,
        17,
        "",
        {
            "topic": "进场初期职工思想引导",
            "judgement": "队伍新，情绪总体平稳",
            "measures": "分班组开展形势教育",
        },
        (),
    ),
    (
        "ideology_review",
        10,
        16,
        "",
        {"topic": "节日期间网络舆情", "judgement": "没有发现苗头性问题", "measures": "落实值班和信息核实"},
        (),
    ),
    *[
        ("publicity", month, 21, "", {"headline": headline, "channel": "OFFICIAL_ACCOUNT"}, ())
        for month, headline in [
            (3, "进洞第一炮"),
            (6, "安全月里的红袖标"),
            (9, "夜班的灯"),
            (12, "这一年我们掘进了两公里"),
        ]
    ],
]
PLEDGES: list[tuple[str, str, str, str]] = []
