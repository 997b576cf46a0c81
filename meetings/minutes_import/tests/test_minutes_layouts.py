"""Minutes in many layouts: every value that stands in the file is read, with the line it stands on."""

from functools import cache

import pytest
from django.utils.timezone import localtime

from meetings.minutes_import.draft import MeetingDraft
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.found import ReadMinutes
from meetings.minutes_import.reading import read_minutes

from .minutes_files import LAYOUTS, Layout


@cache
def found_in(layout_name: str) -> ReadMinutes:
    """A layout as it is read, once for all tests."""
    (layout,) = (one for one in LAYOUTS if one.name == layout_name)
    return read_minutes(layout.data, f"{layout_name}.docx")


def read(layout: Layout, branch) -> MeetingDraft:
    return draft_meeting(found_in(layout.name), branch, year=2025)


def as_read(draft: MeetingDraft) -> dict[str, object]:
    """The draft in the plain words of the table."""
    plain = {name: str(value) for name, value in draft.values.items()}
    plain |= {name: draft.values[name] for name in ("year",) if name in draft.values}
    for name in ("starts_at", "ends_at"):
        if name in draft.values:
            plain[name] = f"{localtime(draft.values[name]):%Y-%m-%d %H:%M}"
    roll = {line.member.name: f"{line.attendance} {line.reason}".strip() for line in draft.roll}
    plain |= {
        "kinds": [str(kind) for kind in draft.kinds],
        "roll": roll,
        "away": {name: value for name, value in roll.items() if value != "PRESENT"},
        "agenda": [line.title for line in draft.agenda],
        "responsible": [str(line.responsible or "") for line in draft.agenda],
        "due_on": [str(line.due_on or "") for line in draft.agenda],
        "votes": [
            (one.item, one.vote.matter, one.vote.method, tally.in_favour, tally.against, tally.abstained)
            for one in draft.votes
            for tally in one.vote.tallies
        ],
        "figures": {
            one.label.removesuffix("人数"): int(one.value.removesuffix(" 人"))
            for one in draft.findings
            if one.label.endswith("人数")
        },
    }
    for name in ("reporter", "discussion", "decision"):
        plain[name] = [getattr(line, name) for line in draft.agenda]
    return plain


@pytest.mark.django_db
def test_reads_every_value_of_every_layout(cast):
    wrong, expected = [], 0
    for layout in LAYOUTS:
        draft = read(layout, cast.branch)
        plain = as_read(draft)
        expected += len(layout.values)
        wrong += [
            f"{layout.name}: {name}: {plain.get(name)!r}, not {value!r}"
            for name, value in layout.values.items()
            if plain.get(name) != value
        ]
        sourceless = [one.label for one in draft.findings if one.confidence == "高" and not one.lines]
        assert not sourceless, f"{layout.name}: {sourceless}"
    assert expected > 80
    assert not wrong, f"{len(wrong)} of {expected}\n" + "\n".join(wrong)


# What is not written in full is not sure: a kind told from the title, a date without its year or hour.
CONFIDENCES = {
    "bordered form": {"开始时间": "高", "请假": "高", "类别": "中", "名称": "中", "议题 2 期限": "中"},
    "plain paragraphs": {"地点": "高", "主持人": "高", "到会": "中", "议题 1 表决": "中"},
    "speakers": {"开始时间": "低", "到会": "高", "缺席": "低"},
    "summary": {"开始时间": "中", "主持人": "中", "地点": "中", "到会": "高"},
}


@pytest.mark.django_db
def test_says_how_sure_each_value_is(cast):
    for layout in LAYOUTS:
        sure = {one.label: str(one.confidence) for one in read(layout, cast.branch).findings}
        wanted = CONFIDENCES.get(layout.name, {})
        assert {label: sure.get(label) for label in wanted} == wanted, layout.name
    draft = read(next(one for one in LAYOUTS if one.name == "speakers"), cast.branch)
    assert "会议时间没有写年份，暂按 2025 年、没有写几点，暂按 09:00，请核对。" in [
        one.text for one in draft.stopping
    ]
