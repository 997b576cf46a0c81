"""The report's sentences: exact wording on small data, and only what the records say."""

import random
import re
from datetime import date

import pytest

from activities.kinds import registry
from activities.kinds.statistics import Person, StatContext
from activities.tests.recount import PlainRow, random_context, random_rows

YEAR = StatContext(year=2025, members_on_roll=20)
A, B = {"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}


def row(month=3, people=0, **data):
    return PlainRow(1, date(2025, month, 7), data, frozenset(range(people)))


CASES = {
    "relay": (
        [row(received_on="2025-03-05", result="已办"), row(received_on="2025-03-03")],
        "传达上级文件2件，收文至传达天数的中位数为3天；其中1件已有落实结果，1件尚无落实结果。",
    ),
    "joint": (
        [
            row(partner="甲公司党支部", segments=["STUDY"], people=5),
            row(partner="甲公司党支部、乙社区党支部", segments=["STUDY"], people=3),
        ],
        "与甲公司党支部、乙社区党支部开展共建活动2次，党员参加8人次。",
    ),
    "red_base": (
        [row(base="纪念馆", segments=["VISIT", "OATH"], people=9), row(base="旧址", segments=["VISIT"])],
        "开展红色教育活动2次，其中参观学习2次、重温入党誓词1次，党员参加9人次。",
    ),
    "service": (
        [
            row(demand="修路", source="RAISED", done_on="2025-03-09", beneficiaries=30),
            row(demand="通水", source="FOUND"),
        ],
        "承办实事2件，已办结1件，尚未办结1件，办结事项惠及30人次。",
    ),
    "visit": (
        [row(targets="冯甲、陈乙"), row(targets="冯 甲")],
        "开展走访慰问2次，看望和帮助2人。",
    ),
    "project": (
        [row(topic="支护", outcome="工法"), row(topic="降水")],
        "立项攻关2项，其中1项已形成成果。",
    ),
    "inspection": (
        [row(units="甲队", found=3, fixed=2), row(units="乙队、甲队", found=1)],
        "开展现场检查督导2次，检查2家单位，发现问题4项，已整改2项。",
    ),
    "case_study": ([row(month, case="案") for month in range(1, 13)], "每月开展廉政案例学习，共12次。"),
    "reminder": (
        [row(occasions=["MID_AUTUMN", "NATIONAL_DAY"]), row(occasions=["MAY_DAY"])],
        "在五一、中秋、国庆等节点开展廉政提醒2次。",
    ),
    "integrity_talk": ([row(talker=A, counterpart=B)], "开展廉政谈话1次。"),
    "risk": (
        [row(quarter=str(q), level=level) for q, level in ((1, "HIGH"), (2, "LOW"), (3, "LOW"), (4, "LOW"))],
        "每季度开展廉政风险分析研判，研判风险点4个，其中高风险1个、低风险3个。",
    ),
    "self_check": (
        [
            row(batch="上半年", problem="超面积", category="OFFICE", fixed_on="2025-04-01"),
            row(batch="下半年"),
        ],
        "开展违反中央八项规定精神问题自查2批次，查出问题1件（办公用房1件），已整改。",
    ),
    "mood": (
        [row(level="STEADY"), row(level="WATCH")],
        "开展思想动态分析2次，其中平稳1次、需关注1次，尚未化解1项。",
    ),
    "publicity": (
        [row(channel="WECHAT_GROUP"), row(channel="OFFICIAL_ACCOUNT")],
        "发布宣传内容2条，其中公众号1条、微信群1条。",
    ),
    "vanguard": (
        [
            row(form="AREA", name="台车", members=[A, B], outcome="零故障"),
            row(form="TEAM", name="抢险队", members=[A]),
        ],
        "设立党员责任区1个、党员突击队1个，党员参加3人次。",
    ),
    "ideology_review": ([row(topic="舆情", measures="值守"), row(topic="阵地")], "专题研究意识形态工作2次。"),
    "ideology_front": (
        [row(front="宣传栏", found=1), row(front="宣传栏、微信群", found=0)],
        "检查意识形态阵地2次，涉及阵地2处，发现问题1个。",
    ),
    "quarter_star": (
        [row(quarter="1", winners=[A]), row(quarter="2", winners=[A, B])],
        "在2个季度开展了季度好党员评选，共评出3人次。",
    ),
    "pledge": (
        [row(pledger=A, fulfilment="KEPT"), row(pledger=B, fulfilment="PARTLY")],
        "有2名党员作出岗位目标承诺（在册党员20名），对2份承诺作了点评，其中兑现1份、兑现率50%。",
    ),
    "double_duty": ([row(committee_member=A, inspector=B)], "检查支委履行“一岗双责”情况1次。"),
    "rules_made": ([row(action="MADE"), row(action="REVISED")], "制定制度1项，修订制度1项。"),
}


@pytest.mark.parametrize("code", CASES)
def test_words_the_figures(code):
    rows, expected = CASES[code]
    assert registry.describe(registry.summarise(code, rows, YEAR)) == expected


def test_every_kind_has_a_case():
    assert set(CASES) == {kind.code for kind in registry.all_kinds()}


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_says_nothing_without_records(kind):
    assert registry.describe(registry.summarise(kind.code, [], YEAR)) == ""


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_each_number_in_the_sentence_is_a_figure(kind):
    for seed in range(60):
        chance = random.Random(f"words-{kind.code}-{seed}")
        context = random_context(chance)
        figures = registry.summarise(kind.code, random_rows(kind, chance), context)
        text = registry.describe(figures).replace(context.span, "")
        allowed = {f"{value.value:g}" for value in figures.values.values() if value.value is not None}
        for value in figures.values.values():
            allowed |= {str(value.of)} | {str(number) for _, number in value.parts} | {str(len(value.parts))}
        assert set(re.findall(r"\d+(?:\.\d+)?", text)) <= allowed, text
        assert not text or text.endswith("。")
        assert "None" not in text


def test_claims_every_month_only_when_each_has_one():
    rows = [row(month, case="案") for month in (1, 2, 3, 5)]
    spring = StatContext(year=2025, months_elapsed=5)
    assert (
        registry.describe(registry.summarise("case_study", rows, spring))
        == "有4个月开展了廉政案例学习，共4次。"
    )
    rows.append(row(4, case="案"))
    assert (
        registry.describe(registry.summarise("case_study", rows, spring)) == "每月开展廉政案例学习，共5次。"
    )


def test_names_the_whole_where_posts_are_known():
    people = (Person(1, "甲"), Person(2, "乙"))
    context = StatContext(year=2025, duty_holders=people, committee=people)
    talks = registry.summarise("integrity_talk", [row(talker=A, counterpart=B)], context)
    assert registry.describe(talks) == "开展廉政谈话1次，有分管工作的2名同志中已谈1名。"
    assert talks["talked"].parts == (("甲", 0), ("乙", 1))
    checks = registry.summarise("double_duty", [row(committee_member=A, inspector=B)], context)
    assert registry.describe(checks) == "检查支委履行“一岗双责”情况1次，2名支委中已检查1名。"


def test_a_clean_self_check_and_inspection_say_so():
    checked = registry.summarise("self_check", [row(batch="上半年")], YEAR)
    assert registry.describe(checked).endswith("自查1批次，未查出问题。")
    inspected = registry.summarise("inspection", [row(units="甲队", found=0)], YEAR)
    assert registry.describe(inspected).endswith("检查1家单位，检查中未发现问题。")


BOTH = (Person(1, "甲"), Person(2, "乙"))

SINGLE = [
    ("mood", [row(level="STEADY")], "开展思想动态分析1次，判断为平稳。"),
    ("mood", [row(level="STEADY"), row(level="STEADY")], "开展思想动态分析2次，均判断为平稳。"),
    (
        "risk",
        [row(quarter="1", level="LOW")],
        "在1个季度开展了廉政风险分析研判，研判风险点1个，为低风险。",
    ),
    ("publicity", [row(channel="WECHAT_GROUP")] * 2, "发布宣传内容2条，均在微信群发布。"),
    (
        "red_base",
        [row(base="旧址", segments=["VISIT", "OATH"])],
        "开展红色教育活动1次，内容有参观学习、重温入党誓词。",
    ),
    ("service", [row(done_on="2025-03-09")], "承办实事1件，已办结。"),
    ("service", [row(done_on="2025-03-09")] * 2, "承办实事2件，全部办结。"),
    ("service", [row()], "承办实事1件，尚未办结。"),
    ("service", [row()] * 2, "承办实事2件，均尚未办结。"),
    ("relay", [row(received_on="2025-03-07", result="已办")], "传达上级文件1件；已有落实结果。"),
    ("relay", [row(received_on="2025-03-04")], "传达上级文件1件，收文3天后传达；尚无落实结果。"),
    (
        "relay",
        [row(received_on="2025-03-07", result="已办")] * 2,
        "传达上级文件2件，半数以上在收文当天传达；均已有落实结果。",
    ),
    ("project", [row(outcome="工法")] * 2, "立项攻关2项，均已形成成果。"),
    ("project", [row()], "立项攻关1项。"),
    (
        "inspection",
        [row(units="甲队", found=3, fixed=3)],
        "开展现场检查督导1次，检查1家单位，发现问题3项，已全部整改。",
    ),
    (
        "inspection",
        [row(units="甲队", found=3)],
        "开展现场检查督导1次，检查1家单位，发现问题3项，尚未整改。",
    ),
    (
        "integrity_talk",
        [row(talker=A, counterpart=B), row(talker=B, counterpart=A)],
        "开展廉政谈话2次，有分管工作的2名同志全部谈到。",
    ),
    (
        "double_duty",
        [row(committee_member=A, inspector=B), row(committee_member=B, inspector=A)],
        "检查支委履行“一岗双责”情况2次，2名支委均已检查。",
    ),
]


@pytest.mark.parametrize(("code", "rows", "expected"), SINGLE)
def test_words_a_single_outcome_as_such(code, rows, expected):
    context = StatContext(year=2025, duty_holders=BOTH, committee=BOTH)
    assert registry.describe(registry.summarise(code, rows, context)) == expected
