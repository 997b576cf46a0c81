"""The annual report as content: what the page shows, what a frozen version stores, what both files print."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from documents.content import (
    Attachment,
    Block,
    Document,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
    chinese_number,
    numeral,
)
from documents.house_style import HouseStyle
from documents.house_style import from_json as house_from


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A record that a sentence or a fact rests on."""

    object_type: str
    object_id: int
    label: str


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as it stood when the content was made: its name, its value, and the rows it counted."""

    name: str
    value: str
    rows: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceContent:
    """A sentence with its facts filled in. `support` is a value of `reports.report.enums.Support`.

    `state` is a value of `reports.claims.checking.Backing`; empty in versions that were frozen before it was checked.
    """

    text: str
    support: str
    template: str = ""
    sources: tuple[SourceRef, ...] = ()
    facts: tuple[FactUse, ...] = ()
    state: str = ""

    @property
    def backing(self) -> int:
        """How many records stand behind it, facts' rows included."""
        refs = {(ref.object_type, ref.object_id) for ref in self.sources}
        refs |= {(row.object_type, row.object_id) for fact in self.facts for row in fact.rows}
        return len(refs)


@dataclass(frozen=True, slots=True)
class ParagraphContent:
    """A paragraph: how it is numbered (a value of `reports.report.enums.Marker`) and its sentences."""

    marker: str
    number: int | None
    sentences: tuple[SentenceContent, ...]

    @property
    def text(self) -> str:
        """Its words without the number."""
        return "".join(sentence.text for sentence in self.sentences)

    @property
    def label(self) -> str:
        """The number as printed: `1.`, `（一）`, `一是`; empty without one."""
        return marker_label(self.marker, self.number)


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section; `heading` carries no number."""

    kind: str
    heading: str
    paragraphs: tuple[ParagraphContent, ...]


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A line of the 整改清单 behind the report: what is to be put right, and who does it by when."""

    problem: str
    content: str
    leader: str
    responsible: str
    due: str


ANNEX_HEADER = ("序号", "存在问题", "整改措施", "责任领导", "责任人", "时限")
ANNEX_WIDTHS = (1, 4, 6, 2, 2, 3)


@dataclass(frozen=True, slots=True)
class AnnexContent:
    """Another annex: its title, and headings, paragraphs and tables."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class AnnualContent:
    """The whole report as it is shown, frozen and printed; `anchor`: where the audit chain stood when it was frozen.

    `annex`: the 整改清单; empty in versions that were frozen before there was one. `annexes`: what stands behind it.
    `house`: the unit's own template; None stands for GB/T 9704.
    `number`: the 发文字号, where the paper has one.
    """

    branch_name: str
    year: int
    title: str
    salutation: str
    signer: str
    signed_on: date | None
    made_on: date
    sections: tuple[SectionContent, ...]
    anchor: str = ""
    annex: tuple[AnnexRow, ...] = ()
    annexes: tuple[AnnexContent, ...] = ()
    house: HouseStyle | None = None
    number: str = ""

    def sentences(self) -> Iterator[SentenceContent]:
        """Every sentence in reading order."""
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph.sentences


def marker_label(marker: str, number: int | None) -> str:
    """The printed form of a paragraph's number; empty for an unnumbered paragraph."""
    if not marker or number is None:
        return ""
    match marker:
        case "ORDINAL":
            return f"{chinese_number(number)}是"
        case "SEQUENCE":
            return f"第{chinese_number(number)}，"
        case "CHINESE":
            return numeral(number, 2)
        case "PAREN":
            return numeral(number, 4)
        case _:
            return numeral(number, 3)


def to_json(content: AnnualContent) -> dict[str, Any]:
    """Plain data for a frozen version."""
    data = asdict(replace(content, house=None))
    data["signed_on"] = content.signed_on.isoformat() if content.signed_on else None
    data["made_on"] = content.made_on.isoformat()
    data["house"] = content.house and content.house.to_json()
    data["annexes"] = [
        {"title": annex.title, "blocks": list(map(_block_json, annex.blocks))} for annex in content.annexes
    ]
    return data


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"heading": block.text, "level": block.level}
        case Paragraph():
            return {"text": block.text}
        case Table():
            return {
                "header": block.header,
                "rows": block.rows,
                "widths": block.widths,
                "landscape": block.landscape,
                "dense": block.dense,
                "bands": block.bands,
            }
    raise TypeError(f"no annex holds a {type(block).__name__}")


