"""发文登记簿: every number of a unit and a year, whoever gave it; what stands twice or is missing is said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation
from core import records
from reports.report.models import AnnualReport

from .models import OutsideNumber

# So many gaps are named.
NAMED = 6


@dataclass(frozen=True)
class Entry:
    """A number with the paper that has it."""

    number: int
    told: str
    title: str
    url: str
    day: date | None
    is_outside: bool
    is_double: bool = False


def _spans(numbers: Sequence[int]) -> list[str]:
    """Numbers in order as people say them: 3, 5 至 8."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return [f"{span[0]} 至 {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans]


@dataclass(frozen=True)
class Series:
    """The numbers of one 发文代字 in a year, in their order, and those that nobody has."""

    code: str
    entries: tuple[Entry, ...]
    missing: tuple[int, ...]

    @property
    def doubled(self) -> list[int]:
        """The numbers that more than one paper has."""
        return sorted({one.number for one in self.entries if one.is_double})

    @property
    def remarks(self) -> list[str]:
        """What is wrong with it, in words."""
        told = [f"{number} 号有几份文件，请核对。" for number in self.doubled]
        if self.missing:
            spans = _spans(self.missing)
            more = "等" if len(spans) > NAMED else ""
            told.append(
                f"缺 {'、'.join(spans[:NAMED])} {more}号：文件在系统外的，请补登记；没有用过的号不影响下一个号。"
            )
        return told

    @property
    def next(self) -> int:
        """The number that the next paper is given."""
        return max(one.number for one in self.entries) + 1


def series_of(numbers: Sequence[Entry], code: str) -> Series:
    """Numbers of one series in order, with what stands twice and what is missing."""
    times = Counter(one.number for one in numbers)
    entries = sorted(numbers, key=lambda one: (one.number, one.is_outside, one.title))
    marked = tuple(
        Entry(one.number, one.told, one.title, one.url, one.day, one.is_outside, times[one.number] > 1)
        for one in entries
    )
    missing = sorted(set(range(1, max(times, default=0))) - times.keys())
    return Series(code, marked, tuple(missing))


def register_of(branch: Organisation, year: int, user: AbstractBaseUser) -> list[Series]:
    """The register of a unit and a year, by 发文代字; a paper that the person may not see stands there without a link."""
    given = AnnualReport.objects.filter(
        branch=branch, year=year, number__isnull=False, deleted_at__isnull=True
    )
    seen = set(AnnualReport.objects.visible_to(user).filter(pk__in=given).values_list("pk", flat=True))
    found: dict[str, list[Entry]] = {}
    for report in given:
        url = records.url_of(report) if report.pk in seen else ""
        entry = Entry(report.number or 0, report.number_told, report.title, url, report.signed_on, False)
        found.setdefault(report.code, []).append(entry)
    for one in OutsideNumber.objects.of_branch(branch).in_year(year):
        entry = Entry(one.number, one.told, one.title, records.url_of(one), one.issued_on, True)
        found.setdefault(one.code, []).append(entry)
    return [series_of(entries, code) for code, entries in sorted(found.items())]
