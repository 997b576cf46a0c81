"""What the editor sends is stored, only what changed, sentences with what they rest on; what cannot be stored is told."""

import json
from datetime import date

import pytest
from django.urls import reverse

from core.models import AuditEntry
from core.testing import build_cast
from core.testing_databases import prepared
from reports.report import services
from reports.report.changes import changes_of
from reports.report.models import AnnualReport, Paragraph, Section, Sentence, SentenceSource
from reports.report.sectioning import insert_section
from reports.studio.models import Presence
from reports.studio.telling import opened
from reports.tests.test_structure import make_report, rows, told

pytestmark = pytest.mark.django_db
people = prepared(build_cast)
ON = date(2026, 1, 20)


@pytest.fixture
def report(people) -> AnnualReport:
    return make_report(people)


class Editor:
    """One person's editor, by the addresses it asks."""

    def __init__(self, client, report):
        self.client, self.report = client, report

    def post(self, name: str, data: object, status: int = 200) -> dict:
        address = reverse(f"reports:studio_{name}", args=[self.report.pk])
        answer = self.client.post(
            address, data if isinstance(data, str) else json.dumps(data), content_type="application/json"
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def save(self, *paragraphs: dict, **more) -> dict:
        return self.post("save", {"paragraphs": paragraphs, **more})


@pytest.fixture
def editor(client_of, people, report) -> Editor:
    return Editor(client_of(people.secretary), report)


def typed(row: Paragraph, text: str, **more) -> dict:
    about = {"id": str(row.pk), "marker": row.marker, "section": row.section_id, "lock": row.lock_version}
    return {**about, "text": text, **more}


def test_stores_what_was_typed_and_tells_what_stands_behind_it(editor, report):
    row = rows(report)[0]
    answer = editor.save(typed(row, "学用脱节。表现在四个方面。职工都满意。"))
    (one,) = answer["paragraphs"]
    assert told(report)[0] == one["text"] == "学用脱节。表现在四个方面。职工都满意。"
    assert [sentence["state"] for sentence in one["sentences"]] == ["有据", "待确认", "无据"]
    assert sum(sentence["length"] for sentence in one["sentences"]) == len(one["text"])
    assert (one["id"], one["lock"], one["drafted"]) == (str(row.pk), row.lock_version + 1, True)


def test_a_sentence_that_stays_keeps_its_number_and_one_that_changed_has_another(editor, report):
    row = rows(report)[0]
    first, second = row.sentences.all()
    (one,) = editor.save(typed(row, "新的一句。学用脱节。表现在四个方面。"))["paragraphs"]
    numbers = [sentence["pk"] for sentence in one["sentences"]]
    assert numbers[1] == first.pk
    assert not {numbers[0], numbers[2]} & {first.pk, second.pk}
    assert Sentence.objects.filter(paragraph=row).count() == 3
    assert SentenceSource.objects.filter(sentence=first).count() == 1


def test_what_stands_in_a_section_that_is_gone_is_refused_and_what_moved_with_another_is_stored(
    editor, report, people
):
    first, second, _ = rows(report)
    made = insert_section(after=first.section, heading="另一部分", first=second, by=people.secretary)
    answer = editor.save(typed(second, "督促不够，改过。"))
    assert answer["refused"] == {}
    assert next(row.text for row in made.paragraphs.all()) == "督促不够，改过。"
    gone = {"id": "n1", "text": "写在别处。", "marker": "", "section": 10**9, "lock": 0}
    assert "刷新页面" in editor.save(gone)["refused"]["n1"]


def test_a_split_typed_in_between_keeps_the_sources_and_is_made_once(editor, report):
    row = rows(report)[0]
    half = {**typed(row, "表现在三个方面。"), "id": "n1", "lock": 0, "origin": str(row.pk)}
    sent = typed(row, "学用脱节。"), half
    order = {str(row.section_id): [str(row.pk), "n1", *(str(one.pk) for one in rows(report)[1:])]}
    first = editor.save(*sent, orders=order)
    again = editor.save(*sent, orders=order)
    assert [one["pk"] for one in first["paragraphs"]] == [one["pk"] for one in again["paragraphs"]]
    assert again["conflicts"] == []
    assert told(report)[:3] == ["学用脱节。", "表现在三个方面。", "督促不够。表现在三个方面。"]
    assert SentenceSource.objects.filter(sentence__paragraph__in=rows(report)[:2]).count() == 2
    whole = typed(rows(report)[0], "学用脱节。表现在三个方面。")
    editor.save(whole, removed={str(rows(report)[1].pk): rows(report)[1].lock_version})
    assert told(report)[0] == "学用脱节。表现在三个方面。"
    assert not rows(report)[0].is_edited
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    assert changes_of(full, on=ON) == []


def test_a_sentence_that_went_to_another_paragraph_takes_its_sources_along(editor, report):
    first, second, _ = rows(report)
    editor.save(typed(first, "表现在三个方面。"), typed(second, "督促不够。表现在三个方面。学用脱节。"))
    sources = SentenceSource.objects.filter(sentence__paragraph=second).order_by("sentence__order")
    assert [one.label for one in sources][-1] == "学用脱节"


def test_a_move_over_sections_stays_when_the_report_is_redrafted(editor, report, people):
    first = rows(report)[0]
    other = Section.objects.get(report=report, kind="causes")
    gap = rows(report, "causes")[0]
    orders = {
        str(other.pk): [str(first.pk), str(gap.pk)],
        str(first.section_id): [str(one.pk) for one in rows(report)[1:]],
    }
    editor.save(orders=orders)
    services.redraft_report(report=report, by=people.secretary, on=ON)
    assert told(report, "causes")[0] == "学用脱节。表现在三个方面。"
    assert len(told(report)) == 2


def test_what_somebody_else_changed_meanwhile_comes_back_and_the_rest_is_stored(editor, report, people):
    first, second, third = rows(report)
    theirs = "别人改过。"
    services.save_paragraph(paragraph=first, text=theirs, lock_version=1, by=people.committee, on=ON)
    services.leave_out_paragraph(paragraph=third, by=people.committee)
    old = Paragraph(pk=first.pk, section_id=first.section_id, marker=first.marker, lock_version=1)
    answer = editor.save(typed(old, "我改的。"), typed(second, "我改的另一段。"), typed(third, "我又写了。"))
    assert [(one["id"], one["text"]) for one in answer["conflicts"]] == [(str(first.pk), theirs)]
    assert told(report) == [theirs, "我改的另一段。", "我又写了。"]
    assert editor.save(removed={str(first.pk): 1})["conflicts"][0]["text"] == theirs
    answer = editor.save(typed(rows(report)[0], "我改的。"))
    assert (answer["conflicts"], told(report)[0]) == ([], "我改的。")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "召开{党员大会次}次。"}, "没有名为 {党员大会次} 的数据项"),
        ({"marker": "ROMAN"}, "没有这种编号样式"),
    ],
)
def test_what_cannot_be_stored_is_told_and_leaves_the_rest(editor, report, change, words):
    first, second, _ = rows(report)
    answer = editor.save(typed(first, "甲。") | change, typed(second, "乙。"))
    assert words in answer["refused"][str(first.pk)]
    assert told(report)[:2] == ["学用脱节。表现在三个方面。", "乙。"]


