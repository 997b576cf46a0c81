"""Work areas and activities of the project branch in 2025. People are named; () of participants: everyone."""

from overview.demo import activities_2025_duties as duties
from overview.demo.world import LEADERS, YOUNG

# (kind, month, day, summary, data, participants)
CONSTRUCTION = [
    (
        "project",
        5,
        16,
        "针对断层破碎带围岩自稳差的难题，党员攻关小组提出短进尺、强支护、早封闭的办法，月进尺由二十八米提高到四十五米。",
        {
            "topic": "断层破碎带快速支护",
            "leader": "罗志远",
            "milestones": "5月方案、6月试验段、7月推广",
            "outcome": "月进尺由28米提高到45米，未发生塌方",
        },
        ("罗志远", "孟堃", "方玥", "马䶮", "单国强", "郑长河"),
    ),
    (
        "project",
        8,
        8,
        "富水段涌水量大，攻关小组优化注浆参数，单循环注浆时间缩短六小时。",
        {
            "topic": "富水段注浆堵水",
            "leader": "陈喆",
            "milestones": "8月试验、9月全面应用",
            "outcome": "单循环注浆时间缩短6小时",
        },
        ("陈喆", "罗志远", "钟山", "贺小川", "蓝天佑"),
    ),
    (
        "project",
        10,
        10,
        "围绕二衬平整度组织质量攻关，改进模板加固方式，一次验收合格率达到百分之九十八。",
        {
            "topic": "二衬平整度控制",
            "leader": "方玥",
            "milestones": "10月样板段、12月总结",
            "outcome": "一次验收合格率98%",
        },
        ("方玥", "单国强", "贺小川"),
    ),
    (
        "inspection",
        2,
        27,
        "节后复工检查组查看洞口边坡和临电，当场整改配电箱缺锁等问题。",
        {
            "units": "掘进一队、掘进二队",
            "inspectors": ["孟堃", "周立群"],
            "subject": "节后复工安全",
            "found": 9,
            "fixed": 9,
            "recheck_on": (2025, 3, 4),
        },
        (),
    ),
    (
        "inspection",
        4,
        24,
        "检查衬砌队混凝土养护和高处作业防护。",
        {
            "units": "衬砌队",
            "inspectors": ["罗志远", "方玥"],
            "subject": "质量和高处作业",
            "found": 6,
            "fixed": 6,
            "recheck_on": (2025, 4, 30),
        },
        (),
    ),
    (
        "inspection",
        6,
        12,
        "安全月期间组织瓦斯、火工品和防汛联合检查，向两个队伍下发整改单。",
        {
            "units": "掘进一队、掘进二队、拌和站",
            "inspectors": ["孟堃", "陈喆", "罗志远"],
            "subject": "防汛和火工品",
            "found": 13,
            "fixed": 13,
            "recheck_on": (2025, 6, 20),
        },
        (),
    ),
    (
        "inspection",
        8,
        14,
        "高温时段检查防暑用品发放和错峰作业安排。",
        {
            "units": "衬砌队、拌和站",
            "inspectors": ["何婉", "孟堃"],
            "subject": "防暑降温",
            "found": 4,
            "fixed": 4,
            "recheck_on": (2025, 8, 18),
        },
        (),
    ),
    (
        "inspection",
        11,
        12,
        "检查二号斜井消防和临时用电，要求三天内更换老化线路。",
        {
            "units": "掘进二队",
            "inspectors": ["孟堃", "周立群"],
            "subject": "消防和临时用电",
            "found": 3,
            "fixed": 2,
            "recheck_on": (2025, 11, 20),
        },
        (),
    ),
]

