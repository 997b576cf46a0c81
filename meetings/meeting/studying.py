"""What was studied at a meeting, and who is told when a record or its roll changes: topics above credit the hours.

`meetings` knows no study records. Study registers what it makes of a meeting, and the materials it can offer.
"""

from collections.abc import Callable, Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation

from .models import Meeting

# Called in the transaction of every write of a meeting that took place, and of its roll, but of a new one without
# hours; raises Refused.
Credit = Callable[[Meeting, AbstractBaseUser | None], object]
Library = Callable[[Organisation], Iterable[str]]
_credits: list[Credit] = []
_libraries: list[Library] = []


def register(credit: Credit, library: Library) -> None:
    """Let study follow meetings, and offer the titles of a branch's materials; called in `AppConfig.ready()`."""
    _credits.append(credit)
    _libraries.append(library)


def follow(meeting: Meeting, by: AbstractBaseUser | None, *, is_new: bool = False) -> None:
    """Tell those who credit study that a meeting or its roll was written; not of a new one that counts no hours."""
    if is_new and meeting.study_hours is None:
        return
    for credit in _credits:
        credit(meeting, by)


def library_of(branch: Organisation) -> list[str]:
    """Titles to choose from when a material is typed."""
    return list(dict.fromkeys(title for library in _libraries for title in library(branch)))


def materials_of(meeting: Meeting) -> list[str]:
    """What was studied, in the order of the record: of the agenda, under 学习材料, the lecture; each once."""
    named = [item.material for item in meeting.agenda.all()] + meeting.study_material.splitlines()
    named.append(meeting.lecture_title)
    return list(dict.fromkeys(text for one in named if (text := one.strip())))
