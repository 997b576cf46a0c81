"""When a sentence is backed, and what is said of one that is not."""

import pytest

from reports.claims.checking import Around, Backing, FactValue, Source, check
from reports.claims.values import Said
from reports.report.enums import Support

RECORD = {
    "日期": "2025-06-26",
    "标题": "支护方案攻关",
    "牵头": "周试一",
    "简要情况": "编制支护方案，检查7件，患病人员多，去甲河社区。",
}
NAMES = Around(names={"周试一", "林试二"}, bodies={"甲公司党委"}, year=2025)
WORDING = "6月26日，周试一牵头编制支护方案，检查7件。"


def source(now=None, then=None, *, deleted=False) -> Source:
    return Source("支护方案攻关", "activities.activity", Said(now or RECORD), Said(then or {}), deleted)


def state(text, *, wording=WORDING, sources=None, facts=(), support=Support.BACKED) -> str:
    given = [source()] if sources is None else sources
    return check(text, wording=wording, support=support, sources=given, facts=facts, around=NAMES).state


@pytest.mark.parametrize(
    "text",
    [
        WORDING,
        "六月二十六日，周试一牵头编制支护方案，检查七件。",
        "6月26日，周试一认真组织编制支护方案，并检查7件。",
        "周试一牵头编制支护方案，检查7件。",
        "6月26日，周试一牵头编制支护方案，检查7件，去甲河社区。",
    ],
)
def test_stays_backed_when_nothing_new_is_said(text):
    assert state(text) == Backing.BACKED


@pytest.mark.parametrize(
    "text",
    [
        "6月26日，周试一牵头编制支护方案，检查36件。",
        "6月27日，周试一牵头编制支护方案，检查7件。",
        "6月26日，林试二牵头编制支护方案，检查7件。",
        "6月26日，周试一牵头编制支护方案，检查7件，获国家科技进步奖。",
        "6月26日，周试一在红旗社区牵头编制支护方案，检查7件。",
        "6月26日，周试一牵头编制支护方案，检查7件，职工满意。",
        "6月26日，周试一牵头编制支护方案，超额检查7件。",
        "6月26日，周试一没有牵头编制支护方案，检查7件。",
        "6月26日，周试一牵头编制《长征》方案，检查7件。",
    ],
)
def test_asks_to_confirm_what_the_record_does_not_say(text):
    assert state(text) == Backing.UNSURE


def test_names_the_claim_and_what_the_record_says():
    checked = check(
        "检查36件。", wording="检查7件。", support=Support.BACKED, sources=[source()], around=NAMES
    )
    assert [(claim.text, claim.reason) for claim in checked.open_claims] == [("36件", "“36件”：记录为 7件")]


def test_sees_more_and_less_exchanged():
    assert state("患病人员少。", wording="患病人员多。") == Backing.UNSURE


def test_sees_two_people_of_the_record_exchanged():
    both = source({"人员": "周试一、林试二", "简要情况": "周试一牵头、林试二负责。"})
    told = "周试一牵头、林试二负责。"
    assert state(told, wording=told, sources=[both]) == Backing.BACKED
    assert state("林试二牵头、林试二负责。", wording=told, sources=[both]) == Backing.UNSURE


def test_a_sentence_without_a_record_has_no_backing():
    assert state("职工普遍满意。", sources=[], support=Support.UNBACKED) == Backing.NONE
    assert (
        state("现将工作报告如下。", wording="现将工作报告如下。", sources=[], support=Support.FRAME)
        == Backing.FRAME
    )
    assert (
        state("召开会议9次。", wording="现将工作报告如下。", sources=[], support=Support.FRAME)
        == Backing.NONE
    )


def test_a_fact_backs_itself_and_the_figure_that_names_it():
    facts = [FactValue("党员大会次数", "4")]
    told = "召开党员大会{党员大会次数}次。"
    assert state(told, wording=told, sources=[], facts=facts) == Backing.BACKED
    assert state(told + "党员大会4次。", wording=told, sources=[], facts=facts) == Backing.BACKED
    assert state(told + "党员大会9次。", wording=told, sources=[], facts=facts) == Backing.UNSURE
    assert state("召开党员大会36次。", wording=told, sources=[]) == Backing.NONE


def test_tells_a_record_that_changed_since():
    now, then = RECORD | {"简要情况": "编制支护方案，检查9件。"}, {"简要情况": RECORD["简要情况"]}
    assert state("检查7件。", wording="检查7件。", sources=[source(now, then)]) == Backing.CHANGED
    told = "患病人员多。"
    assert state(told, wording=told, sources=[source(now, then)]) == Backing.CHANGED
    assert state("检查9件。", wording="检查7件。", sources=[source(now, then)]) == Backing.BACKED


def test_tells_a_record_that_was_deleted():
    assert state(WORDING, sources=[source(deleted=True)]) == Backing.DELETED


def test_a_gap_is_a_gap():
    assert state("【待补充：参加人数】", wording="") == Backing.GAP


@pytest.mark.parametrize(
    ("quoted", "is_so"),
    [
        ("学得少，交流少", True),
        ("学得少；交流少", True),
        ("学得少。2.交流少", True),
        ("学得少，议得少", False),
        ("走得勤，问得多", False),
        ("抓安全，促生产", False),
    ],
)
def test_a_quotation_may_differ_in_marks_and_numbers_never_in_words(quoted, is_so):
    record = {"问题": "1.学得少，2.交流少。", "措施": "走得勤，不问得多。抓安全、没有促生产。"}
    text = f"针对“{quoted}”进行整改。"
    told = state(text, wording=text, sources=[source(record, record)])
    assert (told == Backing.BACKED) == is_so
