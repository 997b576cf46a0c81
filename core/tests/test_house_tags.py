"""Template tags: dates as the office writes them, states with a word, addresses that keep the filters."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from core.addresses import numbered_address
from core.badges import TONES, Badge, rule_badge
from core.enums import RuleState


def rendered(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_writes_dates_without_padding():
    assert rendered("{{ day|cn_date }}", day=date(2025, 3, 7)) == "2025年3月7日"
    assert rendered("{{ day|cn_short_date }}", day=date(2025, 3, 7)) == "3月7日"
    assert rendered("{{ day|cn_date }}", day=None) == ""


def test_shows_moments_in_local_time():
    moment = datetime(2025, 3, 7, 17, 5, tzinfo=UTC)
    assert rendered("{{ at|cn_datetime }}", at=moment) == "2025年3月8日 01:05"
    assert rendered("{{ at|cn_date }}", at=moment) == "2025年3月8日"


@pytest.mark.parametrize("state", list(RuleState))
def test_state_has_its_word_and_an_icon(state):
    html = rendered("{% status_badge badge %}", badge=rule_badge(state))
    assert state.label in html
    assert "<svg" in html
    assert 'aria-hidden="true"' in html


def test_shows_nothing_for_no_state():
    assert rendered("{% status_badge '' %}").strip() == ""


def test_refuses_an_unknown_tone():
    assert "pink" not in TONES
    with pytest.raises(ValueError, match="pink"):
        Badge("草稿", "pink")


def test_next_page_keeps_the_filters():
    request = RequestFactory().get("/meetings/", {"kind": "MEMBERS", "q": "食堂", "page": "1"})
    assert (
        rendered("{% page_url 3 %}", request=request) == "?kind=MEMBERS&amp;q=%E9%A3%9F%E5%A0%82&amp;page=3"
    )
    assert rendered("{% query_url kind='' page='' %}", request=request) == "?q=%E9%A3%9F%E5%A0%82"


def test_sorting_turns_round_and_starts_at_the_first_page():
    request = RequestFactory().get("/meetings/", {"sort": "day", "page": "4"})
    html = rendered("{% sort_header 'day' '日期' %}{% sort_header 'name' '名称' %}", request=request)
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-day"' in html
    assert 'href="?sort=name"' in html


def test_an_address_without_arguments_is_as_django_has_it():
    pages = ["meetings:meeting_list", "overview:home"]
    for name in pages:
        assert rendered("{% url name %}", name=name) == reverse(name)
    assert rendered("{% url 'overview:home' as home %}[{{ home }}]") == f"[{reverse('overview:home')}]"
    assert rendered("{% url 'overview:gone' as gone %}[{{ gone }}]") == "[]"
    assert rendered("{% url 'meetings:meeting_detail' 7 %}") == reverse("meetings:meeting_detail", args=[7])
    assert numbered_address("meetings:meeting_detail", 7) == reverse("meetings:meeting_detail", args=[7])
    with pytest.raises(NoReverseMatch):
        rendered("{% url 'overview:gone' %}")
