"""The text of a report as the editor takes it from the page: static/js/studio/reading.js reads this markup.

It is written here and not in a template, because between two sentences nothing may stand, not even a line's end.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.kept import kept
from reports.report.editor import Part, ShownParagraph, ShownSection, ShownSentence, shown_page
from reports.report.models import AnnualReport


@kept(64)
def studio_text(report: AnnualReport, on: date) -> SafeString:
    """Sections, paragraphs and sentences with what stands behind each; a script makes the editor of it."""
    return _joined(_section(section) for section in shown_page(report, on).sections)


def _joined(pieces) -> SafeString:
    return mark_safe("".join(conditional_escape(piece) for piece in pieces))  # noqa: S308


def _element(name: str, attributes: Mapping[str, object], content: SafeString | str) -> SafeString:
    """Attributes that are None or False are left out, those that are True stand without a value."""
    written = _joined(
        format_html(" {}", key) if value is True else format_html(' {}="{}"', key, value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return format_html("<{0}{1}>{2}</{0}>", name, written, content)


def _section(section: ShownSection) -> SafeString:
    heading = ""
    if section.heading:
        words = _element("span", {"data-heading": True}, section.heading)
        heading = _element("h2", {"class": "report-heading", "data-number": section.number}, words)
    about = {
        "class": "report-section",
        "id": section.anchor,
        "data-section": section.pk,
        "data-kind": section.kind,
    }
    return _element("section", about, _joined([heading, *map(_paragraph, section.paragraphs)]))


def _paragraph(paragraph: ShownParagraph) -> SafeString:
    stored = paragraph.stored
    if stored is None:
        raise ValueError("a frozen text is not edited")
    about = {
        "class": "para-text",
        "id": f"p-{stored.pk}",
        "data-paragraph": stored.pk,
        "data-marker": stored.marker,
        "data-lock": stored.lock_version,
        "data-drafted": stored.is_edited and bool(stored.drafted_text),
        "data-number": paragraph.label or None,
    }
    return _element("p", about, _joined(map(_sentence, paragraph.sentences)))


def _sentence(sentence: ShownSentence) -> SafeString:
    about = {
        "class": f"sentence sentence-{sentence.css}",
        "data-sentence": sentence.pk,
        "data-state": "" if sentence.is_frame else sentence.state_label,
        "data-reason": sentence.reason,
        "data-open": sentence.is_open,
    }
    return _element("span", about, _joined(map(_part, sentence.parts)))


def _part(part: Part) -> SafeString | str:
    if part.name:
        return _element(
            "span", {"class": "fact", "data-fact": part.name, "data-doubt": part.doubt or None}, part.text
        )
    return _element("span", {"data-doubt": part.doubt}, part.text) if part.doubt else part.text