# (kind, month, day, summary, data, participants)
EDUCATION = [
    (
        "joint",
        4,
        18,
        "与设计院隧道所党支部开展联合学习，围绕断层段超前地质预报交流做法，商定每周互通一次预报结论。",
        {"partner": "设计院隧道所党支部", "segments": ["STUDY", "TECHNICAL"]},
        (*LEADERS, *YOUNG, "罗志远"),
    ),
    (
        "joint",
        8,
        1,
        "与武警中队共建，学急救和消防。",
        {"partner": "驻地武警中队党支部", "segments": ["VISIT", "VOLUNTEER"]},
        (*LEADERS, *YOUNG, "解春雷", "樊卫东"),
    ),
    (
        "joint",
        10,
        24,
        "与监理部党支部联合检查贯通段质量，现场研讨初支平整度控制，形成五条共同措施。",
        {"partner": "青石岭监理部党支部", "segments": ["DISCUSSION", "TECHNICAL"]},
        (*LEADERS, "罗志远", "方玥", "单国强"),
    ),
    (
        "red_base",
        4,
        3,
        "组织党员到云溪烈士陵园敬献花篮，听老战士后代讲述护路往事，现场谈体会。",
        {"base": "云溪烈士陵园", "segments": ["VISIT", "DISCUSSION"]},
        (),
    ),
    (
        "red_base",
        7,
        1,
        "在洞口广场重温入党誓词，讲入党故事。",
        {"base": "青石岭隧道进口端广场", "segments": ["OATH", "LECTURE"]},
        (),
    ),
]

