"""Two texts beside each other: every paragraph accounted for, words in and out, moves and figures."""

import random
from itertools import combinations

import pytest

from reports.versions.comparing import Figure, Kind, compare, in_order, rows_of, stretches_of


def text(*sections) -> list[dict]:
    """Sections as (kind, heading, [paragraphs])."""
    return [
        {"kind": kind, "heading": heading, "paragraphs": [["", words] for words in paragraphs]}
        for kind, heading, paragraphs in sections
    ]


WORK = "召开支委会12次，研究重点工作30项。"
LIFE = "办实事8件，服务职工160人次，解决了夜班用餐难。"
DAY = "主题党日每月一次，地点相对固定，党员按时参加。"


def told(compared) -> list[tuple[str, str]]:
    return [(one.words, one.row.text) for one in compared.differences if not one.is_same]


def test_words_go_out_and_come_in_with_whole_numbers():
    parts = stretches_of("召开支委会12次，学习3次。", "召开支委会13次，集中学习3次。")
    assert [(p.text, p.is_struck, p.is_new) for p in parts if p.is_struck or p.is_new] == [
        ("12", True, False),
        ("13", False, True),
        ("集中", False, True),
    ]


def test_tells_added_removed_and_rewritten_paragraphs():
    old = text(("work", "一年来工作", [WORK, LIFE, DAY]))
    new = text(("work", "一年来工作", [WORK.replace("12", "13"), DAY, "另建党员先锋岗5个，覆盖全部班组。"]))
    compared = compare(old, new)
    assert told(compared) == [
        ("改动", WORK.replace("12", "13")),
        ("删去", LIFE),
        ("新增", "另建党员先锋岗5个，覆盖全部班组。"),
    ]
    assert compared.figures == (Figure("一、一年来工作", "12次", "13次"),)
    assert compared.counts == [("改动", 1), ("新增", 1), ("删去", 1)]


def test_a_paragraph_that_moved_is_told_as_moved():
    old = text(("work", "一年来工作", [WORK, LIFE, DAY]), ("problems", "主要问题", ["学用脱节。"]))
    new = text(("work", "一年来工作", [DAY, WORK, LIFE]), ("problems", "主要问题", ["学用脱节。"]))
    compared = compare(old, new)
    assert told(compared) == [("移动", DAY)]
    assert compared.differences[0].came_from == "一、一年来工作"
    elsewhere = text(
        ("work", "一年来工作", [WORK, DAY]),
        ("problems", "主要问题", ["学用脱节。", LIFE.replace("8件", "9件")]),
    )
    assert told(compare(old, elsewhere)) == [("移动并改动", LIFE.replace("8件", "9件"))]


def test_a_changed_fact_is_told_once_and_a_heading_too():
    old = text(("work", "一年来工作", [WORK]))
    new = text(("work", "2025年工作情况", [WORK.replace("12", "13")]))
    compared = compare(old, new, [Figure("支委会次数", "12", "13")])
    assert compared.figures == (Figure("支委会次数", "12", "13"),)
    assert compared.headings == (Figure("部分标题", "一年来工作", "2025年工作情况"),)
    assert compare(old, old).is_same


@pytest.mark.parametrize("seed", range(20))
def test_accounts_for_every_paragraph_and_every_word(seed):
    """Both texts are read back from what is told of them, at random edits; what stood still in both is no change."""
    chance = random.Random(seed)
    pool = [WORK, LIFE, DAY, "学用脱节。", "督促不够，有的任务拖了两个月。", "谈心谈话46次。", ""]
    old = text(*[(kind, kind, chance.choices(pool, k=4)) for kind in ("work", "problems")])
    new = text(*[(one["kind"], one["heading"], [p for _, p in one["paragraphs"]]) for one in old])
    for _ in range(chance.randrange(1, 6)):
        paragraphs = chance.choice(new)["paragraphs"]
        place = chance.randrange(len(paragraphs) + 1)
        act = chance.choice(["add", "drop", "edit", "move"])
        if act == "add":
            paragraphs.insert(place, ["", "新写的" + chance.choice(pool)])
        elif paragraphs and act == "drop":
            paragraphs.pop(place - 1)
        elif paragraphs and act == "edit":
            paragraphs[place - 1][1] = paragraphs[place - 1][1].replace("次", "回") + "补一句。"
        elif paragraphs:
            chance.choice(new)["paragraphs"].append(paragraphs.pop(place - 1))
    compared = compare(old, new)
    assert [one.new for one in compared.differences if one.new] == rows_of(new)
    assert sorted(map(repr, (one.old for one in compared.differences if one.old))) == sorted(
        map(repr, rows_of(old))
    )
    for one in compared.differences:
        assert "".join(p.text for p in one.stretches if not p.is_new) == (one.old.text if one.old else "")
        assert "".join(p.text for p in one.stretches if not p.is_struck) == (one.new.text if one.new else "")
        assert (one.kind == Kind.SAME) == bool(one.old and one.new and one.old.text == one.new.text)
    assert [one for block in compared.blocks for one in block.differences] == list(compared.differences)


@pytest.mark.parametrize("seed", range(10))
def test_as_few_paragraphs_as_possible_are_told_as_moved(seed):
    """Against every way of leaving some out, tried one by one."""
    chance = random.Random(seed)
    order = chance.sample(range(7), 7)
    stays = in_order(dict(enumerate(order)))
    assert [order[a] for a in sorted(stays)] == sorted(order[a] for a in stays)
    most = max(
        size
        for size in range(8)
        for kept in combinations(range(7), size)
        if [order[a] for a in kept] == sorted(order[a] for a in kept)
    )
    assert len(stays) == most
