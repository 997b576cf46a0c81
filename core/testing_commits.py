"""What somebody learns who has every commit of a SQLite database: its state after each, from the file and its WAL.

An attacker of the tests looks for papers (ballots, opinions) whose words are known in the end, and says whose they are
or in what order they came: by the commit in which a paper shows first, and by every column and place of its row.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

from django.db import connection

WAL_HEAD, FRAME_HEAD = 32, 24

Row = dict[str, object]


@dataclass
class State:
    """The database after one commit: every row of every table by column, `rowid` where there is one; and its bytes."""

    tables: dict[str, list[Row]]
    content: bytes

    @cached_property
    def text(self) -> str:
        """All cells of all tables."""
        return "\n".join(
            _text(cell) for rows in self.tables.values() for row in rows for cell in row.values()
        )

    def holds(self, words: str) -> bool:
        """Whether any cell of any table says this."""
        return words in self.text


@dataclass
class Commits:
    """All states of a database while a block ran, the one before it first, and the WAL as it was at the end."""

    states: list[State] = field(default_factory=list)
    wal: bytes = b""

    def first_saying(self, words: str) -> int | None:
        """The number of the first state that says this; None when none does."""
        return next((number for number, state in enumerate(self.states) if state.holds(words)), None)


@contextmanager
def recorded_commits(folder: Path) -> Iterator[Commits]:
    """Record every commit of the block through the file and its WAL. SQLite only, outside any transaction."""
    found, path = Commits(), Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    begin = folder / "begin.sqlite3"
    shutil.copyfile(path, begin)
    yield found
    found.wal = path.with_name(f"{path.name}-wal").read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint=1000")
    for end in (0, *_commit_ends(found.wal)):
        found.states.append(_state(begin, found.wal[:end], folder))


def _commit_ends(wal: bytes) -> list[int]:
    """Where each commit of a WAL ends, in bytes: its last frame says how large the database is, the others nought."""
    page = int.from_bytes(wal[8:12], "big")
    frames = range(WAL_HEAD, len(wal) - page, FRAME_HEAD + page)
    return [at + FRAME_HEAD + page for at in frames if wal[at + 4 : at + 8] != bytes(4)]


def _state(begin: Path, wal: bytes, folder: Path) -> State:
    copy = folder / "replay.sqlite3"
    shutil.copyfile(begin, copy)
    copy.with_name(f"{copy.name}-wal").write_bytes(wal)
    with closing(sqlite3.connect(copy)) as database:
        database.row_factory = sqlite3.Row
        names = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = {}
        for name, sql in names:
            place = "" if "WITHOUT ROWID" in (sql or "") else "rowid AS rowid, "
            found = database.execute(f'SELECT {place}* FROM "{name}"')  # noqa: S608 - our tables
            tables[name] = [dict(row) for row in found]
    content = copy.read_bytes()
    for left in (copy.with_name(f"{copy.name}-wal"), copy.with_name(f"{copy.name}-shm")):
        left.unlink(missing_ok=True)
    return State(tables, content)


def _text(cell: object) -> str:
    return cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell)


def orders(commits: Commits, papers: Sequence[str]) -> dict[str, list[int]]:
    """Every order in which the papers can be read in the end, by what it was read from; papers as their numbers."""
    found = {
        "first commit": _by_first_commit(commits, papers),
        "place in the file": _by_place(commits.states[-1].content, papers),
        "place in the WAL": _by_place(commits.wal, papers),
    }
    for table, rows in commits.states[-1].tables.items():
        owners = [_paper_of(row, papers) for row in rows]
        if len({owner for owner in owners if owner is not None}) < len(papers):
            continue
        pairs = [(row, owner) for row, owner in zip(rows, owners, strict=True) if owner is not None]
        for column in rows[0]:
            values = [str(row[column]).rjust(20) for row, _ in pairs]
            if len(set(values)) == len(values):
                ranked = sorted(range(len(values)), key=values.__getitem__)
                found[f"{table}.{column}"] = [pairs[place][1] for place in ranked]
    return {name: order for name, order in found.items() if len(order) == len(papers)}


def _by_first_commit(commits: Commits, papers: Sequence[str]) -> list[int]:
    seen = [(first, number) for number, paper in enumerate(papers) if (first := commits.first_saying(paper))]
    if len({first for first, _ in seen}) < len(papers):
        return []
    return [number for _, number in sorted(seen)]


def _by_place(content: bytes, papers: Sequence[str]) -> list[int]:
    places = [(content.find(paper.encode()), number) for number, paper in enumerate(papers)]
    return [number for place, number in sorted(places) if place >= 0]


def _paper_of(row: Row, papers: Sequence[str]) -> int | None:
    text = "\n".join(_text(cell) for cell in row.values())
    return next((number for number, paper in enumerate(papers) if paper in text), None)


def tau(order: Sequence[int]) -> float:
    """Kendall's rank correlation of an order with 0, 1, 2 …: 1 for the same, -1 for the reverse, about 0 by chance."""
    pairs = list(combinations(order, 2))
    return sum(1 if first < second else -1 for first, second in pairs) / len(pairs)
