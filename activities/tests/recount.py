"""A naive recount of every figure, written apart from the code under test, and random rows to count."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from activities.kinds.base import Kind
from activities.kinds.fields import FieldType, KindField
from activities.kinds.statistics import Person, StatContext

PEOPLE = [Person(number, f"试{number}") for number in range(1, 9)]
COLLECTIVES = {"掘进一班", "留守职工"}
WORDS = ["甲", "乙", "丙", "丁", "戊", *sorted(COLLECTIVES)]


@dataclass
class PlainRow:
    """An activity without a database."""

    pk: int
    happened_on: date
    data: dict[str, Any] = field(default_factory=dict)
    participant_ids: frozenset[int] = frozenset()


def random_context(chance: random.Random) -> StatContext:
    """A year of some length with some members, posts and committee."""
    return StatContext(
        year=2025,
        months_elapsed=chance.randint(1, 12),
        members_on_roll=chance.randint(0, 30),
        duty_holders=tuple(chance.sample(PEOPLE, chance.randint(0, 5))),
        committee=tuple(chance.sample(PEOPLE, chance.randint(0, 5))),
    )


def random_rows(kind: Kind, chance: random.Random) -> list[PlainRow]:
    """Up to 25 rows with random values in the kind's fields; optional ones are often empty."""
    rows = []
    for pk in range(1, chance.randint(0, 25) + 1):
        day = date(2025, 1, 1) + timedelta(days=chance.randint(0, 364))
        data = {}
        for one in kind.fields:
            if one.required or chance.random() < 0.6:
                data[one.name] = random_value(one, day, chance)
        people = chance.sample([person.id for person in PEOPLE], chance.randint(0, 6))
        rows.append(PlainRow(pk, day, data, frozenset(people)))
    return rows


def random_value(one: KindField, day: date, chance: random.Random) -> Any:
    """A stored value of the field's type."""
    codes = [code for code, _ in one.choices]
    person = chance.choice(PEOPLE)
    several = chance.sample(PEOPLE, chance.randint(1, 3))
    return {
        FieldType.TEXT: "、".join(chance.choices(WORDS, k=chance.randint(1, 3))),
        FieldType.LONG_TEXT: chance.choice(WORDS),
        FieldType.DATE: (
            day - timedelta(days=chance.randint(0 if one.name == "received_on" else -9, 9))
        ).isoformat(),
        FieldType.INTEGER: chance.randint(0, 9),
        FieldType.BOOLEAN: chance.random() < 0.5,
        FieldType.CHOICE: chance.choice(codes or [""]),
        FieldType.CHOICES: [code for code in codes if chance.random() < 0.5] or codes[:1],
        FieldType.MEMBER: {"id": person.id, "name": person.name},
        FieldType.PEOPLE: [{"id": one.id, "name": one.name} for one in several],
    }[one.type]


def names(rows, name) -> set[str]:
    """Different names in a text field."""
    found = set()
    for row in rows:
        for part in row.data.get(name, "").split("、"):
            if part:
                found.add(part)
    return found


def having(rows, name) -> int:
    """Rows with a field that says something."""
    number = 0
    for row in rows:
        if row.data.get(name) not in (None, "", []):
            number += 1
    return number


def adding(rows, name) -> int:
    """Sum of a number field."""
    number = 0
    for row in rows:
        number += row.data.get(name, 0)
    return number


def choosing(rows, name, code) -> int:
    """Rows with one option, alone or among several."""
    number = 0
    for row in rows:
        value = row.data.get(name, [])
        if value == code or (type(value) is list and code in value):
            number += 1
    return number


def rounded(part, whole):
    """A whole percentage, half up."""
    return int(part / whole * 100 + 0.5) if whole else None


def middle(numbers):
    """The median by sorting."""
    if not numbers:
        return None
    numbers = sorted(numbers)
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def reached(rows, name, people) -> int:
    """Persons named at least once."""
    ids = {row.data[name]["id"] for row in rows if row.data.get(name)}
    return len([person for person in people if person.id in ids])


def days_to_relay(rows):
    """Days from receipt to relay."""
    return [(row.happened_on - date.fromisoformat(row.data["received_on"])).days for row in rows]


