"""What proof-reading finds: eight faults of each kind, none in clean text."""

import pytest

from documents.proofreading.check import proofread
from documents.proofreading.text import Known, Line, Topic

KNOWN = Known(
    year=2025,
    figures={"党员大会": ("次", "4"), "支委会": ("次", "12"), "主题党日": ("次", "12"), "党课": ("次", "5")},
    names={"林试一", "周试二", "何试三"},
    posts={"书记": ["林试一"], "组织委员": ["何试三"]},
    terms={"甲公司二处": "甲公司第二工程处"},
)

SEEDED = {
    Topic.DOUBLED: [
        "充分发挥发挥引领作用。",
        "认真落实落实上级要求。",
        "组织党员党员学习。",
        "提高了了思想认识。",
        "支部的的工作扎实。",
        "在在施工一线。",
        "开展主题党日主题党日活动。",
        "完善完善制度。",
    ],
    Topic.MARKS: [
        "针对.疫情形势变化，及时部署。",
        "认真学习,深入研讨。",
        "作用明显。。",
        "支部，，党员都参加。",
        "落实责任；。",
        "，党支部认真落实。",
        "组织 学习了文件。",
        "开展学习**教育**。",
        "学习党章:第一章。",
    ],
    Topic.PAIRS: [
        "学习《党章等文件。",
        "学习党章》等文件。",
        "落实“三会一课制度。",
        "落实三会一课”制度。",
        "评选先进（共三名。",
        "评选先进共三名）。",
        "【已整改的事项。",
        "学习《条例《细则》。",
    ],
    Topic.PLACEHOLDER: [
        "推动XX工程建设。",
        "推动XXX工程建设。",
        "到××单位调研。",
        "参加【待补充：人数】。",
        "参加＿＿人。",
        "由某某负责。",
        "xx党支部。",
        "召开____次会议。",
    ],
    Topic.NUMBERING: [
        "1、认真学习。",
        "2，认真学习。",
        "一.工作情况",
        "二,工作情况",
        "（一）、学习。",
        "(一)学习。",
        "（1）、学习。",
        "一是抓学习。三是抓落实。",
    ],
    Topic.VAGUE: [
        "多次到职工家中走访。",
        "先后多次开展检查。",
        "召开党员大会若干次。",
        "多次召开支委会研究。",
        "开展主题党日多次。",
        "数次组织慰问。",
        "完成多项任务。",
        "整改问题多件。",
    ],
    Topic.FIGURE: [
        "召开党员大会3次。",
        "召开支委会11次。",
        "开展主题党日10次。",
        "组织学习，党课6次。",
        "一年来，支委会9次。",
        "全年情况：党员大会5次、支委会12次。",
        "会议有党员大会4次、支委会13次。",
        "举办党课4次。",
    ],
    Topic.DATE: [
        "2月30日召开会议。",
        "13月5日开会。",
        "6月31日检查。",
        "4月31日学习。",
        "2019年3月7日召开会议。",
        "2015年6月1日成立。",
        "9月31日。",
        "0月5日。",
    ],
    Topic.PERSON: [
        "书记周试二主持会议。",
        "组织委员林试一带头学习。",
        "书记王大锤同志讲党课。",
        "组织委员赵无名牵头落实。",
        "书记何试三讲党课。",
        "书记孙不在主持会议。",
        "组织委员周试二负责台账。",
        "书记钱没有带头。",
    ],
    Topic.TERM: [
        "做到二个维护。",
        "增强4个意识。",
        "坚持三会一科。",
        "开展主体党日。",
        "落实一岗双则。",
        "加强意识型态工作。",
        "建强战斗保垒。",
        "到甲公司二处调研。",
    ],
    Topic.DECIMALS: [
        f"到会率{one}%，完成率{other}%。"
        for one, other in (
            ("93.6", "95.25"),
            ("90.1", "88.88"),
            ("12.3", "45.67"),
            ("1.5", "2.55"),
            ("99.9", "99.99"),
            ("50.5", "60.66"),
            ("7.1", "8.12"),
            ("3.3", "4.44"),
        )
    ],
    Topic.DIGITS: [
        "召开会议１２次。",
        "参加３人。",
        "２０２５年度。",
        "完成率９５％。",
        "１.学习。",
        "第３季度。",
        "共８件。",
        "投入５０万元。",
    ],
}

CLEAN = [
    "党支部认真落实上级工作部署，每月组织集中学习和专题讨论，增强了党员的党性观念。",
    "1.抓实理论武装。召开党员大会4次、支委会12次，学习《中国共产党章程》和条例。",
    "（一）坚持问题导向，落实党建工作责任；结合实际开展办实事、解难题活动。",
    "6月26日，书记林试一讲党课，21名党员参加，到会率93.6%，学习完成率100%。",
    "一是争创意识不强。二是创新动力不足。三是管理缺乏有效手段。",
    "组织党员讨论“怎样当先锋”（分三个专题），大家一致认为要立足岗位、一步一步做好工作。",
    "组织委员何试三同志带头整理台账，2025年3月7日前完成，整改问题5件。",
    "一、上年度组织生活会整改情况",
    "坚持把纪律和规矩挺在前面，人人讲责任，事事有着落，件件有回音。",
    "在“双节”、中秋等节点开展廉政提醒4次，未发现违规问题，做到警钟长鸣。",
]


def topics(text: str) -> set[Topic]:
    return {remark.topic for remark in proofread([Line(text)], KNOWN)}


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic, texts in SEEDED.items() for text in texts]
)
def test_finds_a_fault_with_its_place_and_reason(topic, text):
    remarks = [one for one in proofread([Line(text)], KNOWN) if one.topic == topic]
    assert remarks
    assert all(one.text in text or topic == Topic.NUMBERING for one in remarks)
    assert all(one.reason for one in remarks)


