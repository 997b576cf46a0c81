"""公示 noted in the year's cycle, for 党务公开."""

from collections.abc import Iterable
from datetime import date

from branch.disclosure.registry import Posting
from branch.organisations.models import Organisation
from core import records

from .enums import CycleStep
from .models import CycleNote


def postings(branch: Organisation, year: int, _today: date) -> Iterable[Posting]:
    """整改清单与公示 of the year's 组织生活会."""
    for note in CycleNote.objects.of_branch(branch).in_year(year).filter(step=CycleStep.ITEMS).in_order():
        subject = f"{year}年度组织生活会整改清单"
        yield Posting(subject, "组织生活会", note.place, note.on, note.until, records.url_of(note))
