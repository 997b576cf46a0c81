"""What is stored of a meeting, its agenda and roll, and of a talk, is asked for and told everywhere, or here stands why not.

A record is entered as with a browser: whatever the page asks for is filled in, each field with words that stand nowhere
else. Then each place is searched for them. A new field of a meeting is missing everywhere until `meetings.fields` has it.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import DateField, DecimalField, Field, Model
from django.urls import reverse
from django.utils.timezone import localtime

from branch.campaigns.tests.factory import make_campaign
from core import audit
from core.dates import chinese_date
from core.sheets import Sheet
from documents.content import Document
from meetings.cycle.talks.documents import talk_form
from meetings.cycle.talks.models import Talk
from meetings.cycle.talks.views import talk_sheet
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import record_document
from meetings.documents.minutes_summary import summary_document
from meetings.meeting import services, sheet
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, RollEntry
from meetings.minutes_import.found import LABELS, READ
from meetings.minutes_import.tests.test_minutes_round_trip import imported, printed

pytestmark = pytest.mark.django_db

Reasons = dict[str, str]

KEPT = dict.fromkeys(
    ("id", "created_at", "updated_at", "created_by", "deleted_at", "deletion_reason", "lock_version"),
    "bookkeeping of every record",
)
POINTS_HERE = "a record of its own, with a page of its own"
# Looked for nowhere.
NOWHERE: dict[type[Model], Reasons] = {
    Meeting: KEPT
    | dict.fromkeys(("appraisals", "criticisms", "plan_items", "study_tasks", "activities"), POINTS_HERE)
    | dict.fromkeys(("roll", "agenda"), "looked for field by field")
    | {
        "branch": "chosen for all pages, and the head of every paper",
        "is_number_said": "says who numbers it, not what",
        "counts_in": "worked out of kinds, day and 所属年度",
        "counts_also_in": "worked out of kinds, day and 所属年度",
        "template_version": "a link on the page to where the agenda was taken from",
    },
    AgendaItem: {
        "id": "a key",
        "meeting": "a key",
        "order": "the number before the title",
        **dict.fromkeys(("votes", "activities", "duty_items"), POINTS_HERE),
        "topic": "a link on the page to the 议题库",
        "carried_from": "a link on the page to the meeting that had the matter before",
        "carried_on": "a link on the page to the meeting that took it up again",
    },
    RollEntry: {"id": "a key", "meeting": "a key", "may_vote": "counted in the figures of voters"},
    Talk: KEPT | {"branch": "chosen for all pages"},
}
SIGNED = dict.fromkeys(("confirmed_on", "confirmed_by"), "signed later, on the page")
LATER = "entered later, on the page"
NOT_SAID = "the 纪要 tells what was decided, not what was said, and names who was away without a reason"
COUNTED = "the 纪要 tells what was studied, not as what it counts"
STATUS = {"status_label": "the page and the 签到表 tell it"}
# Missing in one place alone.
MISSING: dict[type[Model], dict[str, Reasons]] = {
    Meeting: {
        "form": SIGNED | {"additions": LATER},
        "台账": {"confirmed_by": "a row has the day alone"},
        "纪要": SIGNED
        | {"state": "it is written of what took place", "minutes": NOT_SAID}
        | dict.fromkeys(("study_hours", "study_form", "study_category"), COUNTED)
        | {"campaign": "it tells what was decided, whatever that is counted for"},
        "import": SIGNED | {"state": "what is read took place", "additions": LATER},
    },
    AgendaItem: {
        "form": dict.fromkeys(("done_on", "dropped_reason"), LATER),
        "纪要": dict.fromkeys(("discussion", "dissent"), NOT_SAID)
        | {"kind": "it decides whether the 纪要 asks for a decision"},
    },
    RollEntry: {
        "form": {"make_up_on": LATER, "status_label": "taken from the register of the day"},
        "history": STATUS,
        "台账": STATUS,
        "会议记录": STATUS,
        "纪要": STATUS | dict.fromkeys(("reason", "make_up_on"), NOT_SAID),
    },
    Talk: {},
}


def canary(column: Field, number: int) -> object:
    """A value for a column, found nowhere else."""
    if column.choices:
        return column.choices[-1][0]
    if isinstance(column, DecimalField):
        return Decimal("17.5")
    if isinstance(column, DateField):
        return date(2025, 3, 1) + timedelta(days=number)
    return f"〔{column.model._meta.model_name}.{column.name}〕"


def filled_in(page: str, known: dict[str, object], *models: type[Model]) -> dict[str, object]:
    """What is sent from a page: for each control what is known, else a canary."""
    names = set(re.findall(r'name="([^"]+)"', page))
    data = {name: value for name, value in known.items() if name in names}
    for model in models:
        for number, column in enumerate(model._meta.concrete_fields):
            name = f"agenda-0-{column.name}" if model is AgendaItem else column.name
            if name in names - data.keys() and column.name not in NOWHERE[model]:
                data[name] = canary(column, number)
    return data


def spelt(row: Model) -> dict[str, list[str]]:
    """The ways in which the value of each field may be written; none for what is empty."""
    columns = [one for one in row._meta.get_fields() if one.name not in NOWHERE[type(row)]]
    return {one.name: list(_spellings(row, one)) for one in columns}


def _spellings(row: Model, column) -> Iterator[str]:
    value = getattr(row, column.name)
    if column.one_to_many:
        yield from map(str, value.all())
    elif column.choices:
        yield getattr(row, f"get_{column.name}_display")()
    elif isinstance(value, datetime):
        yield f"{localtime(value):%H:%M}"
    elif isinstance(value, date):
        yield from (f"{value:%Y-%m-%d}", chinese_date(value))
    elif value not in (None, ""):
        yield str(value)


def missing(row: Model, text: str) -> set[str]:
    """The fields whose value a text does not tell."""
    return {name for name, words in spelt(row).items() if not any(word in text for word in words)}


def forgotten(row: Model, places: dict[str, str]) -> dict[str, set[str]]:
    """By place: the fields that it does not tell though it should, or tells though it is said why not."""
    found = {
        name: missing(row, text) ^ MISSING[type(row)].get(name, {}).keys() for name, text in places.items()
    }
    return {name: fields for name, fields in found.items() if fields}


def words_of(*rows: Model, asked: set[str] | None = None) -> str:
    """Everything stored in the rows, or in those of their fields that were asked for."""
    words = (words for row in rows for name, words in spelt(row).items() if asked is None or name in asked)
    return "\n".join(word for several in words for word in several)


def told_by(content: Sheet | Document) -> str:
    if isinstance(content, Document):
        return "\n".join(content.plain_paragraphs())
    return "\n".join(str(cell) for row in content.rows for cell in row)


def history_of(record: Model) -> str:
    return "\n".join(json.dumps(one.changes, ensure_ascii=False) for one in audit.entries_of(record))


def page_of(client, name: str, record: Model) -> str:
    """A record's page without its history, which is a place of its own."""
    return client.get(reverse(name, args=[record.pk])).content.decode().partition('<div class="col-lg-4">')[0]


