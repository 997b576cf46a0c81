"""Makers of much: what a branch recorded in a year copied many times over, into the same year or into the years before."""

from collections.abc import Callable, Collection, Iterator
from copy import copy
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from branch.organisations.models import Organisation
from core.kept import note_change

# The apps whose records grow with what a branch does; members, posts and papers of the year do not.
OF_A_YEAR = ("meetings", "study", "activities", "rectification")
YEARS_IN_COLUMNS = ("year", "counts_in", "counts_also_in")
BATCH = 2000

Keys = dict[tuple[Any, int], int]
Rows = dict[type[models.Model], list[models.Model]]


def recorded_in(branch: Organisation, year: int) -> Rows:
    """What a branch recorded in a year, with all that hangs on it, in an order in which it can be written."""
    found: Rows = {}
    for model in _in_order():
        own = _of_year(model, branch, year)
        hanging = _hanging_on(model, found).values() if own is None else ()
        rows = [*(own or ()), *(row for row in hanging if _is_of(row, branch))]
        if rows:
            found[model] = rows
    return found


def _in_order() -> list[type[models.Model]]:
    """The models of the year's records, those that others point to first."""
    waiting = [
        model
        for label in OF_A_YEAR
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    ordered: list[type[models.Model]] = []
    while waiting:
        free = [one for one in waiting if not set(_targets(one)) & (set(waiting) - {one})] or waiting[:1]
        ordered += free
        waiting = [one for one in waiting if one not in free]
    return ordered


def _targets(model: type[models.Model]) -> dict[type[models.Model], str]:
    return {field.related_model: field.attname for field in _pointers(model)}


def _pointers(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.remote_field]


def _of_year(model: type[models.Model], branch: Organisation, year: int) -> models.QuerySet | None:
    """The records of the year, nothing for what a branch keeps from year to year; None for rows of other records."""
    rows = model._default_manager.all()
    if not hasattr(rows, "of_branch") or not hasattr(model, "branch_id"):
        return None
    if not (rows.year_field or rows.date_field):
        return rows.none()
    return rows.of_branch(branch).in_year(year).order_by("pk")


def _hanging_on(model: type[models.Model], found: Rows) -> dict[int, models.Model]:
    rows = {}
    for field in _pointers(model):
        if field.related_model in found and field.related_model is not model:
            keys = [row.pk for row in found[field.related_model]]
            rows |= {row.pk: row for row in model._base_manager.filter(**{f"{field.name}__in": keys})}
    return dict(sorted(rows.items()))


def _is_of(row: models.Model, branch: Organisation) -> bool:
    return getattr(row, "branch_id", branch.pk) == branch.pk


def copy_into_year(rows: Rows, times: int) -> int:
    """So many copies beside the rows themselves; how many rows were written. What can be but once is left out."""
    return sum(_copied(rows, f"（{number}）", lambda value: value) for number in range(1, times + 1))


def copy_into_past(rows: Rows, years: int) -> int:
    """A copy in each of so many years before; how many rows were written."""
    return sum(_copied(rows, "", _years_back(number)) for number in range(1, years + 1))


def _years_back(number: int) -> Callable[[Any], Any]:
    def back(value: Any) -> Any:
        if isinstance(value, date):
            is_leap_day = (value.month, value.day) == (2, 29)
            return value.replace(year=value.year - number, day=28 if is_leap_day else value.day)
        return value - number if isinstance(value, int) else value

    return back


@transaction.atomic
def _copied(rows: Rows, suffix: str, moved: Callable[[Any], Any]) -> int:
    keys: Keys = {}
    known = {(model, row.pk) for model, originals in rows.items() for row in originals}
    for model, originals in rows.items():
        copies = list(_copies(model, originals, keys, known, suffix, moved))
        keys |= {(model, old): new.pk for old, new in _written(model, copies)}
    note_change()
    return len(keys)


def _copies(
    model: type[models.Model],
    originals: list[models.Model],
    keys: Keys,
    known: Collection[tuple[Any, int]],
    suffix: str,
    moved: Callable[[Any], Any],
) -> Iterator[tuple[int, models.Model]]:
    """Unsaved copies by the keys of their originals, each pointing to copies where there are any."""
    for row in originals:
        new = copy(row)
        new._state = models.base.ModelState()
        new.pk = None
        is_whole = True
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.remote_field and value is not None and field.related_model is not model:
                target = field.related_model, value
                is_whole = is_whole and (target in keys or target not in known)
                setattr(new, field.attname, keys.get(target, value))
            elif isinstance(field, models.DateField) or field.name in YEARS_IN_COLUMNS:
                setattr(new, field.attname, moved(value) if value is not None else None)
            elif field.name == "title" and field.max_length:
                setattr(new, field.attname, f"{value[: field.max_length - len(suffix)]}{suffix}")
        if is_whole:
            yield row.pk, new


def _written(
    model: type[models.Model], copies: list[tuple[int, models.Model]]
) -> list[tuple[int, models.Model]]:
    """Those that the database takes, all at once where it takes all."""
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([new for _, new in copies], batch_size=BATCH)
        return copies
    except IntegrityError:
        return [(old, new) for old, new in copies if _is_written(new)]


def _is_written(row: models.Model) -> bool:
    row.pk = None
    row._state = models.base.ModelState()
    try:
        with transaction.atomic():
            row.save_base(raw=True, force_insert=True)
    except IntegrityError:
        return False
    return True
