"""Loads 党费 by month and the 公示 that are records of their own."""

from datetime import date
from decimal import Decimal

from branch.disclosure.models import Disclosure
from branch.dues.models import DuesMonth
from core import records

from .world import World

# Yuan a month in 2025; the probationary member pays from July on.
UNTIL_JUNE, FROM_JULY = Decimal("1846.50"), Decimal("1871.50")
# Of February a transfer came a day late: it went up with March.
LATE = Decimal("96.00")

# kind, subject, text, days
DISCLOSURES = [
    (
        "CONFIRMATION",
        "蓝天佑预备党员转正",
        "蓝天佑，技术员，2024年3月22日接收为预备党员，预备期一年，支委会拟提交党员大会讨论。",
        (date(2025, 3, 17), date(2025, 3, 21)),
    ),
    (
        "ADMISSION",
        "拟接收吴晓宁为预备党员",
        "吴晓宁，物资部物资员，入党积极分子培养期满，支委会拟提交党员大会讨论。",
        (date(2025, 6, 9), date(2025, 6, 13)),
    ),
    (
        "DECISION",
        "2025年度党建经费使用情况",
        "全年用于购买学习书籍、开展共建和慰问困难职工，逐笔有票据，明细备查。",
        (date(2025, 12, 29), date(2026, 1, 4)),
    ),
]


def _dues(world: World, year: int, month: int) -> None:
    received = UNTIL_JUNE if (year, month) < (2025, 7) else FROM_JULY
    handed_up = received + {(2025, 2): -LATE, (2025, 3): LATE}.get((year, month), Decimal(0))
    note = {
        (2025, 2): "1名党员的转账次日到账，并入3月上缴",
        (2025, 3): "含2月次日到账的96元",
    }.get((year, month), "")
    day = date(year, month, 25)
    row = DuesMonth(
        branch=world.branch,
        year=year,
        month=month,
        received=received,
        handed_up=handed_up,
        handed_up_on=day,
        receipt=f"DF{year}{month:02d}",
        note=note,
        **world.stamp(day),
    )
    records.create(row, by=world.secretary)


def _disclose(world: World, kind: str, subject: str, text: str, days: tuple[date, date]) -> None:
    disclosure = Disclosure(
        branch=world.branch,
        year=days[0].year if kind != "DUES" else days[0].year - 1,
        kind=kind,
        subject=subject,
        text=text,
        place="项目部党务公开栏",
        starts_on=days[0],
        ends_on=days[1],
        contact="支部办公室意见箱",
        feedback="无",
        **world.stamp(days[0]),
    )
    records.create(disclosure, by=world.secretary)


def load(world: World) -> None:
    """All of 2025 with its notice, and the months of 2026 that have gone by."""
    for month in range(1, 13):
        _dues(world, 2025, month)
    for month in range(1, world.today.month if world.today.year == 2026 else 3):
        _dues(world, 2026, month)
    for disclosure in DISCLOSURES:
        _disclose(world, *disclosure)
    _disclose(world, "DUES", "2025年度党费收缴情况", "", (date(2026, 1, 12), date(2026, 1, 18)))