@pytest.mark.parametrize("text", CLEAN)
def test_finds_nothing_in_clean_text(text):
    assert proofread([Line(text)], KNOWN) == []


def test_following_every_suggestion_leaves_nothing_of_that_kind_to_suggest():
    for topic in (Topic.DOUBLED, Topic.TERM, Topic.DIGITS, Topic.FIGURE):
        for text in SEEDED[topic]:
            for remark in proofread([Line(text)], KNOWN):
                if remark.topic == topic:
                    text = text.replace(remark.text, remark.suggestion, 1)
            assert topic not in topics(text)


def report(*paragraphs: str) -> list[Line]:
    return [
        Line("一、工作情况", "一、工作情况", is_heading=True),
        *(Line(text, "一、工作情况") for text in paragraphs),
    ]


def test_finds_a_sentence_written_twice_in_two_sections():
    again = Line("理论学习不够系统，也不够深入。", "四、主要问题")
    (remark,) = proofread([*report("理论学习不够系统，也不够深入。", "其他工作。"), again], KNOWN)
    assert (remark.topic, remark.line) == (Topic.REPEATED, 3)
    assert "一、工作情况" in remark.reason


def test_finds_numbers_out_of_order_and_a_thin_section():
    lines = [
        *report("1.学习。", "2.落实。", "4.检查。"),
        Line("二、打算", "二、打算", is_heading=True),
        Line("继续努力。", "二、打算"),
    ]
    assert [(one.topic, one.line) for one in proofread(lines, KNOWN)] == [
        (Topic.NUMBERING, 3),
        (Topic.WEIGHT, 4),
    ]


def test_finds_what_is_like_last_year_and_what_is_not_linked():
    text = (
        "党支部围绕断层破碎带和富水段施工，把党员力量放在难点工序上，组织攻关小组逐项研究方案，轮流跟班值守，"
        "解决了围岩自稳差的难题，形成了可以推广的做法，职工的安全感和工效都有提高，得到了各个作业队的认可。"
    )
    known = Known(last_year=[text.replace("十", "九")], unlinked=["主要问题“学用脱节”还没有分析原因"])
    found = [one.topic for one in proofread(report(text.replace("难题", "问题"), "另有其他工作。"), known)]
    assert found == [Topic.LAST_YEAR, Topic.UNLINKED]


@pytest.mark.parametrize(
    "text", [one for texts in SEEDED.values() for one in texts if len(one) > 11 and "。" not in one[:-1]][:8]
)
def test_a_sentence_in_two_sections_is_found_whatever_it_says(text):
    whole = f"党支部{text.rstrip('。')}。"
    remarks = proofread([*report(whole, "其他工作。"), Line(whole, "四、主要问题")], KNOWN)
    assert [one.line for one in remarks if one.topic == Topic.REPEATED] == [3]


@pytest.mark.parametrize("text", CLEAN[:2] + CLEAN[4:7] + CLEAN[8:])
def test_a_paragraph_of_last_year_is_found_whatever_it_says(text):
    long = (
        f"{text}党支部把力量放在难点工序上，组织攻关小组逐项研究方案，轮流跟班值守，形成了可以推广的做法。"
        * 2
    )
    again = long.replace("研究", "讨论", 1)
    assert Topic.LAST_YEAR in {one.topic for one in proofread(report(again), Known(last_year=[long]))}
    assert Topic.LAST_YEAR not in {
        one.topic for one in proofread(report(again), Known(last_year=["别的话。" * 30]))
    }


@pytest.mark.parametrize("number", range(8))
def test_each_thing_that_is_not_linked_is_told(number):
    known = Known(unlinked=[f"主要问题“第{n}个”还没有分析原因" for n in range(number + 1)])
    told = [
        one.reason + one.text
        for one in proofread(report("学习。", "落实。"), known)
        if one.topic == Topic.UNLINKED
    ]
    assert len(told) == number + 1
    assert f"第{number}个" in "".join(told)


@pytest.mark.parametrize(
    "thin", ["", "继续努力。", "没有。", "抓好落实。", "同上。", "略。", "见附件。", "按要求办。"]
)
def test_a_section_of_one_sentence_or_none_is_told(thin):
    lines = [*report("认真学习。抓好落实。", "组织检查。"), Line("二、打算", "二、打算", is_heading=True)]
    lines += [Line(thin, "二、打算")] if thin else []
    assert Topic.WEIGHT in {one.topic for one in proofread(lines, Known())}


@pytest.mark.parametrize(("length", "told"), [(5, True), (60, False), (200, True)])
def test_a_section_of_another_length_than_agreed_is_told(length, told):
    head = Line("一、工作情况", "一、工作情况", is_heading=True, kind="work")
    body = Line(("学习。" * (length // 3 + 1))[:length] + "。落实。", "一、工作情况")
    remarks = proofread([head, body], Known(lengths={"work": (30, 100)}))
    assert any("本单位定为 30–100 字" in one.reason for one in remarks) is told
    other = Known(lengths={"causes": (1000, 2000)})
    assert not any("本单位定为" in one.reason for one in proofread([head, body], other))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("第二工程处", "某公司第二工程处"),
        ("二处", "二处（本部）"),
        ("项目部", "甲项目部乙工区"),
        ("甲甲", "甲甲甲甲"),
    ],
)
def test_the_standard_words_are_not_said_to_be_wrong_again(wrong, right):
    known = Known(terms={wrong: right})
    (remark,) = [one for one in proofread([Line(f"到{wrong}去。")], known) if one.topic == Topic.TERM]
    assert remark.suggestion == right
    followed = [one for one in proofread([Line(f"到{right}去。")], known) if one.topic == Topic.TERM]
    assert followed == []