# (kind, month, day, summary, data, participants)
INTEGRITY = [
    *[
        ("case_study", month, 9, "", {"case": case}, ())
        for month, case in [
            (1, "虚列劳务费套取资金案"),
            (3, "违规接受宴请案例通报"),
            (4, "物资验收弄虚作假案"),
            (5, "公车私用典型案例"),
            (6, "招标围标串标案"),
            (7, "侵占食堂经费案"),
            (9, "节日违规收礼案例"),
            (10, "虚报工程量案"),
            (11, "利用职权指定分包案"),
            (12, "年底突击花钱案例"),
        ]
    ],
    (
        "reminder",
        1,
        24,
        "",
        {"occasions": ["NEW_YEAR"], "form": "MEETING", "scope": "全体党员和部门负责人"},
        (),
    ),
    ("reminder", 4, 29, "", {"occasions": ["MAY_DAY"], "form": "GROUP_MESSAGE", "scope": "全体党员"}, ()),
    ("reminder", 5, 29, "", {"occasions": ["DRAGON_BOAT"], "form": "NOTICE", "scope": "各部门、各队伍"}, ()),
    (
        "reminder",
        9,
        28,
        "节前集体提醒并暗访食堂、库房。",
        {"occasions": ["MID_AUTUMN", "NATIONAL_DAY"], "form": "MEETING", "scope": "项目班子和重点岗位"},
        (),
    ),
    *[
        (
            "integrity_talk",
            month,
            day,
            "",
            {"talker": "林松涛", "counterpart": name, "duties": duties, "points": points},
            (),
        )
        for month, day, name, duties, points in [
            (3, 12, "周立群", "党风廉政建设、物资采购监督", "监督要敢于碰硬，询价记录要完整"),
            (5, 14, "孟堃", "安全生产、青年工作", "不得在分包队伍考核中讲人情"),
            (8, 20, "何婉", "组织发展、党员教育管理", "接待、用房从严把关"),
            (11, 18, "陈喆", "宣传和意识形态工作", "宣传经费专款专用"),
        ]
    ],
    *[
        (
            "risk",
            month,
            23,
            conclusion,
            {
                "quarter": str(month // 3),
                "point": point,
                "level": level,
                "measures": measures,
                "conclusion": conclusion,
            },
            LEADERS,
        )
        for month, point, level, measures, conclusion in [
            (3, "零星物资采购询价", "MIDDLE", "三家比价、双人签字", "零星采购风险可控，询价资料需要补齐。"),
            (6, "食堂原材料验收", "MIDDLE", "双人验收、每周公示", "食堂验收签字补签问题已经纠正。"),
            (
                9,
                "分包工程量确认",
                "HIGH",
                "测量、工程、合同三方会签",
                "列为重点监督事项。",
            ),
            (12, "废旧物资处置", "LOW", "集中处置、过磅留影", "废旧物资处置流程清楚，继续执行。"),
        ]
    ],
    *[
        (
            "self_check",
            *day,
            "",
            {
                "batch": batch,
                "problem": problem,
                "category": category,
                "correction": correction,
                "fixed_on": fixed,
            },
            (),
        )
        for day, batch, problem, category, correction, fixed in [
            ((4, 12), "第1批", "食堂采购台账登记不全", "CANTEEN", "补齐台账并指定专人登记", (2025, 4, 20)),
            ((4, 12), "第1批", "接待审批单缺公函", "RECEPTION", "补齐公函，今后先审批后接待", (2025, 4, 22)),
            ((6, 3), "第2批", "一间办公用房标识缺失", "OFFICE", "重新核定面积并挂牌", (2025, 6, 5)),
            ((6, 3), "第2批", "公务用车派车单填写不规范", "VEHICLE", "统一派车单样式", (2025, 6, 10)),
            ((9, 11), "第3批", "会议材料重复印发", "FORMALISM", "会议材料改为电子版", (2025, 9, 15)),
        ]
    ],
]

# (kind, month, day, summary, data, participants)
PEOPLE = [
    (
        "service",
        2,
        20,
        "在洞口增设两处热水供应点，夜班职工随时能喝上热水。",
        {
            "demand": "夜班喝不上热水",
            "source": "RAISED",
            "handler": "侯志军",
            "done_on": (2025, 2, 26),
            "result": "增设热水点2处",
            "beneficiaries": 120,
        },
        (),
    ),
    (
        "service",
        3,
        14,
        "协调医院到工地体检，为一线职工建立健康档案。",
        {
            "demand": "职工体检不方便",
            "source": "VISITED",
            "handler": "何婉",
            "done_on": (2025, 3, 28),
            "result": "体检136人",
            "beneficiaries": 136,
        },
        (),
    ),
    (
        "service",
        5,
        23,
        "为协作队伍宿舍加装空调和晾衣棚。",
        {
            "demand": "宿舍闷热、衣服没处晾",
            "source": "RAISED",
            "handler": "解春雷",
            "done_on": (2025, 6, 15),
            "result": "加装空调24台、晾衣棚3处",
            "beneficiaries": 96,
        },
        (),
    ),
    (
        "service",
        7,
        18,
        "开办职工子女暑期托管班，党员轮流辅导功课。",
        {
            "demand": "暑期孩子没人看管",
            "source": "RAISED",
            "handler": "宋雨桐",
            "done_on": (2025, 8, 25),
            "result": "托管职工子女17名",
            "beneficiaries": 17,
        },
        ("宋雨桐", "方玥", "仇敏"),
    ),
    (
        "service",
        9,
        10,
        "帮助新进职工办理住房公积金和工资卡。",
        {
            "demand": "新职工手续难办",
            "source": "FOUND",
            "handler": "仇敏",
            "done_on": (2025, 9, 19),
            "result": "集中办理18人",
            "beneficiaries": 18,
        },
        (),
    ),
    (
        "service",
        10,
        30,
        "维修通往附近村庄的便道，方便村民秋收运粮。",
        {
            "demand": "施工便道损坏影响村民出行",
            "source": "RAISED",
            "handler": "樊卫东",
            "done_on": (2025, 11, 8),
            "result": "修补便道600米",
            "beneficiaries": 210,
        },
        ("樊卫东", "郑长河", "单国强"),
    ),
    (
        "service",
        11,
        21,
        "二号斜井供水改造正在进行。",
        {"demand": "斜井生活用水不足", "source": "VISITED", "handler": "曾庆余"},
        (),
    ),
    *[
        ("visit", *day, "", {"targets": targets, "reason": reason, "visitors": visitors, "form": form}, ())
        for day, targets, reason, visitors, form in [
            ((1, 20), "邓广田、侯志军", "春节前看望患病和困难党员", ["林松涛", "何婉"], "HOME"),
            ((1, 22), "退休职工老梁、退休职工老夏", "看望退休职工", ["林松涛", "周立群"], "HOME"),
            ((3, 7), "邓广田", "住院手术后探望", ["何婉", "郑长河"], "HOSPITAL"),
            ((4, 25), "职工小袁", "工伤恢复期探望", ["孟堃"], "HOME"),
            ((6, 28), "老党员郑长河、老党员曾庆余", "七一前慰问", ["林松涛", "陈喆"], "HOME"),
            ((7, 25), "掘进工班、衬砌工班", "高温慰问", ["林松涛", "何婉", "孟堃"], "WORKSITE"),
            ((8, 22), "邓广田", "送帮扶款", ["何婉"], "AID"),
            ((10, 8), "富水段值守人员", "节日值守慰问", ["林松涛", "周立群"], "WORKSITE"),
            ((12, 19), "侯志军", "家庭困难帮扶", ["何婉"], "AID"),
        ]
    ],
    *[
        (
            "mood",
            *day,
            "",
            {
                "group": group,
                "channel": channel,
                "signs": signs,
                "level": level,
                "remedy": remedy,
                "responsible": who,
                "resolved_on": resolved,
            },
            (),
        )
        for day, group, channel, signs, level, remedy, who, resolved in [
            (
                (3, 28),
                "党员队伍",
                "TALK",
                "总体稳定，临近退休党员关心待遇政策",
                "STEADY",
                "组织政策解读",
                "何婉",
                None,
            ),
            (
                (6, 25),
                "协作队伍工人",
                "VISIT",
                "担心断层段施工安全",
                "WATCH",
                "每日公布监测数据，班前讲清措施",
                "孟堃",
                (2025, 7, 10),
            ),
            (
                (9, 24),
                "新进青年职工",
                "QUESTIONNAIRE",
                "不适应倒班和野外生活",
                "WATCH",
                "结对帮带、调整宿舍",
                "陈喆",
                (2025, 10, 31),
            ),
            (
                (12, 17),
                "全体职工",
                "MEETING",
                "关注年度绩效和春节返乡",
                "STEADY",
                "公开考核办法，统一安排返乡车辆",
                "何婉",
                None,
            ),
        ]
    ],
    (
        "ideology_review",
        3,
        18,
        "",
        {
            "topic": "断层段舆论引导",
            "judgement": "总体平稳，个别职工对工期压力有议论",
            "measures": "每周公布进度和监测数据，支委包班谈心",
        },
        (),
    ),
    (
        "ideology_review",
        9,
        16,
        "",
        {
            "topic": "微信群管理",
            "judgement": "群内信息总体健康，转发不实消息 1 起",
            "measures": "明确群主责任，发布前先核实",
        },
        (),
    ),
    *[
        ("publicity", month, 20, "", {"headline": headline, "channel": channel}, ())
        for month, headline, channel in [
            (1, "洞口的第一堂安全课", "OFFICIAL_ACCOUNT"),
            (2, "留守岗上的党员", "WECHAT_GROUP"),
            (3, "衬砌班长的账本", "OFFICIAL_ACCOUNT"),
            (4, "清明祭扫侧记", "NOTICE_BOARD"),
            (5, "断层面前的攻关小组", "OFFICIAL_ACCOUNT"),
            (6, "一封入党申请书", "WECHAT_GROUP"),
            (7, "誓词声声", "OFFICIAL_ACCOUNT"),
            (8, "三昼夜堵水记", "OFFICIAL_ACCOUNT"),
            (9, "质量通病对照表上墙", "NOTICE_BOARD"),
            (10, "师徒结对十八双", "WECHAT_GROUP"),
            (11, "消防演练图文", "NOTICE_BOARD"),
            (12, "贯通前夜", "OFFICIAL_ACCOUNT"),
        ]
    ],
]

# (name, opening words, kinds of activities, kinds of meetings)
AREAS = [
    (
        "抓实理论武装，推动学用结合",
        "",
        ["joint", "red_base"],
        ["STUDY", "LECTURE", "THEME_DAY"],
    ),
    (
        "严肃组织生活，压实党建责任",
        "",
        ["relay", "rules_made", "pledge", "quarter_star", "double_duty"],
        ["ASSEMBLY", "COMMITTEE", "GROUP", "LIFE", "APPRAISAL"],
    ),
    (
        "融入施工生产，攻坚克难建功",
        "",
        ["project", "inspection"],
        [],
    ),
    (
        "强化正风肃纪，守牢廉洁底线",
        "",
        ["case_study", "reminder", "integrity_talk", "risk", "self_check"],
        [],
    ),
    ("心系职工群众，办好实事好事", "", ["service", "visit"], []),
    ("做好思想引领，凝聚队伍人心", "", ["mood", "publicity", "ideology_review", "ideology_front"], []),
]

ACTIVITIES = [*EDUCATION, *duties.RESPONSIBILITY, *CONSTRUCTION, *INTEGRITY, *PEOPLE]
PLEDGES = duties.PLEDGES