RECOUNT = {
    ("relay", "days"): lambda r, c: middle(days_to_relay(r)),
    ("relay", "done"): lambda r, c: having(r, "result"),
    ("relay", "open"): lambda r, c: len(r) - having(r, "result"),
    ("joint", "partners"): lambda r, c: len(names(r, "partner")),
    ("joint", "segments"): lambda r, c: len(r),
    ("joint", "attendances"): lambda r, c: sum(len(row.participant_ids) for row in r),
    ("red_base", "bases"): lambda r, c: len(names(r, "base")),
    ("red_base", "segments"): lambda r, c: len(r),
    ("red_base", "attendances"): lambda r, c: sum(len(row.participant_ids) for row in r),
    ("service", "done"): lambda r, c: having(r, "done_on"),
    ("service", "done_percent"): lambda r, c: rounded(having(r, "done_on"), len(r)),
    ("service", "open"): lambda r, c: len(r) - having(r, "done_on"),
    ("service", "helped"): lambda r, c: adding([x for x in r if "done_on" in x.data], "beneficiaries"),
    ("visit", "persons"): lambda r, c: len(names(r, "targets") - COLLECTIVES),
    ("visit", "groups"): lambda r, c: len(names(r, "targets") & COLLECTIVES),
    ("visit", "forms"): lambda r, c: len(r),
    ("project", "done"): lambda r, c: having(r, "outcome"),
    ("inspection", "units"): lambda r, c: len(names(r, "units")),
    ("inspection", "found"): lambda r, c: adding(r, "found"),
    ("inspection", "fixed"): lambda r, c: adding(r, "fixed"),
    ("inspection", "fixed_percent"): lambda r, c: rounded(
        adding([x for x in r if x.data["found"]], "fixed"), adding(r, "found")
    ),
    ("case_study", "months"): lambda r, c: len({row.happened_on.month for row in r}),
    ("reminder", "occasions"): lambda r, c: len(r),
    ("reminder", "covered"): lambda r, c: len({code for row in r for code in row.data["occasions"]}),
    ("integrity_talk", "talked"): lambda r, c: reached(r, "counterpart", c.duty_holders),
    ("risk", "quarters"): lambda r, c: len({row.data["quarter"] for row in r}),
    ("risk", "levels"): lambda r, c: len(r),
    ("self_check", "batches"): lambda r, c: len(names(r, "batch")),
    ("self_check", "found"): lambda r, c: having(r, "problem"),
    ("self_check", "fixed"): lambda r, c: having(r, "fixed_on"),
    ("self_check", "open"): lambda r, c: len(
        [x for x in r if "problem" in x.data and "fixed_on" not in x.data]
    ),
    ("self_check", "categories"): lambda r, c: having(r, "category"),
    ("mood", "levels"): lambda r, c: len(r),
    ("mood", "open"): lambda r, c: len(
        [x for x in r if x.data["level"] != "STEADY" and "resolved_on" not in x.data]
    ),
    ("publicity", "channels"): lambda r, c: len(r),
    ("vanguard", "forms"): lambda r, c: len(r),
    ("vanguard", "members"): lambda r, c: sum(len(row.data["members"]) for row in r),
    ("vanguard", "outcomes"): lambda r, c: having(r, "outcome"),
    ("ideology_review", "measured"): lambda r, c: having(r, "measures"),
    ("ideology_front", "fronts"): lambda r, c: len(names(r, "front")),
    ("ideology_front", "found"): lambda r, c: adding(r, "found"),
    ("quarter_star", "quarters"): lambda r, c: len({row.data["quarter"] for row in r}),
    ("quarter_star", "winners"): lambda r, c: sum(len(row.data["winners"]) for row in r),
    ("pledge", "pledged"): lambda r, c: len({row.data["pledger"]["id"] for row in r}),
    ("pledge", "midyear"): lambda r, c: having(r, "midyear"),
    ("pledge", "own_result"): lambda r, c: having(r, "own_result"),
    ("pledge", "reviewed"): lambda r, c: having(r, "fulfilment"),
    ("pledge", "kept"): lambda r, c: choosing(r, "fulfilment", "KEPT"),
    ("pledge", "kept_percent"): lambda r, c: rounded(
        choosing(r, "fulfilment", "KEPT"), having(r, "fulfilment")
    ),
    ("double_duty", "covered"): lambda r, c: reached(r, "committee_member", c.committee),
    ("rules_made", "made"): lambda r, c: choosing(r, "action", "MADE"),
    ("rules_made", "revised"): lambda r, c: choosing(r, "action", "REVISED"),
}