def _block(data: dict[str, Any]) -> Block:
    if "heading" in data:
        return Heading(data["heading"], data["level"])
    if "text" in data:
        return Paragraph.of(data["text"])
    rows = tuple(map(tuple, data["rows"]))
    return Table(
        tuple(data["header"]),
        rows,
        tuple(data["widths"]),
        landscape=data["landscape"],
        dense=data.get("dense", False),
        bands=tuple(data.get("bands", ())),
    )


def from_json(data: dict[str, Any]) -> AnnualContent:
    """The content that `to_json` stored."""
    return AnnualContent(
        branch_name=data["branch_name"],
        year=data["year"],
        title=data["title"],
        salutation=data["salutation"],
        signer=data["signer"],
        signed_on=date.fromisoformat(data["signed_on"]) if data["signed_on"] else None,
        made_on=date.fromisoformat(data["made_on"]),
        sections=tuple(_section(section) for section in data["sections"]),
        anchor=data.get("anchor", ""),
        annex=tuple(AnnexRow(**row) for row in data.get("annex", ())),
        number=data.get("number", ""),
        annexes=tuple(
            AnnexContent(one["title"], tuple(map(_block, one["blocks"]))) for one in data.get("annexes", ())
        ),
        house=house_from(data["house"]) if data.get("house") else None,
    )


def _section(data: dict[str, Any]) -> SectionContent:
    return SectionContent(data["kind"], data["heading"], tuple(_paragraph(p) for p in data["paragraphs"]))


def _paragraph(data: dict[str, Any]) -> ParagraphContent:
    return ParagraphContent(data["marker"], data["number"], tuple(_sentence(s) for s in data["sentences"]))


def _sentence(data: dict[str, Any]) -> SentenceContent:
    return SentenceContent(
        text=data["text"],
        support=data["support"],
        template=data["template"],
        sources=_refs(data["sources"]),
        facts=tuple(FactUse(fact["name"], fact["value"], _refs(fact["rows"])) for fact in data["facts"]),
        state=data.get("state", ""),
    )


def _refs(rows: list[dict[str, Any]]) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(**row) for row in rows)


def to_document(content: AnnualContent) -> Document:
    """The official document: numbered headings, paragraphs with their numbers, signature."""
    return Document(
        title=content.title,
        recipient=content.salutation,
        blocks=tuple(_blocks(content)),
        issuer=content.branch_name,
        created_on=content.made_on,
        keywords=f"审计链 {content.anchor}" if content.anchor else "",
        signature=Signature(content.signer or content.branch_name, content.signed_on)
        if content.signed_on
        else None,
        number=content.number,
        attachments=tuple(_annexes(content)),
        style=content.house,
    )


def _annexes(content: AnnualContent) -> Iterator[Attachment]:
    """The 整改清单, then the others; numbered where there are several."""
    found = list(content.annexes)
    if content.annex:
        lines = [
            (str(number), row.problem, row.content, row.leader, row.responsible, row.due)
            for number, row in enumerate(content.annex, start=1)
        ]
        found.insert(0, AnnexContent("整改清单", (Table(ANNEX_HEADER, tuple(lines), ANNEX_WIDTHS),)))
    for number, annex in enumerate(found, start=1):
        yield Attachment(f"附件{number}" if len(found) > 1 else "附件", annex.title, annex.blocks)


def _blocks(content: AnnualContent) -> Iterator[Block]:
    number = 0
    for section in content.sections:
        if section.heading:
            number += 1
            yield Heading(numeral(number, 1) + section.heading, 1)
        for paragraph in section.paragraphs:
            yield from _paragraph_blocks(paragraph)


# A line of this length under （一） that does not end like a sentence is a heading.
_HEADING_LENGTH = 30
_SENTENCE_ENDS = "。！？；：…”）】"


def _paragraph_blocks(paragraph: ParagraphContent) -> Iterator[Block]:
    text = paragraph.text.strip()
    if paragraph.marker == "CHINESE" and 0 < len(text) <= _HEADING_LENGTH and text[-1] not in _SENTENCE_ENDS:
        yield Heading(paragraph.label + text, 2)
    elif text:
        # The number and the words are one run: they are one typeface, and a search finds them together.
        yield Paragraph((Run(paragraph.label + text),))
