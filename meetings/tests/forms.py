"""What a browser sends when the meeting form is saved."""

from django.urls import reverse


def posted(roll=(), agenda=(), **fields) -> dict[str, object]:
    """The fields of a filled-in form; `roll` is (member, attendance, reason), `agenda` dicts of a row's fields."""
    data: dict[str, object] = {
        "kinds": ["COMMITTEE"],
        "title": "2025年3月支委会",
        "year": "2025",
        "state": "HELD",
        "starts_at": "2025-03-07T14:30",
        "ends_at": "",
        "group": "",
        "place": "二楼会议室",
        "chair_note": "",
        "recorder": "",
        "minutes": "",
        "agenda-TOTAL_FORMS": str(max(1, len(agenda))),
        "agenda-INITIAL_FORMS": "0",
        "agenda-0-title": "",
    }
    for member, attendance, reason in roll:
        data[f"roll-{member.pk}"] = attendance
        data[f"roll-{member.pk}-reason"] = reason
    for number, row in enumerate(agenda):
        data |= {f"agenda-{number}-{name}": value for name, value in row.items()}
    data |= fields
    return {name: value for name, value in data.items() if value is not None}


def committee_roll(cast, **changes) -> list[tuple]:
    """The committee, everybody present unless `committee=("LEAVE", "出差")` says otherwise."""
    names = ("secretary", "committee", "discipline")
    return [(getattr(cast.people, name), *changes.get(name, ("PRESENT", ""))) for name in names]


def create_url(query: str = "") -> str:
    return reverse("meetings:meeting_create") + query
