"""Kinds of the area 思想政治工作: the mood of groups, publicity, 意识形态 studied and its places looked at."""

from datetime import date

from core.dates import chinese_date

from ..enums import MoodChannel, MoodLevel, PublicityChannel
from .base import Data, Kind
from .counting import by_choice, distinct_names, filled_count, open_moods, sum_of
from .fields import FieldType, KindField
from .statistics import KindStatistics, Statistic, split_text

AREA = "思想政治工作"
REVIEW = "ideology_review"
LEVELS = tuple(MoodLevel.choices)
CHANNELS = tuple(PublicityChannel.choices)


def _mood(s: KindStatistics) -> str:
    levels = split_text(s["levels"].parts, "次", single="判断为{}")
    waiting = s["open"].value
    rest = f"，尚未化解{waiting}项" if waiting else ""
    return f"开展思想动态分析{s['count'].value}次{levels}{rest}。"


def _publicity(s: KindStatistics) -> str:
    channels = split_text(s["channels"].parts, "条", single="在{}发布")
    return f"发布宣传内容{s['count'].value}条{channels}。"


def _review(s: KindStatistics) -> str:
    return f"专题研究意识形态工作{s['count'].value}次。"


def _front(s: KindStatistics) -> str:
    found = f"，发现问题{s['found'].value}个" if s["found"].value else ""
    return f"检查意识形态阵地{s['count'].value}次，涉及阵地{s['fronts'].value}处{found}。"


def _remedy_when_needed(data: Data, happened_on: date) -> dict[str, str]:
    errors = {}
    if data["level"] != MoodLevel.STEADY and not data.get("remedy"):
        errors["remedy"] = "等级不是“平稳”的，请写明对策。"
    if data.get("resolved_on", "9999") < happened_on.isoformat():
        errors["resolved_on"] = f"化解日期不能早于分析日期{chinese_date(happened_on)}，请核对。"
    return errors


KINDS = (
    Kind(
        code="mood",
        is_private=True,
        label="思想动态分析",
        icon="message-circle-more",
        explanation="党员和职工队伍的思想动态、稳定风险和对策",
        area=AREA,
        title_pattern="{group}思想动态分析",
        summary_help="写整体情况，不点名、不写个人病情和家庭困难。",
        has_participants=False,
        fields=(
            KindField("group", "群体", required=True, help="例如党员队伍、一线职工、青年职工。"),
            KindField("channel", "渠道", FieldType.CHOICE, required=True, choices=tuple(MoodChannel.choices)),
            KindField("signs", "主要表现", FieldType.LONG_TEXT, required=True),
            KindField("level", "等级", FieldType.CHOICE, required=True, choices=LEVELS),
            KindField("remedy", "对策", FieldType.LONG_TEXT),
            KindField("responsible", "责任人", FieldType.MEMBER, takes_part=True),
            KindField("resolved_on", "化解日期", FieldType.DATE, help="等级不是“平稳”的，化解后补填。"),
        ),
        checks=(_remedy_when_needed,),
        statistics=(
            Statistic("levels", "等级", by_choice("等级", "level", LEVELS)),
            Statistic("open", "尚未化解", open_moods),
        ),
        sentence=_mood,
    ),
    Kind(
        code="publicity",
        label="宣传阵地",
        icon="megaphone",
        explanation="公众号、微信群、宣传栏发布的内容",
        area=AREA,
        title_pattern="{headline}",
        has_participants=False,
        fields=(
            KindField("headline", "宣传标题", required=True),
            KindField("channel", "渠道", FieldType.CHOICE, required=True, choices=CHANNELS),
        ),
        statistics=(Statistic("channels", "各渠道条数", by_choice("各渠道条数", "channel", CHANNELS, "条")),),
        sentence=_publicity,
    ),
    Kind(
        code=REVIEW,
        label="意识形态专题研究",
        icon="scan-eye",
        explanation="支部专题研究意识形态工作，一年两次（本单位规定）",
        area=AREA,
        title_pattern="意识形态专题研究：{topic}",
        meeting_label="研究会议",
        has_participants=False,
        fields=(
            KindField("topic", "研究主题", required=True),
            KindField("judgement", "分析判断", FieldType.LONG_TEXT, required=True),
            KindField("measures", "工作措施", FieldType.LONG_TEXT),
        ),
        statistics=(Statistic("measured", "有措施", filled_count("有措施", "measures", "次")),),
        sentence=_review,
    ),
    Kind(
        code="ideology_front",
        label="意识形态阵地检查",
        icon="radio-tower",
        explanation="宣传栏、微信群、公众号、活动室等阵地的登记和检查",
        area=AREA,
        title_pattern="检查{front}",
        has_participants=False,
        fields=(
            KindField("front", "阵地名称", required=True, help="写全称，用于统计有几处阵地。"),
            KindField("responsible", "责任人", FieldType.MEMBER, required=True, takes_part=True),
            KindField("checked", "检查情况", FieldType.LONG_TEXT, required=True),
            KindField("found", "发现问题数", FieldType.INTEGER, help="没有问题填 0。", required=True),
        ),
        statistics=(
            Statistic("fronts", "阵地", distinct_names("阵地", "front", "处")),
            Statistic("found", "发现问题", sum_of("发现问题", "found", "个")),
        ),
        sentence=_front,
    ),
)
