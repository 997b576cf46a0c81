"""Joint activities and visits to revolutionary sites of the project branch in 2025. People are named; () of participants: everyone."""

from ..people_of_note import LEADERS, YOUNG

# (kind, month, day, summary, data, participants)
ACTIVITIES = [
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
        "与驻地武警中队党支部共建，参观荣誉室，开展急救和消防技能教学。",
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
        "在洞口广场面向党旗重温入党誓词，新老党员同台讲入党故事。",
        {"base": "青石岭隧道进口端广场", "segments": ["OATH", "LECTURE"]},
        (),
    ),
]
