"""The tabs of the pane beside a report's text: each topic declares its own in one registration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from reports.report import permissions
from reports.report.editor import Shown, shown_page
from reports.report.models import AnnualReport


@dataclass
class Pane:
    """The pane beside one report as one person opens it on a day; what is dear is worked out when it is asked for."""

    request: HttpRequest
    report: AnnualReport
    on: date

    @cached_property
    def shown(self) -> Shown:
        """The text as its page shows it."""
        return shown_page(self.report, self.on)

    @property
    def user(self) -> AbstractBaseUser:
        """Who opens it."""
        return self.request.user  # type: ignore[return-value]  # signed in

    @cached_property
    def may_edit(self) -> bool:
        """Whether this person may change the text now."""
        return permissions.can_change_report(self.user, self.report)

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for, by name."""
        return {name: str(value) for name, value in self.request.GET.items()}


def _everybody(_: Pane) -> bool:
    return True


@dataclass(frozen=True)
class Tab:
    """One tab: its name in addresses, its word, and the part of a page that it shows.

    `template` knows `pane`, `report`, `may_edit`, and what `context(pane)` adds; it is shown beside the text by a
    script and on a page of its own without one. `count(pane)` stands beside the word, when it is not 0. `is_open(pane)` says to
    whom it is offered (others get a 404). `follows`: it is asked for again when the caret comes to another sentence;
    `is_renewed`: when text was saved. One that is not `is_listed` has no tab and is led to from another.
    `waits` is said while it is made.
    """

    name: str
    label: str
    template: str
    context: Callable[[Pane], dict[str, Any]]
    order: int
    count: Callable[[Pane], int] | None = None
    is_open: Callable[[Pane], bool] = _everybody
    follows: bool = False
    is_renewed: bool = True
    is_listed: bool = True
    waits: str = "正在读取…"


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    """Put a tab into the pane; called in `registration.py`."""
    _tabs[tab.name] = tab


def named(name: str) -> Tab | None:
    """The tab of a name; None where there is none."""
    return _tabs.get(name)


@dataclass(frozen=True)
class Listed:
    """A tab as the frame shows it."""

    tab: Tab
    count: int


def listed(pane: Pane) -> list[Listed]:
    """The tabs that this person is offered, in order."""
    rows = sorted(
        (tab for tab in _tabs.values() if tab.is_listed and tab.is_open(pane)), key=lambda t: t.order
    )
    return [Listed(tab, tab.count(pane) if tab.count else 0) for tab in rows]
