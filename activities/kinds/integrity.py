"""Kinds of the area 党风廉政建设: cases, reminders, talks, risks, self-checks, 一岗双责."""

from datetime import date

from core.dates import chinese_date

from ..enums import Occasion, Quarter, ReminderForm, RiskLevel, SelfCheckCategory
from .base import Data, Kind
from .counting import (
    by_choice,
    distinct_names,
    filled_count,
    months_with_one,
    options_covered,
    people_covered,
    quarters_named,
    unfilled_count,
)
from .fields import FieldType, KindField
from .statistics import (
    KindStatistics,
    Statistic,
    both,
    every_month,
    every_quarter,
    mended,
    parts_text,
    split_text,
)

AREA = "党风廉政建设"
LEVELS = tuple(RiskLevel.choices)
CATEGORIES = tuple(SelfCheckCategory.choices)


def _case_study(s: KindStatistics) -> str:
    return f"{every_month(s, '廉政案例学习')}，共{s['count'].value}次。"


def _reminder(s: KindStatistics) -> str:
    done = [name for name, number in s["occasions"].parts if number]
    when = f"在{'、'.join(done)}{'等' if len(done) > 1 else ''}节点" if done else ""
    return f"{when}开展廉政提醒{s['count'].value}次。"


def _integrity_talk(s: KindStatistics) -> str:
    text = f"开展廉政谈话{s['count'].value}次"
    talked = s["talked"]
    if talked.of and talked.value:
        whole = f"，有分管工作的{talked.of}名同志"
        text += f"{whole}全部谈到" if talked.value == talked.of else f"{whole}中已谈{talked.value}名"
    return f"{text}。"


def _risk(s: KindStatistics) -> str:
    levels = split_text(s["levels"].parts, "个", single="为{}风险", after="风险")
    quarters = every_quarter(s, "廉政风险分析研判")
    return f"{quarters}，研判风险点{s['count'].value}个{levels}。"


def _self_check(s: KindStatistics) -> str:
    found, fixed = s["found"].value, s["fixed"].value
    batches = f"{s['batches'].value}批次" if s["batches"].value else f"{s['count'].value}次"
    text = f"开展违反中央八项规定精神问题自查{batches}"
    if not found:
        return f"{text}，未查出问题。"
    about = parts_text(s["categories"].parts, "件")
    only_others = [name for name, number in s["categories"].parts if number] == [
        SelfCheckCategory.OTHER.label
    ]
    about = f"（{about}）" if about and not only_others else ""
    return f"{text}，查出问题{found}件{about}，{mended(found, fixed, '件')}。"


def _double_duty(s: KindStatistics) -> str:
    text = f"检查支委履行“一岗双责”情况{s['count'].value}次"
    covered = s["covered"]
    if not covered.of or not covered.value:
        return f"{text}。"
    if covered.value == covered.of:
        return f"{text}，{covered.of}名支委{both(covered.of)}已检查。"
    return f"{text}，{covered.of}名支委中已检查{covered.value}名。"


def _category_with_problem(data: Data, happened_on: date) -> dict[str, str]:
    errors = {}
    if data.get("problem") and not data.get("category"):
        errors["category"] = "查出问题的，请选择问题类别。"
    if data.get("fixed_on") and not data.get("problem"):
        errors["problem"] = "已填整改日期，请写明查出的问题。"
    if data.get("fixed_on", "9999") < happened_on.isoformat():
        errors["fixed_on"] = f"整改日期不能早于自查日期{chinese_date(happened_on)}，请核对。"
    return errors


def _two_persons(data: Data, happened_on: date) -> dict[str, str]:
    if data["talker"]["id"] == data["counterpart"]["id"]:
        return {"counterpart": "谈话对象不能是谈话人本人，请重新选择。"}
    return {}


def _another_inspector(data: Data, happened_on: date) -> dict[str, str]:
    if data["committee_member"]["id"] == data["inspector"]["id"]:
        return {"inspector": "检查人不能是被检查的支委本人，请重新选择。"}
    return {}


