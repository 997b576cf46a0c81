"""The order of names: surnames by strokes against a table written by hand, compound ones, given names, posts first."""

import random
from datetime import date

import pytest

from branch.members.models import Post
from branch.members.name_order import PaperOrder, stroke_key, without_strokes
from core.testing import count_queries, make_member

# In the order of a ballot: the surname, its first character's strokes, and the first of these
# (1 横, 2 竖, 3 撇, 4 点, 5 折). Written by hand, not from the table that the program reads.
SURNAMES = [
    ("丁", 2, "12"), ("卜", 2, "24"), ("刁", 2, "51"),
    ("于", 3, "112"), ("万", 3, "153"), ("上官", 3, "211"), ("马", 3, "551"),
    ("王", 4, "1121"), ("尤", 4, "1354"), ("毛", 4, "3115"), ("文", 4, "4134"), ("方", 4, "4153"),
    ("尹", 4, "5113"), ("邓", 4, "5452"),
    ("石", 5, "13251"), ("龙", 5, "13534"), ("卢", 5, "21513"), ("叶", 5, "25112"), ("田", 5, "25121"),
    ("史", 5, "25134"), ("白", 5, "32511"), ("冯", 5, "41551"), ("司马", 5, "51251"),
    ("邢", 6, "1132"), ("吉", 6, "1212"), ("毕", 6, "1535"), ("曲", 6, "251221"), ("吕", 6, "251251"),
    ("朱", 6, "3112"), ("任", 6, "3231"), ("华", 6, "3235"), ("向", 6, "3252"), ("齐", 6, "4134"),
    ("江", 6, "4411"), ("汤", 6, "4415"), ("安", 6, "4455"), ("许", 6, "4531"),
    ("苏", 7, "1225"), ("李", 7, "1234"), ("吴", 7, "2511"), ("何", 7, "3212"), ("余", 7, "3411"),
    ("汪", 7, "4411"), ("沈", 7, "4414"), ("宋", 7, "4451"), ("张", 7, "5153"), ("陈", 7, "5215"),
    ("范", 8, "1224"), ("林", 8, "1234"), ("欧阳", 8, "1345"), ("罗", 8, "2522"), ("季", 8, "3123"),
    ("金", 8, "3411"), ("周", 8, "3512"), ("庞", 8, "4131"), ("郑", 8, "4311"),
    ("赵", 9, "1212"), ("胡", 9, "1225"), ("钟", 9, "3111"), ("侯", 9, "3251"), ("洪", 9, "4411"), ("贺", 9, "5325"),
    ("袁", 10, "1212"), ("夏", 10, "1325"), ("钱", 10, "3111"), ("徐", 10, "3323"), ("高", 10, "412512"),
    ("郭", 10, "412515"), ("唐", 10, "4135"),
    ("黄", 11, "1221"), ("萧", 11, "1225"), ("曹", 11, "1251"), ("崔", 11, "2523"), ("梁", 11, "4415"),
    ("彭", 12, "1212"), ("蒋", 12, "1224"), ("韩", 12, "1225"), ("曾", 12, "4325"),
    ("雷", 13, "1452"), ("蔡", 14, "1223"), ("潘", 15, "4413"), ("戴", 17, "1212"),
]  # fmt: skip


@pytest.mark.parametrize(("surname", "count", "first"), SURNAMES)
def test_counts_and_first_strokes_of_a_surname(surname, count, first):
    strokes, order, _ = stroke_key(surname)[0][0]
    assert (strokes, order[: len(first)]) == (count, first)


def test_surnames_stand_as_on_a_ballot():
    names = [f"{surname}一" for surname, *_ in SURNAMES]
    assert len(names) >= 60
    shuffled = random.Random(60).sample(names, len(names))
    assert sorted(shuffled, key=stroke_key) == names


def test_equal_surnames_go_by_the_following_characters():
    names = ["王一", "王三", "王大川", "王川", "王立", "王立一", "欧三", "欧阳一", "欧阳三", "陈一", "陆一"]
    expected = [
        "王一",
        "王三",
        "王大川",
        "王川",
        "王立",
        "王立一",
        "陆一",
        "陈一",
        "欧三",
        "欧阳一",
        "欧阳三",
    ]
    assert sorted(names, key=stroke_key) == expected


def test_rare_and_unknown_characters():
    assert [stroke_key(one)[0][0][0] for one in ("喆", "堃", "玥", "䶮", "骉")] == [12, 11, 8, 9, 9]
    assert sorted(["𠮷一", "魏一", "Ann", "丁一"], key=stroke_key)[:2] == ["丁一", "魏一"]
    assert without_strokes(["丁一", "𠮷一", ""]) == ["𠮷一"]
    assert sorted(["阿依古丽·买买提", "丁 一"], key=stroke_key) == ["丁 一", "阿依古丽·买买提"]


@pytest.mark.django_db
def test_papers_name_posts_first_as_they_were_on_the_day(cast):
    people = cast.people
    members = [people.member, people.extra1, people.committee, people.group_leader, people.secretary]
    members += [make_member(cast.branch, "丁试十"), people.discipline]
    order = PaperOrder([cast.branch])
    named = [one.name for one in order.of_members(members, date(2024, 5, 1))]
    assert named == ["赵试一", "钱试二", "孙试三", "丁试十", "李试四", "周试五", "郑试1"]
    before = [one.name for one in order.of_members(members, date(2022, 5, 1))]
    assert before == ["丁试十", "孙试三", "李试四", "周试五", "郑试1", "赵试一", "钱试二"]
    Post.objects.create(
        branch=cast.branch,
        member=people.extra1,
        title="GROUP_LEADER",
        group=cast.group,
        starts_on=date(2024, 1, 1),
    )
    with count_queries() as counted:
        order = PaperOrder([cast.branch])
        named = [one.name for one in order.of_members(members, date(2024, 5, 1))]
    assert named[3:5] == ["郑试1", "丁试十"]
    assert len(counted) == 1
