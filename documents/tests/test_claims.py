"""What counts as a claim in a sentence, and what only sounds like one."""

from itertools import pairwise

import pytest

from documents.claims import ClaimKind, claims_of, number_of

NAMES = {"周试一", "林试二"}


def read(text: str) -> list[tuple[str, str]]:
    return [(str(claim.kind), claim.value) for claim in claims_of(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("共自查问题5件。", [("数字", "5件")]),
        ("共自查问题五件。", [("数字", "5件")]),
        ("全年召开十二次会议，１２人参加。", [("数字", "12次"), ("数字", "12人")]),
        ("完成率百分之九十五，比上年高3.5％。", [("数字", "95%"), ("数字", "3.5%")]),
        ("投入一百零五万元。", [("数字", "105万元")]),
        ("6月26日和六月份分别开展。", [("日期", "-6-26"), ("日期", "-6-")]),
        ("2025年3月7日，二〇二四年底。", [("日期", "2025-3-7"), ("日期", "2024--")]),
        ("第三季度和下半年各一次。", [("日期", "Q3"), ("日期", "H下"), ("数字", "1次")]),
        ("学习《党章》和“安全第一”精神。", [("引用", "党章"), ("引用", "安全第一")]),
        ("由周试一牵头，王小明负责。", [("人员", "周试一"), ("人员", "王小明")]),
        ("与甲河社区开展共建。", [("单位、地点", "甲河社区")]),
        ("获省级表彰，评为优秀党员。", [("等次", "省级"), ("等次", "表彰"), ("等次", "优秀党员")]),
    ],
)
def test_reads_what_a_sentence_claims(text, claims):
    assert read(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "一年来，党支部认真落实“三会一课”制度。".replace("“三会一课”", "三会一课"),
        "一是支委作用发挥不好，二是创新不足。",
        "落实一岗双责，整治四风，贯彻八项规定精神。",
        "学习十九届六中全会精神，举一反三。",
        "党支部加强作风建设，上级党委给予指导。",
        "一方面抓学习，另一方面抓落实，一线党员干劲足。",
    ],
)
def test_reads_no_claim_in_standing_words(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("二〇二五", 2025),
        ("三千", 3000),
        ("两", 2),
        ("7", 7),
        ("甲", None),
    ],
)
def test_reads_numbers_in_words(text, value):
    assert number_of(text) == value


def test_reads_nothing_twice():
    text = "2025年3月7日，周试一等12人到《红岩》故居旧址参观，其中3人获一等奖。"
    claims = claims_of(text, NAMES)
    assert all(one.end <= other.start for one, other in pairwise(claims))
    assert {claim.kind for claim in claims} >= {
        ClaimKind.DATE,
        ClaimKind.PERSON,
        ClaimKind.NUMBER,
        ClaimKind.TITLE,
    }
