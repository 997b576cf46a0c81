"""Figures of the rectification items: by state, by 对照 item, overdue by month."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from .enums import ItemState
from .models.items import RectificationItem


@dataclass(frozen=True)
class Bar:
    """One bar: its word, its number, the longest bar's number, and the query of the list that it counts."""

    label: str
    count: int
    most: int
    query: str = ""
    tone: str = ""


def _bars(counts: dict[str, int], queries: dict[str, str] | None = None, tone: str = "") -> list[Bar]:
    most = max(counts.values(), default=0) or 1
    return [Bar(label, count, most, (queries or {}).get(label, ""), tone) for label, count in counts.items()]


def by_state(items: list[RectificationItem]) -> list[Bar]:
    """Every state in the order of the work, also those without items."""
    found = Counter(item.state for item in items)
    counts = {str(state.label): found[state] for state in ItemState}
    return _bars(counts, {str(state.label): urlencode({"state": state.value}) for state in ItemState})


def by_framework(items: list[RectificationItem]) -> list[Bar]:
    """对照 items by how many rectification items stand under them, the most first."""
    found: Counter[tuple[str, str]] = Counter()
    for item in items:
        framework = item.problem.framework_item if item.problem else None
        query = urlencode({"framework_item": framework.pk}) if framework else ""
        found[(framework.text if framework else "不按对照方面", query)] += 1
    most = max(found.values(), default=1)
    return [Bar(label, count, most, query) for (label, query), count in found.most_common()]


def overdue_by_month(items: list[RectificationItem], on: date) -> list[Bar]:
    """Overdue items by the month of their time limit, oldest first."""
    found = Counter(
        (item.deadline.year, item.deadline.month) for item in items if item.deadline and item.is_overdue(on)
    )
    return _bars({f"{year}年{month}月": found[year, month] for year, month in sorted(found)}, tone="late")
