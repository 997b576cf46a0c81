"""Loads work areas, activities, pledges and drawn pictures of the demo."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from activities import services
from activities.kinds import registry
from activities.kinds.base import Kind
from activities.kinds.fields import FieldType, KindField
from activities.models import Activity, WorkArea
from branch.members.models import Member
from core import attachments, records
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

from . import activities_2024, activities_2025
from .world import World

SIZE = (1280, 960)
YEAR = 2025
# Kind of activity -> how many pictures the year's first activity of the kind has.
SHOWN = {"joint": 2, "red_base": 3, "service": 1}


def load_photos(world: World) -> None:
    """Pictures on some activities of 2025."""
    for kind, number in SHOWN.items():
        activity = (
            Activity.objects.of_branch(world.branch).in_year(YEAR).of_kind(kind).earliest("happened_on")
        )
        for place in range(1, number + 1):
            upload = SimpleUploadedFile(f"现场{place}.jpg", _landscape(place))
            attachments.add(record=activity, upload=upload, by=world.secretary)


def _landscape(number: int) -> bytes:
    """Sky, mountains, the mouth of a tunnel and a road, a little different each time."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (196 - 12 * number, 214, 230))
    pen = ImageDraw.Draw(picture)
    peak = width * (2 + number) // 8
    pen.polygon([(0, 700), (peak, 180 + 40 * number), (width, 640), (width, 800), (0, 800)], (104, 122, 112))
    pen.polygon([(0, 760), (width - peak, 420), (width, 720), (width, 800), (0, 800)], (126, 144, 124))
    pen.rectangle((0, 780, width, height), (150, 140, 122))
    pen.polygon(
        [(width // 2 - 90, 800), (width // 2 + 90, 800), (width - 300, height), (300, height)], (96, 96, 98)
    )
    pen.pieslice((width // 2 - 170, 560, width // 2 + 170, 1040), 180, 360, (70, 70, 74))
    pen.pieslice((width // 2 - 130, 620, width // 2 + 130, 980), 180, 360, (28, 28, 32))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


YEARS = {2024: activities_2024, 2025: activities_2025}


def load(world: World) -> None:
    """The years that are written down, and the areas of the years after them with a few monthly activities."""
    for year, data in YEARS.items():
        areas = _areas(world, year, data.AREAS)
        for kind, month, day, summary, fields, participants in data.ACTIVITIES:
            _activity(world, areas, kind, date(year, month, day), summary, fields, participants)
        for name, goal, fulfilment, grade in data.PLEDGES:
            fields = {
                "pledger": name,
                "goal": goal,
                "fulfilment": fulfilment,
                "commenter": "林松涛",
                "grade": grade,
            }
            _activity(world, areas, "pledge", date(year, 12, 26), "", fields, ())
    for year in range(max(YEARS) + 1, world.today.year + 1):
        _present_year(world, year)


def _areas(world: World, year: int, rows: list) -> dict[str, WorkArea]:
    """Kind of activity -> the area that it belongs to."""
    by_kind = {}
    for order, (name, summary, kind_codes, meeting_kinds) in enumerate(rows, start=1):
        area = WorkArea(
            branch=world.branch,
            year=year,
            order=order,
            name=name,
            summary=summary,
            kinds=kind_codes,
            meeting_kinds=meeting_kinds,
            **world.stamp(date(year, 1, 8)),
        )
        records.create(area, by=world.secretary)
        by_kind |= dict.fromkeys(kind_codes, area)
    return by_kind


def _present_year(world: World, year: int) -> None:
    """The year that is running: the areas of the last written year and one case study a month."""
    areas = _areas(world, year, [(name, "", *rest) for name, _, *rest in YEARS[max(YEARS)].AREAS])
    cases = ["违规发放补贴案例", "转包分包违纪案例", "节日收礼案例", "虚报考勤案例"]
    for month in range(1, 13):
        case = cases[month % len(cases)]
        _activity(world, areas, "case_study", date(year, month, 9), "", {"case": case}, ())


def _activity(
    world: World, areas: dict, kind: str, day: date, summary: str, fields: dict[str, Any], names: tuple
) -> None:
    if day >= world.today:
        return
    declaration = registry.get(kind)
    people = world.people(*names) if names else []
    if not names and kind in {"case_study", "red_base", "reminder", "relay"}:
        people = list(Member.objects.on_roll(world.branch, day))
    activity = Activity(
        branch=world.branch,
        kind=kind,
        happened_on=day,
        work_area=areas.get(kind),
        summary=summary,
        data={field.name: _value(world, field, fields.get(field.name)) for field in declaration.fields},
        place="青石岭隧道项目部" if kind in {"case_study", "relay"} else "",
        **_decided(world, declaration, day),
        **world.stamp(day, late=7 if kind == "visit" and day.month == 8 else 0),
    )
    services.record_activity(activity, participants=people, by=world.secretary)


def _decided(world: World, kind: Kind, day: date) -> dict[str, Any]:
    """The decision of that day's meeting that the record was made of, where its agenda has one."""
    if kind.from_decision is None:
        return {}
    meetings = Meeting.objects.of_branch(world.branch).held().between(day, day)
    items = AgendaItem.objects.filter(meeting__in=meetings).select_related("meeting")
    item = next((one for one in items if re.search(kind.decision_words, one.title)), None)
    return {"agenda_item": item, "meeting": item.meeting} if item else {}


def _value(world: World, field: KindField, value: Any) -> Any:
    """Names become members, (year, month, day) a date; a date that has not come yet stays open."""
    if field.type == FieldType.MEMBER and value:
        return world.members[value]
    if field.type == FieldType.PEOPLE and value:
        return world.people(*value)
    if field.type == FieldType.DATE and value:
        day = date(*value)
        return day if day <= world.today + timedelta(days=60) else None
    return value
