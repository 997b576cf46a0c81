"""A deep page of a list holds the rows that a slice holds, from whichever end it is found."""

import pytest
from django.core.paginator import EmptyPage

from core import paging
from core.testing import count_queries
from meetings.meeting.models import Meeting
from meetings.tests.helpers import build


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("-starts_at", "-pk"), ("title", "-pk"), ("present_count", "pk")])
def test_every_page_is_the_slice_in_its_order(cast, monkeypatch, order):
    monkeypatch.setattr(paging, "DEEP", 2)
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 12) for day in (3, 3, 17)]
    Meeting.objects.bulk_create(build(cast.branch, day, title=f"{day[-2:]}日的会议") for day in days)
    rows = Meeting.objects.of_branch(cast.branch).for_rows().order_by(*order)
    pages = paging.ListPaginator(rows, 4)
    assert pages.num_pages == 9
    for number in pages.page_range:
        with count_queries() as counted:
            page = pages.page(number)
            found = list(page)
        assert found == list(rows)[(number - 1) * 4 : number * 4], number
        assert (page.number, page.has_next()) == (number, number < 9)
        assert len(counted) <= 3, "keys, rows and their kinds"
    with pytest.raises(EmptyPage):
        pages.page(10)
