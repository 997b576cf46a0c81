"""Dates as the office writes them, periods of a year, spans of days, and how late an entry was made."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

# An entry made within this many days of the event counts as made on the day.
GRACE_DAYS = 3


def chinese_date(day: date) -> str:
    """2025年3月7日, without zero padding (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    """3月7日, where the year is plain from the page."""
    return f"{day.month}月{day.day}日"


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


def covers(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether a span holds a day: both its ends do, and one without an end goes on."""
    return starts_on <= day and (ends_on is None or ends_on >= day)


def overlapping(first: date, last: date | None, prefix: str = "") -> Q:
    """Condition on `starts_on` and `ends_on` behind a prefix: the span shares a day with another one."""
    begun = Q() if last is None else Q(**{f"{prefix}starts_on__lte": last})
    return begun & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": first}))


def covering(day: date, prefix: str = "") -> Q:
    """Condition as `overlapping`: the span holds a day, as `covers` says of values."""
    return overlapping(day, day, prefix)


def day_starts(day: date) -> datetime:
    """The moment at which a day begins here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def on_days(field: str, first: date | None = None, last: date | None = None) -> Q:
    """Condition: a moment lies on the days from `first` to `last`, both included; None leaves that side open.

    It compares the column itself, so that an index answers it; Django's `__date` asks every row. The very first and
    the very last days that there are bound nothing: their moments in another zone lie beyond what a date can say.
    """
    bounds = Q()
    if first is not None and first > date.min + timedelta(days=1):
        bounds &= Q(**{f"{field}__gte": day_starts(first)})
    if last is not None and last < date.max - timedelta(days=1):
        bounds &= Q(**{f"{field}__lt": day_starts(last + timedelta(days=1))})
    return bounds


class Span:
    """Mixin of what has `starts_on` and `ends_on`."""

    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the span holds the day, its first and last included."""
        return covers(self.starts_on, self.ends_on, day)


def days_late(happened_on: date, created_at: datetime) -> int:
    """Days between an event and its entry when that is more than GRACE_DAYS, else 0 (补录 n 天)."""
    days = (timezone.localtime(created_at).date() - happened_on).days
    return days if days > GRACE_DAYS else 0
