"""The text of a report as plain data: what an answer remembers, and what two texts are compared by."""

from typing import Any

from reports.report.document import AnnualContent

Text = list[dict[str, Any]]


def text_of(content: AnnualContent) -> Text:
    """Sections with kind and heading, and their paragraphs as [number, words], as they are read."""
    return [
        {
            "kind": str(section.kind),
            "heading": section.heading,
            "paragraphs": [[paragraph.label, paragraph.text.strip()] for paragraph in section.paragraphs],
        }
        for section in content.sections
    ]
