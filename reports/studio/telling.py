"""What the editor is told: paragraphs with what stands behind each sentence, the order of the text, facts to choose from."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from pypinyin import Style, lazy_pinyin

from branch.standard_terms.models import StandardTerm
from documents.proofreading import marks, wording
from documents.proofreading.check import proofread
from documents.proofreading.text import Known, Line
from reports.claims.report import ReportClaims
from reports.facts import FactBook, book_of, offered_facts
from reports.report.assembling import paragraph_content
from reports.report.editor import ROWS_SHOWN, ShownSentence, link_to, only_seen, shown_paragraph
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import fact_names

_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
# What can be said of a paragraph by itself; what compares it with the rest is told beside the text.
_ALONE = (
    marks.doubled,
    marks.marks,
    marks.pairs,
    marks.placeholders,
    marks.digits,
    marks.decimals,
    wording.terms,
)


def told_paragraphs(report: AnnualReport, wanted: Collection[int], *, on: date) -> list[dict[str, Any]]:
    """These paragraphs as they are stored, with the backing of each sentence and advice on their words."""
    rows = Paragraph.objects.filter(section__report=report, pk__in=wanted, is_left_out=False)
    paragraphs = list(rows.prefetch_related("sentences__sources"))
    claims = ReportClaims(report, book_of(report, on), paragraphs=paragraphs)
    known = Known(terms=dict(StandardTerm.objects.of_branch(report.branch).values_list("wrong", "right")))
    set_aside = set(report.set_aside.values_list("topic", "text"))
    return [_paragraph(row, claims, known, set_aside) for row in paragraphs]


def _paragraph(
    row: Paragraph, claims: ReportClaims, known: Known, set_aside: Collection[tuple[str, str]]
) -> dict[str, Any]:
    content = paragraph_content(row, claims)
    shown = shown_paragraph(content, row, "", claims, claims.report.declaration.own_words)
    remarks = proofread([Line(content.text, key=(0, 0))], known, _ALONE)
    return {
        "pk": row.pk,
        "text": row.text,
        "marker": row.marker,
        "lock": row.lock_version,
        "drafted": bool(row.drafted_text) and row.is_edited,
        "values": {use.name: use.value for one in content.sentences for use in one.facts},
        "sentences": [
            _sentence(one, shown) for one, shown in zip(row.sentences.all(), shown.sentences, strict=True)
        ],
        "advice": [
            {"topic": str(one.topic), "text": one.text, "reason": one.reason, "suggestion": one.suggestion}
            for one in remarks
            if (one.topic, one.text) not in set_aside
        ],
    }


def _sentence(stored, shown: ShownSentence) -> dict[str, Any]:
    return {
        "pk": shown.pk,
        "length": len(stored.text),
        "css": shown.css,
        "state": "" if shown.is_frame else shown.state_label,
        "open": shown.is_open,
        "reason": shown.reason,
        "doubts": [
            {"text": f"{{{part.name}}}" if part.name else part.text, "reason": part.doubt}
            for part in shown.parts
            if part.doubt
        ],
    }


def order_of(report: AnnualReport) -> list[list[Any]]:
    """Every paragraph that stands in the report, in order: number, version, style of numbering, section."""
    rows = Paragraph.objects.filter(section__report=report, is_left_out=False)
    ordered = rows.order_by("section__order", "section", "order", "pk")
    return [list(row) for row in ordered.values_list("pk", "lock_version", "marker", "section")]


def told_facts(report: AnnualReport, on: date) -> list[dict[str, str]]:
    """The facts that the text may use, with their value and how they are found by pinyin."""
    return [
        {
            "name": fact.name,
            "value": value.text,
            "unit": fact.unit,
            "about": fact.explanation,
            **_pinyin(fact.name),
        }
        for fact, value in offered_facts(report, on)
    ]


@lru_cache(2000)
def _pinyin(words: str) -> dict[str, str]:
    """Written out and by initials, letters and digits alone."""
    full = "".join(lazy_pinyin(words))
    initials = "".join(lazy_pinyin(words, style=Style.FIRST_LETTER))
    return {"pinyin": _letters(full), "initials": _letters(initials)}


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def told_fact(report: AnnualReport, name: str, *, to: AbstractBaseUser, on: date) -> dict[str, Any] | None:
    """A fact with the rows that it counted, linked where the person may open them; None: unknown.

    One that is made of others also as text with facts inside.
    """
    book = book_of(report, on)
    value = book.value(name)
    if value is None:
        return None
    fact = book.fact(name)
    rows = [link_to(row) for row in value.rows[:ROWS_SHOWN]]
    return {
        "name": name,
        "value": value.text,
        "unit": fact.unit if fact else "",
        "about": fact.explanation if fact else "",
        "rows": [{"label": one.label, "url": one.url} for one in only_seen(to, rows)(rows)],
        "more": max(0, len(value.rows) - ROWS_SHOWN),
        "opened": (text := opened(book, name)),
        "values": {part: book.text(part) for part in fact_names(text)},
    }


def opened(book: FactBook, name: str) -> str:
    """The sentence that a fact `…情况` is, as text with its figures as facts of their own; empty for any other fact.

    A figure that could be two facts, or stands twice, stays a number.
    """
    value = book.value(name)
    if not name.endswith("情况") or value is None or not value.text:
        return ""
    parts = {part: book.text(part) for part in book.parts_of(name)}
    numbers = _NUMBER.findall(value.text)

    def fact_for(match: re.Match[str]) -> str:
        same = [part for part, text in parts.items() if text == match.group()]
        return f"{{{same[0]}}}" if len(same) == 1 and numbers.count(match.group()) == 1 else match.group()

    return _NUMBER.sub(fact_for, value.text)


def numbers_in(values: Iterable[str]) -> list[int]:
    """Posted numbers; what is none is left out."""
    return [int(value) for value in values if re.fullmatch(r"[0-9]{1,18}", value)]
