"""Work areas and activities of the project branch in 2025."""

from . import construction, education, integrity, people, responsibility

# (name, opening words, kinds of activities, kinds of meetings)
AREAS = [
    (
        "抓实理论武装，推动学用结合",
        "党支部按月排定学习专题，把会议学习、个人自学和现场讨论结合起来。",
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
        "党支部围绕断层破碎带和富水段施工，把党员力量放在难点工序上。",
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
    ("做好思想引领，凝聚队伍人心", "", ["mood", "publicity"], []),
]
ACTIVITIES = [
    row for part in (education, responsibility, construction, integrity, people) for row in part.ACTIVITIES
]
PLEDGES = responsibility.PLEDGES
