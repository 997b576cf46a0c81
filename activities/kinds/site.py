"""Kinds of the area 服务中心工作: inspections on the spot and tackling of projects."""

from datetime import date

from core.dates import chinese_date

from .base import Data, Kind
from .counting import (
    distinct_names,
    filled_count,
    ratio_of_sums,
    sum_of,
)
from .fields import FieldType, KindField
from .statistics import KindStatistics, Statistic, both, mended

AREA = "服务中心工作"


def _inspection(s: KindStatistics) -> str:
    found, fixed = s["found"].value, s["fixed"].value
    outcome = f"发现问题{found}项，{mended(found, fixed, '项')}" if found else "检查中未发现问题"
    units = f"，检查{s['units'].value}家单位" if s["units"].value else ""
    return f"开展现场检查督导{s['count'].value}次{units}，{outcome}。"


def _project(s: KindStatistics) -> str:
    taken_up, done = s["count"].value, s["done"].value
    outcome = f"，其中{done}项已形成成果" if done else ""
    if done == taken_up:
        outcome = f"，{both(done)}已形成成果"
    return f"立项攻关{taken_up}项{outcome}。"


def _fixed_within_found(data: Data, happened_on: date) -> dict[str, str]:
    found, fixed = data["found"], data.get("fixed", 0)
    if fixed > found:
        return {"fixed": f"已整改数 {fixed} 多于发现问题数 {found}，请核对。"}
    return {}


def _recheck_after(data: Data, happened_on: date) -> dict[str, str]:
    recheck = data.get("recheck_on")
    if recheck and recheck < happened_on.isoformat():
        return {"recheck_on": f"复查日期不能早于检查日期{chinese_date(happened_on)}，请核对。"}
    return {}


KINDS = (
    Kind(
        code="inspection",
        label="现场检查督导",
        icon="clipboard-check",
        explanation="到施工现场、参建单位检查，发现并督促整改问题",
        area=AREA,
        title_pattern="检查{units}{subject}",
        fields=(
            KindField("units", "被查单位", required=True, help="几家单位用顿号隔开，用于统计检查的单位数。"),
            KindField("inspectors", "检查人", FieldType.PEOPLE, required=True, takes_part=True),
            KindField("subject", "检查项目", required=True, help="例如安全生产、食堂卫生。"),
            KindField("found", "发现问题数", FieldType.INTEGER, required=True, help="没有发现问题填 0。"),
            KindField("fixed", "已整改数", FieldType.INTEGER, help="整改后回来补填，不能多于发现问题数。"),
            KindField("recheck_on", "复查日期", FieldType.DATE),
        ),
        checks=(_fixed_within_found, _recheck_after),
        statistics=(
            Statistic("units", "被查单位", distinct_names("被查单位", "units", "家")),
            Statistic("found", "发现问题", sum_of("发现问题", "found", "项")),
            Statistic("fixed", "已整改", sum_of("已整改", "fixed", "项")),
            Statistic("fixed_percent", "整改率", ratio_of_sums("整改率", "fixed", "found")),
        ),
        sentence=_inspection,
    ),
    Kind(
        code="project",
        label="立项攻关",
        icon="target",
        explanation="党员带头攻克的工程和管理难题",
        area=AREA,
        title_pattern="立项攻关：{topic}",
        fields=(
            KindField("topic", "题目", required=True),
            KindField("leader", "负责党员", FieldType.MEMBER, required=True, takes_part=True),
            KindField("milestones", "节点", FieldType.LONG_TEXT, help="计划分几步，每步的时间。"),
            KindField("outcome", "成果", FieldType.LONG_TEXT, help="有成果后回来补填，用于统计。"),
        ),
        statistics=(Statistic("done", "已形成成果", filled_count("已形成成果", "outcome", "项")),),
        sentence=_project,
    ),
)
