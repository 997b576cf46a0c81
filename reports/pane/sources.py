"""依据: what stands behind the sentence that the caret is in, what it waits for, and which records are like it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from core.editing import whole_number
from reports.facts import offered_facts
from reports.report.editor import Shown, ShownParagraph, ShownSection, ShownSentence, linked_for
from reports.report.tree import GAP
from reports.review.permissions import can_comment

from .entering import Way, ways
from .likeness import Candidate, suggestions
from .tabs import Pane

# So many records are proposed beside the text.
PROPOSED = 5
# What a gap says beside what it is about.
_ASKS = re.compile("【待补充：|】|的?(?:工作|完成|整改|开展)?情况|的表述|作为主要问题的提法")


@dataclass(frozen=True)
class Place:
    """A sentence with the paragraph and the section that it stands in."""

    section: ShownSection
    paragraph: ShownParagraph
    sentence: ShownSentence


def places(shown: Shown) -> Iterator[Place]:
    """Every sentence in reading order."""
    for section in shown.sections:
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                yield Place(section, paragraph, sentence)


def place_asked(pane: Pane) -> Place | None:
    """The sentence that is asked for: by its number, by its place, or by its paragraph alone.

    A paragraph's sentence is the first on which something is to be decided, else its first. A sentence that was
    written anew since has another number: then its paragraph says where.
    """
    asked = pane.asked
    sentence, paragraph = whole_number(asked.get("sentence", "")), asked.get("paragraph", "")
    if not asked.keys() & {"sentence", "paragraph", "at"}:
        return None
    there = list(places(pane.shown))
    if at := asked.get("at"):
        return next((one for one in there if one.sentence.key == at), None)
    if sentence and (found := next((one for one in there if one.sentence.pk == sentence), None)):
        return found
    own = [one for one in there if paragraph and one.paragraph.name == paragraph]
    waiting = [one for one in own if one.sentence.is_open or one.sentence.has_gap]
    return next(iter([*waiting, *own]), None)


@dataclass(frozen=True)
class GapShown:
    """A gap of the sentence in words, with the ways to fill it."""

    text: str
    ways: tuple[Way, ...]


def _no_ways(*_: object) -> list[Way]:
    return []


def gaps_of(pane: Pane, place: Place) -> list[GapShown]:
    """What the sentence waits for; after saving, each form leads back to its paragraph."""
    stored = place.paragraph.stored
    if stored is None or not pane.may_edit:
        return []
    # What a member's own paper lacks is written by the member; the forms are for those who record.
    find = ways if pane.report.member_id is None else _no_ways
    back = f"{reverse('reports:report_detail', args=[pane.report.pk])}#{place.paragraph.anchor}"
    return [
        GapShown(
            words.strip("【】").removeprefix("待补充："),
            tuple(
                replace(way, url=_leading_back(way.url, back))
                for way in find(pane.report, stored, place.section.kind, words)
            ),
        )
        for words in GAP.findall(place.sentence.text)
    ]


def _leading_back(url: str, back: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'next': back})}"


def proposed_for(pane: Pane, place: Place) -> list[Candidate]:
    """The records most like a sentence that is not backed; those that it names already are left out."""
    sentence = place.sentence
    if not pane.may_edit or sentence.pk is None or (sentence.is_backed and "like" not in pane.asked):
        return []
    named = {link.url for link in sentence.sources}
    words = GAP.sub(lambda gap: _ASKS.sub("", gap.group()), sentence.text)
    most = PROPOSED + len(named)
    found = suggestions(pane.report, words, to=pane.user, on=pane.on, most=most)
    return [one for one in found if one.url not in named][:PROPOSED]


def context(pane: Pane) -> dict:
    """What the tab shows."""
    place = place_asked(pane)
    workspace = pane.request.workspace
    is_own = workspace.branch == pane.report.branch
    return {
        "place": place,
        "sentence": place and linked_for(pane.user, [place.sentence])[0],
        "siblings": place and [one for one in place.paragraph.sentences if not one.is_frame],
        "gaps": gaps_of(pane, place) if place else [],
        "proposed": proposed_for(pane, place) if place else [],
        "may_comment": can_comment(pane.user, pane.report),
        "may_name": bool(place and pane.may_edit and place.sentence.pk),
        # Records are entered for the branch and year that a person works in.
        "working_year": workspace.year if is_own else None,
    }


def facts_context(pane: Pane) -> dict:
    """可用数据: what a text may use, with its value now."""
    return {"facts": offered_facts(pane.report, pane.on)}
