"""Two people editing one item: one winner, the other is shown both versions, nothing is lost."""

from datetime import date

import pytest
from django.urls import reverse

from core import audit
from core.records import StaleRecord
from rectification.items.forms import ItemForm
from rectification.items.models import RectificationItem

from . import factory

pytestmark = pytest.mark.django_db
ROUNDS = 100


def typed(form, **changes) -> dict[str, object]:
    """What the browser would send of an opened form."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | changes


def opened(item, user) -> ItemForm:
    """The form as it opens in a tab: the item as it is stored now."""
    stored = RectificationItem.objects.select_related("branch").get(pk=item.pk)
    return ItemForm(instance=stored, user=user, branch=stored.branch, today=date(2026, 6, 1))


def sent(item, user, data) -> ItemForm:
    """The form as the server reads it when it is sent."""
    stored = RectificationItem.objects.select_related("branch").get(pk=item.pk)
    return ItemForm(data, instance=stored, user=user, branch=stored.branch, today=date(2026, 6, 1))


@pytest.mark.no_cover
def test_of_two_tabs_a_hundred_times_exactly_one_wins(cast):
    """In every second round both are checked before either is saved: the moment that only the database can decide."""
    item = factory.make_item(cast, problem=factory.make_problem(cast))
    winners = 0
    for number in range(ROUNDS):
        users = (cast.secretary, cast.committee) if number % 4 < 2 else (cast.committee, cast.secretary)
        first, second = (typed(opened(item, user)) for user in users)
        winner = sent(item, users[0], first | {"goal": f"先存 {number}"})
        if number % 2:
            loser = sent(item, users[1], second | {"goal": f"后存 {number}"})
            assert winner.is_valid()
            assert loser.is_valid()
            winner.save()
            with pytest.raises(StaleRecord):
                loser.save()
            loser.mark_stale()
        else:
            assert winner.is_valid()
            winner.save()
            loser = sent(item, users[1], second | {"goal": f"后存 {number}"})
            assert not loser.is_valid()
        winners += 1
        assert ("整改目标", f"先存 {number}", f"后存 {number}") in loser.conflicts
        item.refresh_from_db()
        assert item.goal == f"先存 {number}"
    assert winners == ROUNDS
    # Nothing is lost: every winner's change stands in the history, and no loser's does.
    goals = [entry.changes["goal"]["new"] for entry in audit.entries_of(item) if "goal" in entry.changes]
    assert [goal for goal in reversed(goals) if goal] == [f"先存 {number}" for number in range(ROUNDS)]


def test_second_tab_is_shown_both_versions_on_the_page_and_may_decide(cast, client_of):
    item = factory.make_item(cast, problem=factory.make_problem(cast))
    url = reverse("rectification:item_update", args=[item.pk])
    tabs = client_of(cast.secretary), client_of(cast.committee)
    first, second = (typed(tab.get(url).context["form"]) for tab in tabs)
    assert tabs[0].post(url, first | {"goal": "先存的目标"}).status_code == 302
    answer = tabs[1].post(url, second | {"goal": "后存的目标"})
    assert answer.status_code == 200
    assert "先存的目标" in answer.content.decode()
    assert "后存的目标" in answer.content.decode()
    assert tabs[1].post(url, typed(answer.context["form"])).status_code == 302
    item.refresh_from_db()
    assert item.goal == "后存的目标"
