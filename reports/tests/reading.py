"""What the import tests share: a compact form of a parsed report."""

from reports.importing.parse import parse_report
from reports.importing.schema import ParsedReport, Piece


def read(text: str) -> ParsedReport:
    """The report in a text, as a UTF-8 file."""
    return parse_report(text.encode(), "报告.txt")


def outline(report: ParsedReport) -> list[str]:
    """One line a section: kind, introduction, items, points in brackets."""
    return [
        f"{section.kind}: {section.intro}"
        + "".join(f" | {item.text}{list(item.points) or ''}" for item in section.items)
        for section in report.sections
    ]


def shape(report: ParsedReport) -> list[tuple[str, list[int]]]:
    """Kind and the number of points of each item."""
    return [(str(section.kind), [len(item.points) for item in section.items]) for section in report.sections]


def letters(text: str) -> str:
    """The text without any blanks."""
    return "".join(text.replace("\u200b", "").split())


def typed(report: ParsedReport) -> str:
    """All words of the report as they were typed, without blanks."""
    return letters("".join(paragraph.typed for paragraph in report.paragraphs))


def from_pieces(report: ParsedReport) -> str:
    """The same, put together from the pieces where a paragraph has any."""
    words = []
    for paragraph in report.paragraphs:
        pieces = paragraph.pieces or (Piece(paragraph.number, paragraph.text),)
        for place, piece in enumerate(pieces):
            by_word = paragraph.automatic and place == 0 and piece.number == paragraph.number
            words.append(piece.text if by_word else piece.number + piece.text)
    return letters("".join(words))
