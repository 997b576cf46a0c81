"""The main navigation: each app registers its own entry, the frame shows those the user may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class NavEntry:
    """One concept of the navigation; `is_shown(user)` says to whom, `badge(user, workspace)` adds a short hint."""

    order: int
    label: str
    url_name: str
    icon: str
    is_shown: Callable[[Any], bool]
    badge: Callable[[Any, Any], str] | None = None
    namespaces: tuple[str, ...] = ()
    # Beginnings of view names, for an app that has more than one entry.
    views: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavItem:
    """An entry as the frame renders it."""

    label: str
    url: str
    icon: str
    is_active: bool
    badge: str


_entries: list[NavEntry] = []


def register(entry: NavEntry) -> None:
    """Add an entry; called in `AppConfig.ready()`."""
    _entries.append(entry)


def entries() -> list[NavEntry]:
    """Every registered entry, in order."""
    return sorted(_entries, key=lambda entry: entry.order)


def items_for(user, workspace, namespace: str, view_name: str = "") -> list[NavItem]:
    """The entries this user may open, in order, with the active one marked by the app of the page."""
    items = []
    named = [entry for entry in entries() if entry.views and view_name.startswith(entry.views)]
    for entry in entries():
        if not entry.is_shown(user):
            continue
        # A page that an entry names belongs to it, whichever app it is of.
        active = entry in named if named else view_name == entry.url_name or namespace in entry.namespaces
        badge = entry.badge(user, workspace) if entry.badge else ""
        items.append(NavItem(entry.label, reverse(entry.url_name), entry.icon, active, badge))
    return items
