"""Dates as the office writes them, periods of a year, and how late an entry was made."""

from calendar import monthrange
from datetime import date, datetime

from django.utils import timezone

# An entry made within this many days of the event counts as made on the day.
GRACE_DAYS = 3


def chinese_date(day: date) -> str:
    """2025年3月7日, without zero padding (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def month_range(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def quarter_range(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4)."""
    return date(year, quarter * 3 - 2, 1), month_range(year, quarter * 3)[1]


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_between(earlier: date, later: date) -> int:
    """Whole years from one date to another: an age on that day."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def days_late(happened_on: date, created_at: datetime) -> int:
    """Days between an event and its entry when that is more than GRACE_DAYS, else 0 (补录 n 天)."""
    days = (timezone.localtime(created_at).date() - happened_on).days
    return days if days > GRACE_DAYS else 0
