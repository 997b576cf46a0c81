"""Strips on pages: in order, as many as fit, together what stays together, cut where it may be cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from documents.content import Form, FormCell, FormRow
from documents.render.page import PORTRAIT
from documents.render.paging import Page, paged
from documents.render.pdf_tables import form_strips
from documents.render.strips import Strip, Tag, Words

ROOM = PORTRAIT.block_height_pt
strips = st.lists(
    st.builds(
        Strip,
        sheet=st.just(PORTRAIT),
        height=st.sampled_from([20.0, 50.0, 200.0, 400.0]),
        before=st.sampled_from([0.0, 30.0]),
        stays=st.booleans(),
        leads=st.booleans(),
        begins_page=st.sampled_from([False, False, False, True]),
    ),
    max_size=40,
)


def reach(page: Page) -> float:
    begin, strip = page.strips[-1]
    return begin + strip.height


@given(strips)
def test_fills_each_page_as_far_as_what_stays_together_allows(given_strips):
    pages = list(paged(given_strips))
    assert [strip for page in pages for _, strip in page.strips] == given_strips
    assert [page.number for page in pages] == list(range(len(pages)))
    begun = 0
    for page, after in pairwise(pages):
        begun += len(page.strips)
        first, last = given_strips[begun], page.strips[-1][1]
        assert after.strips[0][1] is first
        assert reach(page) <= ROOM + 0.01 or len(page.strips) == 1
        if first.begins_page:
            continue
        # All that comes before the next place where a page may end had no room any more.
        together = max(first.before, last.after) + first.height
        for one, next_one in pairwise(given_strips[begun:]):
            if next_one.begins_page or not (next_one.stays or one.leads):
                break
            together += next_one.before + next_one.height
        assert reach(page) + together > ROOM
        if first.stays or last.leads:
            # Only where all of the page holds together does it end inside.
            assert all(strip.stays or before.leads for (_, before), (_, strip) in pairwise(page.strips))


def lines_of(page: Page) -> int:
    return sum(isinstance(mark, Words) for _, strip in page.strips for mark in strip.marks)


@given(st.integers(14, 150), st.integers(0, 40))
def test_cuts_a_long_row_and_loses_no_line(count, above):
    """With two lines at least on each side, and the row that is signed never alone."""
    text = "\n".join(["一行字"] * count)
    form = Form(
        (FormRow((FormCell("记录", is_label=True), FormCell(text))), FormRow((FormCell("签字", columns=2),))),
        (1, 5),
    )
    pages = list(paged([Strip(PORTRAIT, above * 15.0), *form_strips(form, Tag("Document"))]))
    # The label and what is signed are lines, too.
    assert sum(map(lines_of, pages)) == count + 2
    assert all(lines_of(page) >= 2 for page in pages[1:])
    assert lines_of(pages[-1]) >= 3
    assert all(reach(page) <= ROOM + 0.01 for page in pages)
