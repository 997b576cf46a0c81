"""Tables and forms as HTML, the lines of every cell composed."""

from collections.abc import Iterable, Iterator

from reports.content.document import Form, FormRow, Role, Run, Table
from reports.render import page
from reports.render.lines import Measure, compose
from reports.render.markup_lines import lines_html
from reports.render.tables import (
    TALL_MM,
    centred_columns,
    may_be_cut,
    span_text_width,
    spans,
    text_widths,
)


def table_html(table: Table) -> str:
    """A table with its header, which every page repeats."""
    widths = text_widths(table)
    header = "".join(
        f'<th scope="col">{_cell([text], available, Role.HEI)}</th>'
        for text, available in zip(table.header, widths, strict=True)
    )
    opening = ["<td class=short>" if centred else "<td>" for centred in centred_columns(table)]
    body = "".join(
        f"<tr{_height(table.row_height)}>"
        + "".join(
            f"{tag}{_cell([text], available, Role.SONG)}</td>"
            for tag, text, available in zip(opening, row, widths, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    columns = _columns(table.shares)
    return f"<table>{columns}<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"


def form_html(form: Form) -> str:
    """A form; its labels head their rows."""
    body = "".join(
        f"<tr{_css(form, row)}{_height(row.height)}>{''.join(_cells(form, row))}</tr>" for row in form.rows
    )
    head, foot = _edges(form) if any(may_be_cut(form, row) for row in form.rows) else ("", "")
    return f'<table class="form">{_columns(form.shares)}{head}<tbody>{body}</tbody>{foot}</table>'


def _edges(form: Form) -> tuple[str, str]:
    """An empty head and foot: the engine draws no line where it cuts a row of a table that has none."""
    edge = f'<tr><td class="edge" colspan="{len(form.shares)}"></td></tr>'
    return f"<thead>{edge}</thead>", f"<tfoot>{edge}</tfoot>"


def _css(form: Form, row: FormRow) -> str:
    names = ["long"] if may_be_cut(form, row) else []
    names += ["tall"] if row.height >= TALL_MM else []
    return f' class="{" ".join(names)}"' if names else ""


def _cells(form: Form, row: FormRow) -> Iterator[str]:
    for cell, share in spans(form, row):
        span = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        tag, role = ('th scope="row"', Role.HEI) if cell.is_label else ("td", Role.SONG)
        yield f"<{tag}{span}>{_cell(cell.lines, span_text_width(share), role)}</{tag[:2]}>"


def _columns(shares: Iterable[float]) -> str:
    columns = "".join(f'<col style="width:{share:.4%}">' for share in shares)
    return f"<colgroup>{columns}</colgroup>"


def _height(millimetres: float) -> str:
    return f' style="height:{millimetres:.2f}mm"' if millimetres else ""


def _cell(paragraphs: Iterable[str], available: float, role: Role) -> str:
    measure = Measure(width=available, size=page.TABLE_PT, tightest=0.0, usual=0.0)
    composed = (lines_html(compose((Run(text, role),), measure), role, measure.usual) for text in paragraphs)
    return "\n".join(composed)
