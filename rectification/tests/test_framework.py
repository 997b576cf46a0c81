"""The year's 对照 items."""

import pytest
from django.urls import reverse

from rectification.problems.models import FrameworkItem
from rectification.problems.services import FrameworkLine, save_framework

from . import factory

URL = "rectification:framework_update"


def framework_data(client, rows):
    """The form as the page gives it, with rows of (pk, text, number)."""
    page = client.get(reverse(URL, args=["COMMITTEE"]))
    data = {
        "version": page.context["version"],
        "items-TOTAL_FORMS": str(len(rows)),
        "items-INITIAL_FORMS": "0",
    }
    for place, (pk, text, number) in enumerate(rows):
        data |= {f"items-{place}-pk": pk or "", f"items-{place}-text": text, f"items-{place}-ORDER": number}
    return data


def texts(year=2025):
    rows = FrameworkItem.objects.alive().filter(year=year).order_by("order")
    return [row.text for row in rows]


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def _save(cast, *lines, year=2025):
    return save_framework(branch=cast.branch, year=year, audience="COMMITTEE", lines=lines, by=cast.secretary)


def test_enters_and_orders_items(secretary):
    data = framework_data(secretary, [(None, "对照乙", "2"), (None, "对照甲", "1"), (None, "", "")])
    assert secretary.post(reverse(URL, args=["COMMITTEE"]), data).status_code == 302
    assert texts() == ["对照甲", "对照乙"]


def test_keeps_what_all_items_are_called(cast, secretary):
    data = framework_data(secretary, [(None, "对照甲", "1"), (None, "对照乙", "2")]) | {"phrase": "四个对照"}
    secretary.post(reverse(URL, args=["COMMITTEE"]), data)
    assert {item.phrase for item in FrameworkItem.objects.all()} == {"四个对照"}
    assert 'value="四个对照"' in secretary.get(reverse(URL, args=["COMMITTEE"])).content.decode()
    _save(cast, FrameworkLine("对照甲"))
    assert FrameworkItem.objects.alive().get().phrase == "四个对照"


def test_number_typed_moves_a_row_up_past_the_one_that_had_it(cast, secretary):
    first, second, third = _save(cast, FrameworkLine("甲"), FrameworkLine("乙"), FrameworkLine("丙"))
    rows = [(first.pk, "甲", "1"), (second.pk, "乙", "2"), (third.pk, "丙", "1")]
    secretary.post(reverse(URL, args=["COMMITTEE"]), framework_data(secretary, rows))
    assert texts() == ["丙", "甲", "乙"]
    assert FrameworkItem.objects.get(text="丙").pk == third.pk


def test_edited_text_keeps_the_item_and_its_problems(cast):
    (item,) = _save(cast, FrameworkLine("甲"))
    factory.make_problem(cast, framework_item=item)
    _save(cast, FrameworkLine("甲（修订）", item.pk))
    assert FrameworkItem.objects.alive().get().pk == item.pk


def test_swapped_texts_only_change_places(cast):
    first, second = _save(cast, FrameworkLine("甲"), FrameworkLine("乙"))
    _save(cast, FrameworkLine("乙", first.pk), FrameworkLine("甲", second.pk))
    assert [(row.pk, row.order) for row in FrameworkItem.objects.alive().order_by("order")] == [
        (second.pk, 1),
        (first.pk, 2),
    ]


def test_item_with_problems_is_not_taken_away(cast, secretary):
    (item,) = _save(cast, FrameworkLine("甲"))
    factory.make_problem(cast, framework_item=item)
    response = secretary.post(
        reverse(URL, args=["COMMITTEE"]), framework_data(secretary, [(None, "乙", "1")])
    )
    assert "下已有 1 个问题" in response.content.decode()
    url = reverse("core:record_delete", args=["rectification.frameworkitem", item.pk])
    assert "下已有 1 个问题" in secretary.post(url, {"reason": "多余"}).content.decode()
    assert texts() == ["甲"]


def test_item_taken_away_lies_in_the_recycle_bin(cast):
    _save(cast, FrameworkLine("甲"), FrameworkLine("乙"))
    _save(cast, FrameworkLine("乙"))
    assert texts() == ["乙"]
    assert FrameworkItem.objects.get(deleted_at__isnull=False).deletion_reason


def test_text_given_twice_is_refused(secretary):
    data = framework_data(secretary, [(None, "对照甲", "1"), (None, "对照甲", "2")])
    page = secretary.post(reverse(URL, args=["COMMITTEE"]), data).content.decode()
    assert "写了两次" in page
    assert not texts()


def test_stale_page_is_refused_with_both_texts(cast, secretary):
    data = framework_data(secretary, [(None, "我写的", "1")])
    _save(cast, FrameworkLine("别人写的"))
    page = secretary.post(reverse(URL, args=["COMMITTEE"]), data).content.decode()
    assert "刚刚被别人修改过" in page
    assert "我写的" in page
    assert "别人写的" in page
    assert texts() == ["别人写的"]


def test_same_form_sent_twice_changes_nothing_more(secretary):
    data = framework_data(secretary, [(None, "对照甲", "1")])
    for _ in range(2):
        secretary.post(reverse(URL, args=["COMMITTEE"]), data)
    assert texts() == ["对照甲"]


def test_copies_last_years_items(cast, secretary):
    _save(cast, FrameworkLine("甲"), FrameworkLine("乙"), year=2024)
    url = reverse("rectification:framework_copy", args=["COMMITTEE"])
    assert secretary.post(url).status_code == 302
    assert texts() == ["甲", "乙"]
    assert "已有对照项" in secretary.post(url, follow=True).content.decode()
    assert texts() == ["甲", "乙"]


def test_copy_without_last_years_says_so(secretary):
    url = reverse("rectification:framework_copy", args=["MEMBER"])
    assert "没有党员的对照项" in secretary.post(url, follow=True).content.decode()


def test_unknown_audience_is_not_found(secretary):
    assert secretary.get(reverse(URL, args=["EVERYBODY"])).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"items-0-text": "长" * 301},
        {"items-0-ORDER": "一"},
        {"items-TOTAL_FORMS": "x"},
        {"items-0-pk": "x"},
    ],
)
def test_bad_input_keeps_what_was_typed(changed, secretary):
    data = framework_data(secretary, [(None, "对照甲", "1"), (None, "对照乙", "2")]) | changed
    response = secretary.post(reverse(URL, args=["COMMITTEE"]), data)
    assert response.status_code == 200
    assert "还没有保存" in response.content.decode()
    assert not texts()
