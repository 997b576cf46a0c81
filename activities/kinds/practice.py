"""Kinds of the area 学习教育实践: joint activities, revolutionary sites, practical help, visits."""

from datetime import date

from core.dates import chinese_date

from ..enums import DemandSource, Segment, VisitForm
from .base import Data, Kind
from .counting import (
    attendances,
    by_choice,
    distinct_names,
    filled_count,
    is_group,
    is_person,
    sum_where,
    unfilled_count,
    whole_percent,
)
from .fields import FieldType, KindField
from .statistics import KindStatistics, Statistic, attended, both, parts_text, spelt_or_counted

AREA = "学习教育实践"
SEGMENTS = tuple(Segment.choices)
ATTENDANCES = Statistic("attendances", "党员参加人次", attendances)


def _joint(s: KindStatistics) -> str:
    partners = spelt_or_counted(s["partners"], "家单位")
    partners = f"与{partners}" if s["partners"].value else ""
    return f"{partners}开展共建活动{s['count'].value}次{attended(s)}。"


def _red_base(s: KindStatistics) -> str:
    held, parts = s["count"].value, s["segments"].parts
    told = parts_text(parts, "次")
    if held == 1:
        told = "、".join(name for name, number in parts if number)
    segments = f"，{'内容有' if held == 1 else '其中'}{told}" if told else ""
    return f"开展红色教育活动{held}次{segments}{attended(s)}。"


def _service(s: KindStatistics) -> str:
    done, waiting = s["done"].value, s["open"].value
    outcome = "全部办结" if both(done) else "已办结"
    if waiting:
        outcome = f"已办结{done}件，尚未办结{waiting}件" if done else f"{both(waiting)}尚未办结"
    helped = f"，办结事项惠及{s['helped'].value}人次" if s["helped"].value else ""
    return f"承办实事{s['count'].value}件，{outcome}{helped}。"


def _visit(s: KindStatistics) -> str:
    seen = f"，看望和帮助{s['persons'].value}人" if s["persons"].value else ""
    seen += f"，慰问集体{s['groups'].value}个" if s["groups"].value else ""
    return f"开展走访慰问{s['count'].value}次{seen}。"


def _done_after_start(data: Data, happened_on: date) -> dict[str, str]:
    done = data.get("done_on")
    if done and done < happened_on.isoformat():
        return {"done_on": f"办结日期不能早于登记的日期{chinese_date(happened_on)}，请核对。"}
    return {}


def _result_when_done(data: Data, happened_on: date) -> dict[str, str]:
    if data.get("done_on") and not data.get("result"):
        return {"result": "已填办结日期，请写明办理结果。"}
    return {}


KINDS = (
    Kind(
        code="joint",
        label="共建活动",
        icon="handshake",
        explanation="和其他单位的党组织一起开展的活动",
        area=AREA,
        title_pattern="与{partner}开展共建活动",
        fields=(
            KindField(
                "partner",
                "共建单位",
                required=True,
                help="写全称；几家单位用顿号隔开，用于统计共建单位数。",
            ),
            KindField("segments", "活动环节", FieldType.CHOICES, required=True, choices=SEGMENTS),
        ),
        statistics=(
            Statistic("partners", "共建单位", distinct_names("共建单位", "partner", "家")),
            Statistic("segments", "活动环节", by_choice("活动环节", "segments", SEGMENTS)),
            ATTENDANCES,
        ),
        sentence=_joint,
    ),
    Kind(
        code="red_base",
        label="红色基地与入党誓词",
        icon="landmark",
        explanation="参观红色基地、重温入党誓词",
        area=AREA,
        title_pattern="到{base}开展{segments}",
        fields=(
            KindField(
                "base", "基地", required=True, help="场馆或旧址名称；在本单位重温誓词的，写举行的场所。"
            ),
            KindField("segments", "活动环节", FieldType.CHOICES, required=True, choices=SEGMENTS),
        ),
        statistics=(
            Statistic("bases", "基地", distinct_names("基地", "base", "处")),
            Statistic("segments", "活动环节", by_choice("活动环节", "segments", SEGMENTS)),
            ATTENDANCES,
        ),
        sentence=_red_base,
    ),
    Kind(
        code="service",
        label="办实事",
        icon="hand-helping",
        explanation="为职工群众解决的具体问题",
        area=AREA,
        title_pattern="办实事：{demand}",
        fields=(
            KindField("demand", "诉求", required=True, help="要解决什么问题，一句话。"),
            KindField("source", "来源", FieldType.CHOICE, required=True, choices=tuple(DemandSource.choices)),
            KindField("handler", "承办人", FieldType.MEMBER, takes_part=True),
            KindField("done_on", "办结日期", FieldType.DATE, help="办结后回来补填；没有填的算未办结。"),
            KindField("result", "办理结果", FieldType.LONG_TEXT),
            KindField(
                "beneficiaries", "受益人数", FieldType.INTEGER, help="只统计已办结的事项。没有数清的不填。"
            ),
        ),
        checks=(_done_after_start, _result_when_done),
        statistics=(
            Statistic("done", "已办结", filled_count("已办结", "done_on", "件")),
            Statistic("done_percent", "办结率", whole_percent("办结率", "done_on")),
            Statistic("open", "未办结", unfilled_count("未办结", "done_on", "件")),
            Statistic("helped", "受益人次", sum_where("受益人次", "beneficiaries", "done_on", "人次")),
        ),
        sentence=_service,
    ),
    Kind(
        code="visit",
        label="走访慰问帮扶",
        icon="heart-handshake",
        explanation="探望、慰问、帮扶有困难的职工和党员",
        area=AREA,
        title_pattern="走访慰问{targets}",
        summary_help="会公开给支委和上级查看，不要写病情和家庭困难的细节。",
        fields=(
            KindField(
                "targets", "走访对象", required=True, help="写姓名；几个人用顿号隔开，同一人只计一次。"
            ),
            KindField(
                "reason",
                "事由",
                FieldType.LONG_TEXT,
                required=True,
                restricted=True,
                help="受限内容：病情、困难等写在这里，登记后只有书记能看到。",
            ),
            KindField("visitors", "探望人", FieldType.PEOPLE, required=True, takes_part=True),
            KindField("form", "方式", FieldType.CHOICE, required=True, choices=tuple(VisitForm.choices)),
            KindField(
                "follow_up", "后续安排", FieldType.LONG_TEXT, help="还要做什么；不要写病情和家庭困难的细节。"
            ),
        ),
        statistics=(
            Statistic("persons", "走访对象", distinct_names("走访对象", "targets", "人", is_person)),
            Statistic("groups", "走访集体", distinct_names("走访集体", "targets", "个", is_group)),
            Statistic("forms", "走访方式", by_choice("走访方式", "form", tuple(VisitForm.choices))),
        ),
        sentence=_visit,
    ),
)
