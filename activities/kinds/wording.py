"""Turns of phrase that several kinds' sentences share: plain official Chinese around the figures."""

from collections.abc import Iterable

from .statistics import QUARTERS, KindStatistics, StatisticValue

NAMES_SPELT_OUT = 3


def parts_text(parts: Iterable[tuple[str, int]], unit: str) -> str:
    """公众号12条、微信群30条: name and number, zeros left out."""
    return "、".join(f"{name}{number}{unit}" for name, number in parts if number)


def split_text(parts: Iterable[tuple[str, int]], unit: str, *, single: str, after: str = "") -> str:
    """其中高风险1个、低风险2个; where all rows fall to one name, `single` words it: 均为{}风险, 为{}风险 for one row."""
    counted = [(name, number) for name, number in parts if number]
    if len(counted) == 1:
        name, number = counted[0]
        return both(number) + single.format(name)
    return "其中" + "、".join(f"{name}{after}{number}{unit}" for name, number in counted)


def both(number: float | None) -> str:
    """均, where there is more than one to say it of."""
    return "均" if number and number > 1 else ""


def mended(found: float | None, fixed: float | None, unit: str) -> str:
    """已全部整改, 尚未整改, or how many were."""
    if fixed == found:
        return "已全部整改" if found and found > 1 else "已整改"
    return f"已整改{fixed}{unit}" if fixed else "尚未整改"


def spelt_or_counted(value: StatisticValue, unit: str) -> str:
    """Up to three names in full, more as a number: 甲公司、乙社区, or 5家单位."""
    names = [name for name, _ in value.parts]
    return "、".join(names) if len(names) <= NAMES_SPELT_OUT else f"{len(names)}{unit}"


def attended(s: KindStatistics) -> str:
    """，党员参加35人次; nothing where no participants are recorded."""
    value = s["attendances"].value
    return f"，党员参加{value}人次" if value else ""


def every_month(s: KindStatistics, what: str) -> str:
    """每月开展… only when each month so far has one; else the number of months."""
    months = s["months"].value or 0
    if months >= s.context.months_elapsed:
        return f"{s.context.span}每月开展{what}"
    return f"{s.context.span}有{months}个月开展了{what}"


def every_quarter(s: KindStatistics, what: str) -> str:
    """每季度开展… only when all four have one; else the number of quarters."""
    quarters = s["quarters"].value or 0
    if quarters >= QUARTERS:
        return f"全年每季度开展{what}"
    return f"{s.context.span}在{quarters}个季度开展了{what}"
