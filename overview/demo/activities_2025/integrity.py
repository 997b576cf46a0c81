"""Integrity: cases, reminders, talks, risks and self-checks of the project branch in 2025. People are named; () of participants: everyone."""

from ..people_of_note import LEADERS

# (kind, month, day, summary, data, participants)
ACTIVITIES = [
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
        "节前集体提醒并暗访食堂、库房，没有发现违规收送礼品。",
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
                "工程量确认实行三方会签，列为重点监督事项。",
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