def test_every_field_of_a_meeting_is_told_everywhere(cast, client_of):
    client, people = client_of(cast.secretary, year=2025), cast.people
    campaign = make_campaign(cast.branch)
    address = f"{reverse('meetings:meeting_create')}?kind=GROUP&group={cast.second_group.pk}&on=2025-02-11"
    page, away = client.get(address).content.decode(), f"roll-{people.probationary.pk}"
    known = dict.fromkeys(re.findall(r'name="(roll-\d+)"', page), "PRESENT") | {
        "kinds": ["GROUP", "LECTURE", "LIFE"],
        "group": cast.second_group.pk,
        "year": 2024,
        "number": 83,
        "state": "HELD",
        "starts_at": "2025-02-11T14:37",
        "ends_at": "2025-02-11T16:53",
        "chair": people.member.pk,
        "recorder": people.group_leader.pk,
        "lecturer_kind": "MODEL",
        "campaign": campaign.pk,
        "agenda-TOTAL_FORMS": 1,
        "agenda-INITIAL_FORMS": 0,
        "agenda-0-responsible": people.committee.pk,
        away: "LEAVE",
        f"{away}-reason": "〔rollentry.reason〕",
    }
    data = filled_in(page, known, Meeting, AgendaItem)
    assert client.post(address, data).status_code == 302
    meeting, item = Meeting.objects.get(), AgendaItem.objects.get()
    entry = RollEntry.objects.get(member=people.probationary)
    of_roll = {away: ["member", "attendance"], f"{away}-reason": ["reason"], "kinds": ["kind_links"]}
    asked = {part for name in data for part in of_roll.get(name, [name.removeprefix("agenda-0-")])}
    rows = (meeting, item, entry)
    found = {row: forgotten(row, {"form": words_of(row, asked=asked)}) for row in rows}

    day = date(2025, 4, 1)
    services.finish_decision(item=item, on=day, by=cast.secretary, dropped="〔dropped〕")
    services.make_up(entry=entry, on=day + timedelta(days=1), by=cast.secretary)
    services.confirm_meeting(meeting=meeting, by=cast.superior, on=day + timedelta(days=2))
    services.correct_meeting(meeting=meeting, text="〔addition〕", reason="漏记", by=cast.secretary)
    listed = Meeting.objects.for_list().for_sheet()
    (minutes,) = meeting_minutes(Meeting.objects.all(), cast.secretary)
    places = {
        "page": page_of(client, "meetings:meeting_detail", meeting),
        "history": history_of(meeting),
        "台账": told_by(sheet.meeting_sheet(listed, cast.branch, "", 2025, cast.secretary)),
        "会议记录": told_by(record_document(minutes)),
        "纪要": told_by(summary_document(minutes)),
    }
    again = imported(printed(meeting, cast.secretary), cast)
    places["import"] = words_of(again, *again.agenda.all(), *again.roll.all())
    found = {row: found[row] | forgotten(row, places) for row in rows}
    assert found == {row: {} for row in rows}
    # Negative control: a place that leaves out a field, and one that tells what it is said not to.
    less = {name: text.replace("〔meeting.theme〕", "") for name, text in places.items()}
    assert forgotten(meeting, less) == {name: {"theme"} for name in places}
    assert forgotten(meeting, {"台账": places["台账"] + "上级甲"}) == {"台账": {"confirmed_by"}}


def test_no_label_stands_for_two_fields():
    assert [field.key for field in READ for word in field.spellings if LABELS[word] != field.key] == []


def test_every_field_of_a_talk_is_told_everywhere(cast, client_of):
    client, people = client_of(cast.secretary, year=2025), cast.people
    address = reverse("meetings:talk_create")
    known = {"held_on": "2025-02-11", "one": people.committee.pk, "other": people.member.pk, "year": 2024}
    data = filled_in(client.get(address).content.decode(), known, Talk)
    assert client.post(address, data).status_code == 302
    talk = Talk.objects.get()
    places = {
        "form": words_of(talk, asked=set(data)),
        "page": page_of(client, "meetings:talk_detail", talk),
        "history": history_of(talk),
        "登记表": told_by(talk_sheet(Talk.objects.for_list(), cast.secretary, "")),
        "谈话记录": told_by(talk_form(talk, on=talk.held_on)),
    }
    assert forgotten(talk, places) == {}
    less = {name: text.replace("〔talk.place〕", "") for name, text in places.items()}
    assert forgotten(talk, less) == {name: {"place"} for name in places}
