"""Kinds of the area 党建责任落实: documents of superiors, members of the quarter, pledges, rules."""

from datetime import date

from core.dates import chinese_date

from ..enums import Fulfilment, PledgeGrade, Quarter, RuleAction, SelectionForm
from .base import Data, Kind
from .counting import (
    choice_count,
    choice_percent,
    filled_count,
    median_days,
    people_named,
    people_of_roll,
    quarters_named,
    unfilled_count,
)
from .decisions import pledge, quarter_star, rule_made
from .fields import FieldType, KindField
from .statistics import KindStatistics, Statistic, both, every_quarter

AREA = "党建责任落实"


def _relay(s: KindStatistics) -> str:
    days, done, waiting = s["days"].value, s["done"].value, s["open"].value
    speed = "，半数以上在收文当天传达" if days == 0 and both(s["count"].value) else ""
    if days:
        speed = (
            f"，收文至传达天数的中位数为{days:g}天" if both(s["count"].value) else f"，收文{days:g}天后传达"
        )
    outcome = f"{both(done)}已有落实结果"
    if waiting:
        some = f"其中{done}件已有落实结果，{waiting}件尚无落实结果"
        outcome = some if done else f"{both(waiting)}尚无落实结果"
    return f"传达上级文件{s['count'].value}件{speed}；{outcome}。"


def _quarter_star(s: KindStatistics) -> str:
    winners = s["winners"].value
    chosen = f"，共评出{winners}人次" if winners else ""
    return f"{every_quarter(s, '季度好党员评选')}{chosen}。"


def _pledge(s: KindStatistics) -> str:
    pledged, reviewed = s["pledged"], s["reviewed"].value
    whole = f"（在册党员{pledged.of}名）" if pledged.of else ""
    text = f"有{pledged.value}名党员作出岗位目标承诺{whole}"
    if reviewed:
        text += f"，对{reviewed}份承诺作了点评"
        text += f"，其中兑现{s['kept'].value}份、兑现率{s['kept_percent'].value}%" if s["kept"].value else ""
    return f"{text}。"


def _rules_made(s: KindStatistics) -> str:
    made, revised = s["made"].value, s["revised"].value
    parts = [f"制定制度{made}项"] * bool(made) + [f"修订制度{revised}项"] * bool(revised)
    return f"{'，'.join(parts) or '建立健全基本制度'}。"


def _received_before(data: Data, happened_on: date) -> dict[str, str]:
    if data["received_on"] > happened_on.isoformat():
        return {"received_on": f"收到日期不能晚于传达日期{chinese_date(happened_on)}，请核对。"}
    return {}


def _comment_whole(data: Data, happened_on: date) -> dict[str, str]:
    if (data.get("grade") or data.get("commenter")) and not data.get("fulfilment"):
        return {"fulfilment": "已填点评人或等次，请选择完成情况。"}
    return {}


def _notice_whole(data: Data, _happened_on: date) -> dict[str, str]:
    begins, ends = data.get("notice_from", ""), data.get("notice_until", "")
    if begins and not data.get("notice"):
        return {"notice": "填了公示日期，请写明在哪里公示。"}
    if ends and not begins:
        return {"notice_from": "填了公示结束，请填公示开始。"}
    return {"notice_until": "公示结束不能早于公示开始，请改正其中一个。"} if ends and ends < begins else {}


