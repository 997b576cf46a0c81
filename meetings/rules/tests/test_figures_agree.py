"""The figures of the grid, the list, the table and a plain recount are the same on made-up years."""

import random
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import rules
from meetings.enums import BODIES, Attendance, MeetingKind
from meetings.rules.rules import FAMILY, KIND_OF
from meetings.tests.helpers import hold, line

YEAR = 2025
OF_THE_YEAR = {MeetingKind.LIFE, MeetingKind.APPRAISAL}
CONTENT_KINDS = [kind for kind in MeetingKind if kind not in BODIES and kind != MeetingKind.LECTURE]


def make_year(cast, chance: random.Random) -> list[dict]:
    """Random meetings around a year, as plain facts."""
    people = [member for name, member in vars(cast.people).items() if name != "outsider"]
    facts = []
    for number in range(25):
        day = date(YEAR - 1, 12, 1) + timedelta(days=chance.randrange(430))
        body = chance.choice([*BODIES, None])
        kinds = {body} - {None} | set(chance.sample(CONTENT_KINDS, chance.randrange(0 if body else 1, 3)))
        group = chance.choice([cast.group, cast.second_group]) if body == MeetingKind.GROUP else None
        # Only the yearly ones may belong to the year before.
        year = day.year - (chance.random() < 0.5 if kinds & OF_THE_YEAR else 0)
        statuses = [(member, chance.choice(Attendance.values)) for member in chance.sample(people, 4)]
        roll = [line(member, status, "事由") for member, status in statuses]
        title = f"第{number}次"
        hold(
            cast.branch,
            f"{day} {chance.randrange(24):02d}:30",
            *kinds,
            roll=roll,
            group=group,
            year=year,
            title=title,
        )
        facts.append(
            {
                "title": title,
                "day": day,
                "year": year,
                "kinds": kinds,
                "group": group,
                "due": sum(status != "EXEMPT" for _, status in statuses),
                "present": sum(status == "PRESENT" for _, status in statuses),
            }
        )
    return facts


def recount(facts, kind: str, period: rules.Period, group) -> int:
    """How many facts a cell should count, written independently of the rules."""
    number = 0
    for fact in facts:
        if kind not in fact["kinds"] or fact["group"] != group:
            continue
        if period.key == str(YEAR):
            number += fact["year"] == YEAR
        elif "Q" in period.key:
            number += fact["day"].year == YEAR and (fact["day"].month + 2) // 3 == int(period.key[-1])
        else:
            number += f"{fact['day']:%Y-%m}" == period.key
    return number


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_grid_list_table_and_recount_agree(cast, client_of, seed):
    facts = make_year(cast, random.Random(seed))
    client = client_of(cast.secretary, year=YEAR)
    groups = {f"group:{group.pk}": group for group in (cast.group, cast.second_group)}
    cells = 0
    for row in rules.evaluate(cast.branch, YEAR, date(2026, 6, 1), frozenset()):
        if row.rule not in FAMILY.rules:
            continue
        for result in row.results:
            group = groups.get(row.subject_key)
            assert result.count == recount(facts, KIND_OF[row.rule.id], result.period, group), row.label
            cells += 1
    assert cells == 4 + 12 + 2 * 12 + 12 + 4 + 1 + 1
    content = client.get(reverse("meetings:meeting_list") + "?format=xlsx").content
    sheet = load_workbook(BytesIO(content)).active
    head = [cell.value for cell in sheet[2]]
    table = {}
    for cells_of_row in sheet.iter_rows(min_row=3):
        values = dict(zip(head, (cell.value for cell in cells_of_row), strict=True))
        table[values["名称"]] = (values["应到"], values["实到"])
    assert table == {fact["title"]: (fact["due"], fact["present"]) for fact in facts if is_listed(fact)}


def is_listed(fact) -> bool:
    """Whether some part of a meeting belongs to the year: the yearly ones by 所属年度, the rest by date."""
    return any((fact["year"] if kind in OF_THE_YEAR else fact["day"].year) == YEAR for kind in fact["kinds"])
