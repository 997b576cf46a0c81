"""Facts on the make-up of the branch: ages, titles, retirement, and illness only as counts that name nobody."""

from collections.abc import Callable
from itertools import pairwise

from branch.enums import Gender, HealthClass, TechnicalTitle
from branch.models import Member
from branch.structure import AGE_BANDS, HealthCount

from .fact import Fact, FactValue, counted, percent, plain_number
from .year_records import YearRecords, refs

OLDER_FROM = 46
# 中级 and above, as 专业技术人员 are counted.
MIDDLE_AND_ABOVE = frozenset({TechnicalTitle.MIDDLE, TechnicalTitle.DEPUTY_SENIOR, TechnicalTitle.SENIOR})
UNKNOWN = FactValue("—")


def _members(name: str, explanation: str, belongs: Callable[[Member, YearRecords], bool]) -> Fact:
    """How many members of the roll belong to a part of it."""
    return Fact(
        f"{name}人数",
        "名",
        explanation,
        lambda records: counted([one for one in records.members if belongs(one, records)]),
    )


def _share(name: str, explanation: str, belongs: Callable[[Member, YearRecords], bool]) -> Fact:
    """Their part of the roll."""

    def compute(records: YearRecords) -> FactValue:
        rows = [one for one in records.members if belongs(one, records)]
        return FactValue(percent(len(rows), len(records.members)), refs(rows))

    return Fact(f"{name}占比", "", explanation, compute)


def _age(member: Member, records: YearRecords) -> int:
    age = member.age_on(records.on)
    return -1 if age is None else age


def _is_older(member: Member, records: YearRecords) -> bool:
    return _age(member, records) >= OLDER_FROM


def _has_title(member: Member, records: YearRecords) -> bool:
    return member.technical_title in MIDDLE_AND_ABOVE


def _bands() -> list[Fact]:
    uppers = [-1, *(upper for upper, _ in AGE_BANDS)]
    return [
        _members(
            f"{label.replace(' ', '')}党员",
            f"年末（或今天）年龄在{label}的在册党员；没有填出生日期的不计。",
            lambda member, records, low=low, high=high: low < _age(member, records) <= high,
        )
        for (low, high), (_, label) in zip(pairwise(uppers), AGE_BANDS, strict=True)
    ]


def _average_age(records: YearRecords) -> FactValue:
    known = [member for member in records.members if member.birth_date]
    if not known:
        return UNKNOWN
    return FactValue(plain_number(sum(_age(one, records) for one in known) / len(known)), refs(known))


def _ill(health: HealthClass) -> Fact:
    """Illness as a count of three or more. It names no rows: they would say who is ill."""

    def compute(records: YearRecords) -> FactValue:
        shown: dict[str, HealthCount] = {one.label: one for one in records.structure.health}
        count = shown[str(health.label)].count
        return UNKNOWN if count is None else FactValue(str(count))

    return Fact(
        f"{health.label}党员人数", "名", "只在满 3 人时给出人数，不列姓名；不足 3 人时不能引用。", compute
    )


STRUCTURE_FACTS = [
    Fact("党员平均年龄", "岁", "填有出生日期的在册党员年末（或今天）的平均年龄。", _average_age),
    *_bands(),
    _members("46岁及以上党员", "年末（或今天）满 46 岁的在册党员。", _is_older),
    _share("46岁及以上党员", "满 46 岁的党员除以在册党员。", _is_older),
    _members("女党员", "在册女党员。", lambda member, records: member.gender == Gender.FEMALE),
    _members("专业技术党员", "有中级及以上专业技术职称的在册党员。", _has_title),
    _share("专业技术党员", "有中级及以上职称的党员除以在册党员。", _has_title),
    Fact(
        "五年内退休党员人数",
        "名",
        "预计在五年内退休、或已到退休年龄的在册党员。",
        lambda records: counted(records.structure.retiring),
    ),
    _ill(HealthClass.CHRONIC),
    _ill(HealthClass.SERIOUS),
]