KINDS = (
    Kind(
        code="case_study",
        label="廉政案例学习",
        icon="book-open-check",
        explanation="每月学习廉政案例，举一反三",
        area=AREA,
        title_pattern="学习廉政案例：{case}",
        fields=(KindField("case", "案例", required=True, help="案例名称或通报标题。"),),
        statistics=(Statistic("months", "开展的月份", months_with_one),),
        sentence=_case_study,
    ),
    Kind(
        code="reminder",
        is_private=True,
        label="廉政提醒",
        icon="bell-ring",
        explanation="节日等重要节点前的廉政提醒",
        area=AREA,
        title_pattern="{occasions}廉政提醒",
        fields=(
            KindField(
                "occasions",
                "节点",
                FieldType.CHOICES,
                required=True,
                choices=tuple(Occasion.choices),
                help="一次提醒兼顾两个节日的，都选上。",
            ),
            KindField("form", "方式", FieldType.CHOICE, required=True, choices=tuple(ReminderForm.choices)),
            KindField("scope", "范围", help="提醒了哪些人，例如全体党员、项目班子。"),
        ),
        statistics=(
            Statistic(
                "occasions", "各节点提醒", by_choice("各节点提醒", "occasions", tuple(Occasion.choices))
            ),
            Statistic(
                "covered", "已提醒节点", options_covered("已提醒节点", "occasions", tuple(Occasion), "个")
            ),
        ),
        sentence=_reminder,
    ),
    Kind(
        code="integrity_talk",
        is_private=True,
        label="廉政谈话",
        icon="messages-square",
        explanation="结合分管工作进行的廉政谈话",
        area=AREA,
        title_pattern="{talker}与{counterpart}廉政谈话",
        has_participants=False,
        fields=(
            KindField("talker", "谈话人", FieldType.MEMBER, required=True, takes_part=True),
            KindField("counterpart", "谈话对象", FieldType.MEMBER, required=True, takes_part=True),
            KindField("duties", "分管工作", help="谈话对象负责的工作，廉政要求由此而来。"),
            KindField("points", "谈话要点", FieldType.LONG_TEXT, required=True),
        ),
        checks=(_two_persons,),
        statistics=(
            Statistic(
                "talked",
                "有分管工作的已谈人数",
                people_covered("有分管工作的已谈人数", "counterpart", lambda c: c.duty_holders),
            ),
        ),
        sentence=_integrity_talk,
    ),
    Kind(
        code="risk",
        label="廉政风险研判",
        icon="shield-alert",
        explanation="每季度研判的廉政风险点，一个风险点一条",
        area=AREA,
        title_pattern="{quarter}廉政风险：{point}",
        meeting_label="研判会议",
        has_participants=False,
        fields=(
            KindField(
                "quarter",
                "季度",
                FieldType.CHOICE,
                required=True,
                choices=tuple(Quarter.choices),
                help="用于统计研判了几个季度。",
            ),
            KindField("point", "风险点", required=True, help="一条只写一个风险点。"),
            KindField("level", "等级", FieldType.CHOICE, required=True, choices=LEVELS),
            KindField("measures", "防控措施", FieldType.LONG_TEXT, required=True),
            KindField("conclusion", "研判结论", FieldType.LONG_TEXT),
        ),
        statistics=(
            Statistic("quarters", "研判季度", quarters_named),
            Statistic("levels", "风险等级", by_choice("风险等级", "level", LEVELS, "个")),
        ),
        sentence=_risk,
    ),
    Kind(
        code="self_check",
        label="八项规定自查",
        icon="search-check",
        explanation="中央八项规定精神和“四风”自查，一个问题一条",
        area=AREA,
        title_pattern="{batch}自查：{problem}",
        has_participants=False,
        fields=(
            KindField("batch", "批次", required=True, help="例如“上半年”“第1批”；同一批写法要一致。"),
            KindField("problem", "问题", help="一条只写一个问题；这一批没有查出问题就留空。"),
            KindField("category", "类别", FieldType.CHOICE, choices=CATEGORIES),
            KindField("correction", "整改情况", FieldType.LONG_TEXT),
            KindField("fixed_on", "整改日期", FieldType.DATE, help="整改完成后补填；没有填的算未整改。"),
        ),
        checks=(_category_with_problem,),
        statistics=(
            Statistic("batches", "自查批次", distinct_names("自查批次", "batch", "批次")),
            Statistic("found", "查出问题", filled_count("查出问题", "problem", "件")),
            Statistic("fixed", "已整改", filled_count("已整改", "fixed_on", "件")),
            Statistic("open", "未整改", unfilled_count("未整改", "fixed_on", "件", among="problem")),
            Statistic("categories", "问题类别", by_choice("问题类别", "category", CATEGORIES, "件")),
        ),
        sentence=_self_check,
    ),
    Kind(
        code="double_duty",
        label="一岗双责检查",
        icon="user-check",
        explanation="检查督促支委履行“一岗双责”",
        area=AREA,
        title_pattern="检查{committee_member}履行一岗双责",
        has_participants=False,
        fields=(
            KindField("committee_member", "支委", FieldType.MEMBER, required=True, takes_part=True),
            KindField("inspector", "检查人", FieldType.MEMBER, required=True, takes_part=True),
            KindField("content", "检查内容", FieldType.LONG_TEXT, required=True),
            KindField("result", "检查结果", FieldType.LONG_TEXT, required=True),
        ),
        checks=(_another_inspector,),
        statistics=(
            Statistic(
                "covered",
                "已检查支委",
                people_covered("已检查支委", "committee_member", lambda c: c.committee),
            ),
        ),
        sentence=_double_duty,
    ),
)
