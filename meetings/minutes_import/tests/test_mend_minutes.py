"""Lines of minutes mended by a person: said to be something, changed, parted, joined, left out; what that teaches the branch."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from branch.reading_answers.models import AnswerAbout, answers_of
from documents.reading.mending import DROP, JOIN, Mended, packed, unpacked
from meetings.meeting.models import Meeting
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.found import label_of
from meetings.minutes_import.mending import LINE_KINDS, label_key
from meetings.minutes_import.reading import read_minutes
from meetings.minutes_import.tests.test_minutes_page import confirmation

pytestmark = pytest.mark.django_db
IMPORT = reverse("reports:minutes_import")
TEXT = """2025年3月支委会会议记录
会议时间：2025年3月7日9:00
会议地点：会议室
主持人：{chair}
在座的：{first}、{second}
议题：研究防汛值班
会议决定每班两人，
由{first}负责。
"""


@pytest.fixture
def names(cast):
    return {
        "chair": cast.people.secretary.name,
        "first": cast.people.committee.name,
        "second": cast.people.discipline.name,
    }


def draft(cast, text: str, mending=None, learned=None):
    found = read_minutes(text.encode(), "记录.txt", mending=mending or {}, learned=learned or {})
    return draft_meeting(found, cast.branch, year=2025)


def present(told) -> set[str]:
    return {line.member.name for line in told.roll if line.attendance == "PRESENT"}


@pytest.mark.parametrize("kind", LINE_KINDS)
def test_each_kind_is_a_label_of_the_reader(kind):
    assert label_of(kind) is not None


def test_a_line_under_an_unknown_label_is_said_to_be_those_present(cast, names):
    text = TEXT.format(**names)
    assert present(draft(cast, text)) == {names["chair"]}
    told = draft(cast, text, {4: Mended(kind="到会人员")})
    assert present(told) == set(names.values())
    assert told.mendable[4].became == "到会人员" or "到会" in told.mendable[4].became
    assert told.mendable[4].text == f"在座的：{names['first']}、{names['second']}"
    learned = draft(cast, text, learned={label_key("在座的"): "到会人员"})
    assert present(learned) == set(names.values())


def test_lines_left_out_joined_and_parted(cast, names):
    text = TEXT.format(**names)
    told = draft(cast, text, {4: Mended(kind=DROP), 7: Mended(kind=JOIN)})
    assert told.mendable[4].became == "没有导入：由您略去"
    assert told.mendable[7].became == "并入上一行"
    assert names["second"] not in str(told.values)
    told = draft(cast, text, {5: Mended("议题：研究防汛值班\n议题：研究发展党员")})
    assert [item.title for item in told.agenda][:2] == ["研究防汛值班", "研究发展党员"]


def test_through_the_page_and_kept_for_the_next_file(cast, client_of, names):
    client = client_of(cast.secretary)
    wrong = names["second"][:-1] + "错"
    text = TEXT.format(**{**names, "second": wrong})

    def choose(words: str):
        return client.post(IMPORT, {"file": SimpleUploadedFile("记录.txt", words.encode())})

    page = choose(text)
    lines = page.context["draft"].mendable
    said = {"pointer": page.context["form"]["pointer"].value(), "nth": "1", "reread": "1"}
    said |= {f"line_{line.row}_text": line.text for line in lines}
    said |= {"line_4_kind": "到会人员", "line_4_text": f"在座的：{names['first']}、{names['second']}"}
    page = client.post(IMPORT, said)
    assert present(page.context["draft"]) == set(names.values())
    assert Meeting.objects.count() == 0
    assert client.post(IMPORT, confirmation(page)).status_code == 302
    assert answers_of(cast.branch, AnswerAbout.MINUTES_LABEL) == {"在座的": "到会人员"}
    assert answers_of(cast.branch, AnswerAbout.PERSON) == {wrong: names["second"]}
    again = choose(text.replace("3月7日", "4月7日").replace("2025年3月", "2025年4月"))
    assert present(again.context["draft"]) == set(names.values())


@pytest.mark.parametrize("seed", range(30))
def test_every_line_is_told_whatever_is_said(cast, names, seed):
    rng = random.Random(seed)
    text = TEXT.format(**names)
    count = len(text.splitlines())
    mending = {}
    for row in rng.sample(range(count), 3):
        line = text.splitlines()[row]
        at = rng.randint(0, len(line))
        words = rng.choice([None, line[:at] + "\n" + line[at:], line + "补充"])
        mending[row] = Mended(words, rng.choice([*LINE_KINDS, JOIN, DROP, ""]))
    told = draft(cast, text, mending)
    assert [line.row for line in told.mendable] == list(range(count))
    assert all(line.became for line in told.mendable)
    named = {name for name in names.values() if name in text}
    assert present(told) <= named
    assert unpacked(packed(mending, dict(enumerate(text.splitlines()))), LINE_KINDS).keys() <= mending.keys()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"1": ["甲"]}', "null", '{"x": ["a", ""]}'])
def test_what_was_never_packed_says_nothing(text):
    assert unpacked(text, LINE_KINDS) == {}