def test_headings_are_compared_with_what_was_seen(editor, report):
    section = rows(report)[0].section
    answer = editor.save(headings={str(section.pk): [section.heading, "突出问题"]})
    assert answer["refused"] == {}
    answer = editor.save(headings={str(section.pk): [section.heading, "别的"]})
    assert "突出问题" in answer["refused"][f"heading-{section.pk}"]
    assert Section.objects.get(pk=section.pk).heading == "突出问题"


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", '{"paragraphs": 3}', {"paragraphs": [{"id": "1"}]}, {"orders": {"x": []}}, "[" * 5000],
)
def test_refuses_what_no_editor_sends(editor, data):
    entries = AuditEntry.objects.count()
    assert "没有保存" in editor.post("save", data, 422)["error"]
    assert AuditEntry.objects.count() == entries


def test_refuses_a_frozen_report_and_other_branches(editor, report, people, client_of):
    address = reverse("reports:studio_save", args=[report.pk])
    assert client_of(people.outsider).post(address, "{}", content_type="application/json").status_code == 404
    AnnualReport.objects.update(state="FINAL")
    assert editor.client.post(address, "{}", content_type="application/json").status_code == 403


def test_tells_who_else_is_there_and_the_order_of_the_text(editor, report, people, client_of):
    first = rows(report)[0]
    other = Editor(client_of(people.committee), report)
    other.post("presence", {"paragraph": str(first.pk)})
    answer = editor.post("presence", {"paragraph": ""})
    assert answer["people"] == [{"name": str(people.committee), "paragraph": first.pk}]
    assert [first.pk, first.lock_version, "ARABIC", first.section_id] in answer["order"]
    Presence.objects.update(seen_at="2026-01-01T00:00:00Z")
    assert editor.post("presence", {"paragraph": ""})["people"] == []


def test_facts_are_found_by_pinyin_and_tell_their_rows(editor, report):
    address = reverse("reports:studio_facts", args=[report.pk])
    facts = {one["name"]: one for one in editor.client.get(address).json()["facts"]}
    assert (facts["党员人数"]["initials"], facts["党员人数"]["pinyin"]) == ("dyrs", "dangyuanrenshu")
    one = editor.client.get(address, {"name": "党员人数"}).json()
    assert one["value"] == str(len(one["rows"]) + one["more"])
    assert editor.client.get(address, {"name": "没有的"}).status_code == 404


class Book:
    """Facts of a kind, as `FactBook` gives them."""

    def __init__(self, text: str, **parts: str):
        self.values = {"办实事情况": text} | {f"办实事·{name}": value for name, value in parts.items()}

    def value(self, name):
        return type("Value", (), {"text": self.values[name]}) if name in self.values else None

    def text(self, name):
        return self.values.get(name)

    def parts_of(self, _):
        return [one for one in self.values if one.startswith("办实事·")]


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        (
            "承办实事12件，惠及30人次。",
            {"件数": "12", "惠及": "30"},
            "承办实事{办实事·件数}件，惠及{办实事·惠及}人次。",
        ),
        ("承办实事2件，已办结2件。", {"件数": "2", "办结": "2"}, "承办实事2件，已办结2件。"),
        ("承办实事2件，其中2件办结。", {"件数": "2"}, "承办实事2件，其中2件办结。"),
    ],
)
def test_a_statistic_opens_into_text_with_the_facts_that_are_certain(text, parts, expected):
    assert opened(Book(text, **parts), "办实事情况") == expected
    assert opened(Book(text, **parts), "办实事·件数") == ""