KINDS = (
    Kind(
        code="relay",
        label="上级文件传达",
        icon="file-text",
        explanation="上级文件、会议精神的传达和落实",
        area=AREA,
        title_pattern="传达{document}",
        meeting_label="传达会议",
        fields=(
            KindField("document", "文件", required=True, help="文件标题或会议名称。"),
            KindField("number", "文号"),
            KindField("issuer", "发文单位", required=True),
            KindField(
                "received_on",
                "收到日期",
                FieldType.DATE,
                required=True,
                help="用于统计从收文到传达用了几天。",
            ),
            KindField("measures", "贯彻措施", FieldType.LONG_TEXT),
            KindField("result", "落实结果", FieldType.LONG_TEXT, help="落实后回来补填；没有填的算未落实。"),
        ),
        checks=(_received_before,),
        statistics=(
            Statistic(
                "days", "收文至传达天数（中位数）", median_days("收文至传达天数（中位数）", "received_on")
            ),
            Statistic("done", "已有落实结果", filled_count("已有落实结果", "result", "件")),
            Statistic("open", "尚无落实结果", unfilled_count("尚无落实结果", "result", "件")),
        ),
        sentence=_relay,
    ),
    Kind(
        code="quarter_star",
        label="季度好党员",
        icon="award",
        explanation="每季度的好党员评选、事迹和公示",
        area=AREA,
        title_pattern="{quarter}好党员评选",
        meeting_label="评选会议",
        from_decision=quarter_star,
        decision_words="好党员",
        has_participants=False,
        fields=(
            KindField(
                "quarter",
                "季度",
                FieldType.CHOICE,
                required=True,
                choices=tuple(Quarter.choices),
                help="用于统计评选了几个季度。",
            ),
            KindField("candidates", "候选人", FieldType.PEOPLE),
            KindField("form", "评选方式", FieldType.CHOICE, choices=tuple(SelectionForm.choices)),
            KindField("winners", "评选结果", FieldType.PEOPLE, required=True, takes_part=True),
            KindField("deeds", "主要事迹", FieldType.LONG_TEXT, help="写进报告和公示的依据。"),
            KindField(
                "notice", "公示", help="公示的地方，例如“项目部宣传栏”；没有填的，在“党务公开”里提醒。"
            ),
            KindField("notice_from", "公示开始", FieldType.DATE),
            KindField("notice_until", "公示结束", FieldType.DATE),
        ),
        checks=(_notice_whole,),
        notice_fields=("notice", "notice_from", "notice_until"),
        statistics=(
            Statistic("quarters", "评选季度", quarters_named),
            Statistic("winners", "评出人次", people_named("评出人次", "winners", "人次")),
        ),
        sentence=_quarter_star,
    ),
    Kind(
        code="pledge",
        label="党员承诺与点评",
        icon="signature",
        explanation="党员的岗位目标承诺、完成情况和点评",
        area=AREA,
        title_pattern="{pledger}的岗位目标承诺",
        meeting_label="点评会议",
        from_decision=pledge,
        decision_words="承诺",
        is_once=False,
        has_participants=False,
        fields=(
            KindField("pledger", "承诺人", FieldType.MEMBER, required=True, takes_part=True),
            KindField(
                "goal", "岗位目标承诺", FieldType.LONG_TEXT, required=True, help="承诺做到什么，可检查。"
            ),
            KindField(
                "midyear",
                "年中自查",
                FieldType.CHOICE,
                choices=tuple(Fulfilment.choices),
                help="党员年中对照承诺自己填，用于统计自查份数。",
            ),
            KindField(
                "own_result",
                "年末自查",
                FieldType.CHOICE,
                choices=tuple(Fulfilment.choices),
                help="党员年末点评前自己填。",
            ),
            KindField(
                "fulfilment",
                "完成情况",
                FieldType.CHOICE,
                choices=tuple(Fulfilment.choices),
                help="点评时填，用于统计兑现率。",
            ),
            KindField("commenter", "点评人", FieldType.MEMBER, takes_part=True),
            KindField("grade", "等次", FieldType.CHOICE, choices=tuple(PledgeGrade.choices)),
        ),
        checks=(_comment_whole,),
        statistics=(
            Statistic("pledged", "承诺党员", people_of_roll("承诺党员", "pledger")),
            Statistic("midyear", "年中已自查", filled_count("年中已自查", "midyear", "份")),
            Statistic("own_result", "年末已自查", filled_count("年末已自查", "own_result", "份")),
            Statistic("reviewed", "已点评", filled_count("已点评", "fulfilment", "份")),
            Statistic("kept", "兑现", choice_count("兑现", "fulfilment", Fulfilment.KEPT, "份")),
            Statistic("kept_percent", "兑现率", choice_percent("兑现率", "fulfilment", Fulfilment.KEPT)),
        ),
        sentence=_pledge,
    ),
    Kind(
        code="rules_made",
        label="制度建设",
        icon="scroll-text",
        explanation="支部制定或修订的基本制度",
        area=AREA,
        title_pattern="{action}{name}",
        meeting_label="通过会议",
        from_decision=rule_made,
        decision_words="制度|办法|规定|细则|规则|规程|准则",
        has_participants=False,
        fields=(
            KindField("name", "制度名称", required=True),
            KindField(
                "action", "制定或修订", FieldType.CHOICE, required=True, choices=tuple(RuleAction.choices)
            ),
        ),
        statistics=(
            Statistic("made", "制定", choice_count("制定", "action", RuleAction.MADE, "项")),
            Statistic("revised", "修订", choice_count("修订", "action", RuleAction.REVISED, "项")),
        ),
        sentence=_rules_made,
    ),
)
