"""Whatever is done in the editor, the stored text is what a list of strings says: random sequences in a real browser.

EDITED=200 script/test reports/studio/tests/test_no_character_lost_browser.py runs as many as wanted.
"""

import os
from dataclasses import dataclass
from random import Random

import pytest

from reports.report import structure
from reports.tests.test_structure import make_report

from .test_studio_browser import Studio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITED, ACTS = int(os.environ.get("EDITED", "8")), 12
WORDS = ("职工满意。", "又及", "第三", "，", "《准则》", "“好”", "深", "12345", "abc", "—")
# Puts the caret before a character of a paragraph, as a click does.
CARET = """([place, at]) => {
    const paragraph = document.querySelectorAll(".studio-editor .para-text")[place];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let left = at, node = null;
    document.querySelector(".studio-editor").focus();
    while (walker.nextNode()) {
        node = walker.currentNode;
        if (left <= node.length) break;
        left -= node.length;
    }
    if (node) getSelection().collapse(node, Math.min(left, node.length)); else getSelection().collapse(paragraph, 0);
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@dataclass
class Line:
    """A paragraph of the naive text."""

    text: str
    marker: str


class Model:
    """The text as lists of lines, a list for each section."""

    def __init__(self, report):
        sections = report.sections.all()
        self.sections = [[Line(row.text, row.marker) for row in structure.shown(one)] for one in sections]

    def place(self, number: int) -> tuple[list[Line], int, int]:
        """The section of the paragraph with this number in the whole text, its place in it, and the section's place."""
        for n, lines in enumerate(self.sections):
            if number < len(lines):
                return lines, number, n
            number -= len(lines)
        raise IndexError

    @property
    def count(self) -> int:
        return sum(map(len, self.sections))

    @property
    def told(self) -> list[list[tuple[str, str]]]:
        """As it is stored: what is empty is no paragraph."""
        return [[(one.text, one.marker) for one in lines if one.text] for lines in self.sections]


class Writer:
    """Somebody who does anything anywhere, in the editor and in the model."""

    def __init__(self, studio: Studio, model: Model, chance: Random):
        self.page, self.model, self.chance = studio.page, model, chance
        self.keyboard = studio.page.keyboard
        self.ime = studio.page.context.new_cdp_session(studio.page)

    def act(self) -> None:
        number = self.chance.randrange(self.model.count)
        lines, place, section = self.model.place(number)
        # Facts are one place in the editor and many characters in a text; what holds one is moved, not cut.
        whole = "{" in lines[place].text
        length = len(lines[place].text)
        acts = (
            (self.move,)
            if whole
            else (self.type, self.type, self.compose, self.enter, self.back, self.join, self.move, self.undo)
        )
        act = self.chance.choice(acts)
        at = 0 if whole else self.chance.randint(0, length)
        self.page.evaluate(CARET, [number, at])
        act(lines, place, section, at)

    def type(self, lines, place, _, at) -> None:
        words = self.chance.choice(WORDS)
        self.keyboard.insert_text(words)
        lines[place].text = lines[place].text[:at] + words + lines[place].text[at:]

    def compose(self, lines, place, _, at) -> None:
        """As an input method does: letters first, then the word."""
        for typed in ("h", "hao"):
            self.ime.send(
                "Input.imeSetComposition",
                {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
            )
        self.ime.send("Input.insertText", {"text": "好"})
        lines[place].text = f"{lines[place].text[:at]}好{lines[place].text[at:]}"

    def enter(self, lines, place, _, at) -> None:
        self.keyboard.press("Enter")
        line = lines[place]
        lines[place : place + 1] = [Line(line.text[:at], line.marker), Line(line.text[at:], line.marker)]

    def back(self, lines, place, _, at) -> None:
        if not at:
            return
        self.keyboard.press("Backspace")
        lines[place].text = lines[place].text[: at - 1] + lines[place].text[at:]

    def join(self, lines, place, section, _) -> None:
        """Backspace at the beginning: the number goes, or the paragraph joins the one before."""
        number = sum(map(len, self.model.sections[:section])) + place
        self.page.evaluate(CARET, [number, 0])
        self.keyboard.press("Backspace")
        if lines[place].marker:
            lines[place].marker = ""
        elif place and not lines[place - 1].text:
            del lines[place - 1]
        elif place:
            lines[place - 1].text += lines.pop(place).text

    def move(self, lines, place, section, _) -> None:
        """One step up, into the section before from the first place."""
        self.keyboard.press("Alt+ArrowUp")
        line = lines[place]
        if place:
            lines[place - 1 : place + 1] = [line, lines[place - 1]]
        elif section:
            before = self.model.sections[section - 1]
            if len(before) == 1 and not before[0].text:
                before.clear()
            before.append(lines.pop(0))
            lines += [] if lines else [Line("", "")]

    def undo(self, *_) -> None:
        """What is done and undone at once leaves everything as it was."""
        self.keyboard.press("Enter")
        self.keyboard.press("Control+z")


def stored(report) -> list[list[tuple[str, str]]]:
    return [[(row.text, row.marker) for row in structure.shown(one)] for one in report.sections.all()]


def test_no_character_is_lost(live_page, cast):
    report = make_report(cast)
    studio = Studio(live_page, cast.secretary, report)
    model = Model(report)
    for seed in range(EDITED):
        chance = Random(f"edited-{seed}")
        writer = Writer(studio, model, chance)
        for _ in range(ACTS):
            writer.act()
            if chance.random() < 0.1:
                studio.page.context.set_offline(True)
                writer.act()
                studio.page.keyboard.press("Control+s")
                studio.page.context.set_offline(False)
        studio.page.keyboard.press("Control+s")
        studio.saved()
        assert stored(report) == model.told, seed
