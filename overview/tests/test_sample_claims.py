"""Section three of a real branch's report, claim by claim: the fact that backs each claim today, on the demo.

The claims are told in our own words. Where the real report says 每月 or 多次, a fact says how often.
"""

from dataclasses import dataclass

import pytest

from branch.organisations.models import Organisation
from core import records
from reports.facts import FactBook
from reports.report.document import SourceRef
from reports.report.models import as_of

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@dataclass(frozen=True)
class Claim:
    """What a paragraph (1 to 5) of section three says, the fact behind it, and its value on the demo of 2025."""

    paragraph: int
    says: str
    fact: str
    value: str


# Values were counted by hand from the demo's data.
CLAIMS = [
    Claim(1, "大家坐在一起学习", "集中学习次数", "12"),
    Claim(1, "学完以后讨论", "红色基地与入党誓词·活动环节", "研讨交流 1"),
    Claim(1, "请公司领导讲党课", "领导讲党课次数", "1"),
    Claim(1, "请先进党员讲党课", "先进党员讲党课次数", "2"),
    Claim(1, "书记讲党课", "书记讲党课次数", "2"),
    Claim(1, "与别的单位共建", "共建活动·次数", "3"),
    Claim(1, "共建了几家", "共建活动·共建单位", "3 家"),
    Claim(1, "去红色基地", "红色基地与入党誓词·基地", "2 处"),
    Claim(1, "再念一遍入党誓词", "红色基地与入党誓词·活动环节", "重温入党誓词 1"),
    Claim(1, "过主题党日", "主题党日次数", "12"),
    Claim(1, "在公众号和微信群宣传先进人物", "宣传阵地·各渠道条数", "公众号 6，微信群 3"),
    Claim(1, "党员写学习体会", "心得篇数", "83"),
    Claim(1, "替职工解决难题", "办实事·已办结", "6"),
    Claim(1, "攻坚克难保施工", "立项攻关·已形成成果", "3"),
    Claim(1, "年龄大的多", "46岁及以上党员占比", "52.4%"),
    Claim(1, "多次看望", "走访慰问帮扶·次数", "9"),
    Claim(1, "看望了多少人", "走访慰问帮扶·走访对象", "7 人"),
    Claim(2, "开支委会", "支委会次数", "12"),
    Claim(2, "开党员大会", "党员大会次数", "4"),
    Claim(2, "传达上级的要求", "上级文件传达·次数", "6"),
    Claim(2, "要求得到落实", "上级文件传达·已有落实结果", "5"),
    Claim(2, "把党课和党日的内容设计好", "党课次数", "5"),
    Claim(2, "按计划学习党章、条例和全会精神", "学习任务数", "11"),
    Claim(2, "学习有结果", "学习任务完成率", "95%"),
    Claim(2, "在会上点评工作和承诺", "党员承诺与点评·已点评", "18"),
    Claim(2, "评季度好党员", "季度好党员·评选季度", "4"),
    Claim(2, "评出的人", "季度好党员·评出人次", "5"),
    Claim(3, "及时传达部署", "上级文件传达·收文至传达天数（中位数）", "3.5"),
    Claim(3, "到现场检查督导", "现场检查督导·次数", "5"),
    Claim(3, "检查参建单位", "现场检查督导·被查单位", "4 家"),
    Claim(3, "督促整改", "现场检查督导·已整改", "34"),
    Claim(4, "每月学廉政案例", "廉政案例学习·开展的月份", "10"),
    Claim(4, "节日前提醒", "廉政提醒·已提醒节点", "5"),
    Claim(4, "对风险提出防控要求", "廉政风险研判·次数", "4"),
    Claim(4, "按分管工作开展廉政谈话", "廉政谈话·有分管工作的已谈人数", "4/5 人"),
    Claim(4, "季度分析研判", "廉政风险研判·研判季度", "4"),
    Claim(4, "食堂管理的问题", "八项规定自查·问题类别", "食堂管理 1"),
    Claim(4, "办公用房的问题", "八项规定自查·问题类别", "办公用房 1"),
    Claim(4, "自查出 5 件", "八项规定自查·查出问题", "5"),
    Claim(4, "5 件都整改了", "八项规定自查·已整改", "5"),
    Claim(5, "每月集中学习", "集中学习月数", "12"),
    Claim(5, "分析党员和职工的思想动态", "思想动态分析·次数", "4"),
    Claim(5, "研判风险大小", "思想动态分析·等级", "需关注 2"),
    Claim(5, "用新媒体做思想教育", "宣传阵地·次数", "12"),
]


# What the paragraphs say of illness: told as counts without rows, and only from three people on.
OF_ILLNESS = {"慢性病党员人数": "5", "重大疾病党员人数": "—"}


def book_of(code: str, year: int) -> FactBook:
    return FactBook(Organisation.objects.get(code=code), year, as_of(year, None, TODAY))


@pytest.fixture(scope="module")
def book(demo):
    """The facts of the demo branch, each computed once for all claims."""
    return FactBook(demo.branch, 2025, TODAY)


@pytest.mark.parametrize("claim", CLAIMS, ids=[f"{one.paragraph}-{one.says}" for one in CLAIMS])
def test_is_backed_by_a_fact_with_its_rows(claim, book):
    found = book.value(claim.fact)
    assert found is not None, f"no fact is named {claim.fact}"
    parts = found.text.split("，")
    assert set(claim.value.split("，")) <= set(parts)
    assert found.rows


def test_every_row_is_a_record_of_the_branch(book, demo):
    rows: set[SourceRef] = {row for claim in CLAIMS for row in book.value(claim.fact).rows}
    assert len(rows) > 100
    for key in {row.object_type for row in rows}:
        ids = {row.object_id for row in rows if row.object_type == key}
        stored = records.by_label(key).model.objects.alive().filter(branch=demo.branch, pk__in=ids)
        assert stored.count() == len(ids), key


def test_counted_rows_are_as_many_as_the_count_says(book):
    counted = [claim for claim in CLAIMS if claim.fact.endswith("次数")]
    assert len(counted) > 10
    for claim in counted:
        assert len(book.value(claim.fact).rows) == int(claim.value), claim.says


def test_illness_is_a_count_without_names(book):
    for name, value in OF_ILLNESS.items():
        assert (book.value(name).text, book.value(name).rows) == (value, ())


def test_every_paragraph_is_covered():
    assert {claim.paragraph for claim in CLAIMS} == {1, 2, 3, 4, 5}


def test_backs_nothing_where_nothing_was_recorded():
    """Negative control: a year without records answers no claim."""
    empty = book_of("jiguan", 2019)
    backed = [claim.says for claim in CLAIMS if empty.value(claim.fact).rows]
    assert backed == []
