"""Working standings out, keeping them, and renewing what no longer holds."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from branch.organisations.models import Organisation
from core.jobs.workers import has_work_waiting
from core.keeping.checking import StoreCheck
from core.kept import Place, place
from core.models import AuditHead
from core.timers import Timer
from overview.compliance import lines_of

from .models import NOT_HELD, Standing

# So many branches are written in one transaction; a sweep stops after so long, and goes on with the next.
BATCH = 50
SWEEP_SECONDS = 100.0
# So many are worked out again by the daily look through the store, others each day.
LOOKED_AT = 100
KEPT_FIELDS = ["as_of", "number", "counts", "met", "pending", "overdue", "explained", "overdue_rules"]


def years_kept(today: date) -> tuple[int, int]:
    """The years whose standings are kept: this one, and the last one, which is closed in the first months."""
    return today.year, today.year - 1


def worked_out(branch: Organisation, year: int, today: date, number: int = NOT_HELD) -> Standing:
    """The standing as the rules say it now, not stored."""
    return Standing.of(branch, year, today, number, lines_of(branch, year, today))


def standings_of(branches: Sequence[Organisation], year: int, today: date) -> dict[int, Standing]:
    """How branches stand today, by their ids: what is kept and holds, and the rest worked out; nothing is written."""
    held = Standing.objects.filter(branch__in=branches, year=year).holding(today)
    found = {standing.branch_id: standing for standing in held}
    return {one.pk: found.get(one.pk) or worked_out(one, year, today) for one in branches}


def lacking(year: int, today: date) -> QuerySet[Organisation]:
    """The branches whose standing of a year is not kept, or does not hold any more."""
    held = Standing.objects.filter(branch=OuterRef("pk"), year=year).holding(today)
    branches: QuerySet[Organisation] = Organisation.objects.alive().branches().filter(~Exists(held))
    return branches


def renew(branches: Sequence[Organisation], year: int, today: date) -> int:
    """Work out and keep the standings of some branches; returns how many."""
    now = place()
    return _keep([worked_out(branch, year, today, now[0]) for branch in branches], now)


@transaction.atomic
def _keep(rows: list[Standing], now: Place) -> int:
    """Store standings, unless something was written meanwhile of which no entry tells: then they may not hold."""
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is not None and head.unnoted != now[2]:
        return 0
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["branch", "year"], update_fields=KEPT_FIELDS
    )
    return len(rows)


def forget(path: str) -> None:
    """Something at or below a path was written of which no entry tells: what is kept of it holds no more."""
    if path:
        Standing.objects.filter(branch__path__below=path).update(number=NOT_HELD)


def sweep(now: datetime) -> int:
    """Renew what does not hold: after midnight all, then what was written to; returns how many.

    It ends after a while, or when a job waits for the worker; the next run goes on.
    """
    today, ends, done = timezone.localdate(now), monotonic() + SWEEP_SECONDS, 0
    for year in years_kept(today):
        ids = list(lacking(year, today).order_by("path").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            some = Organisation.objects.filter(pk__in=ids[start : start + BATCH])
            done += renew(list(some), year, today)
            if monotonic() > ends or has_work_waiting():
                return done
    return done


def wrong(today: date, most: int | None = None) -> Iterator[str]:
    """Standings that are kept as of today and say something else than the rules: of all, or of some picked by chance."""
    rows = Standing.objects.holding(today).select_related("branch")
    rows = rows.order_by("?")[:most] if most else rows.order_by("branch__path", "year")
    for kept in rows.iterator(chunk_size=BATCH):
        if kept.told != worked_out(kept.branch, kept.year, today).told:
            yield f"{kept.branch} {kept.year} 年度存下的达标情况与按记录算出的不符"


def look_through() -> Iterable[str]:
    """What the daily look through the store finds."""
    return wrong(timezone.localdate(), LOOKED_AT)


SWEEP = Timer("standings", timedelta(minutes=2), sweep)
CHECK = StoreCheck("standings", "存下的支部达标情况与记录不符", look_through)
