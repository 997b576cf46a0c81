"""Rows that many forms have: labels with their values."""

from .document import FormCell, FormRow

# Columns of a form with two labels a row: label, value, label, value.
TWO_PAIRS = (2.6, 5.0, 2.6, 5.0)


def fact_row(*pairs: tuple[str, str], height: float = 0.0) -> FormRow:
    """Each label with its value in the next cell."""
    return FormRow(
        tuple(cell for label, value in pairs for cell in (FormCell(label, is_label=True), FormCell(value))),
        height,
    )


def text_row(label: str, text: str, *, height: float = 0.0) -> FormRow:
    """A label with a text over the other three columns."""
    return FormRow((FormCell(label, is_label=True), FormCell(text, columns=3)), height)
