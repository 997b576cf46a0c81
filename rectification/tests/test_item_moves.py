"""Every state, action and role in one table: who may do what to an item, when, and where it leads."""

from datetime import date

import pytest
from django.urls import reverse

from core import audit
from core.refusals import Refused
from core.testing import ROLE_NAMES
from rectification.enums import MOVES, ItemAction, ItemState
from rectification.items.services import close_item, reopen_item

from . import factory

# What a role meets: done, refused (by the state of the item), forbidden (403), unknown (404).
WRITERS = {"secretary", "committee", "discipline"}
# The plain member is responsible; the secretary handed the item in.
WORKERS = WRITERS | {"member"}
VERIFIERS = {"committee", "discipline"}
READ_ONLY = {"superior"}
STRANGERS = {"group_leader", "probationary", "outsider", "administrator"}

S, A = ItemState, ItemAction
# (state, action): (state afterwards, who may); a pair that is missing is refused for everybody.
TABLE = {
    (S.PENDING, A.START): (S.ACTIVE, WORKERS),
    (S.PENDING, A.LOG): (S.ACTIVE, WORKERS),
    (S.ACTIVE, A.LOG): (S.ACTIVE, WORKERS),
    (S.ACTIVE, A.SUBMIT): (S.REVIEW, WORKERS),
    (S.REVIEW, A.CLOSE): (S.CLOSED, VERIFIERS),
    (S.REVIEW, A.RETURN): (S.RETURNED, VERIFIERS),
    (S.REVIEW, A.KEEP): (S.LONG_TERM, VERIFIERS),
    (S.RETURNED, A.LOG): (S.RETURNED, WORKERS),
    (S.RETURNED, A.SUBMIT): (S.REVIEW, WORKERS),
    (S.LONG_TERM, A.LOG): (S.LONG_TERM, WORKERS),
    (S.LONG_TERM, A.SUBMIT): (S.REVIEW, WORKERS),
    (S.LONG_TERM, A.REOPEN): (S.ACTIVE, WRITERS),
    (S.CLOSED, A.REOPEN): (S.ACTIVE, WRITERS),
}
# States that an item only reaches after the secretary handed it in.
HANDED_IN = {S.REVIEW, S.RETURNED, S.CLOSED, S.LONG_TERM}
POSTED = {
    A.START: {},
    A.LOG: {"on": "2026-02-01", "text": "试验进展"},
    A.SUBMIT: {"result": "试验完成"},
    A.CLOSE: {"note": ""},
    A.RETURN: {"reason": "还缺记录"},
    A.KEEP: {"review_on": "2099-01-01"},
    A.REOPEN: {"reason": "又出现了"},
}
PART = {A.START: WORKERS, A.LOG: WORKERS, A.SUBMIT: WORKERS, A.REOPEN: WRITERS}


def _expected(state, action, role) -> tuple[int, str]:
    """Status of the answer, and the state afterwards."""
    if role in STRANGERS:
        return 404, state
    part = PART.get(action, VERIFIERS if state in HANDED_IN else WRITERS)
    if role not in part:
        return 403, state
    after, who = TABLE.get((state, action), (state, set()))
    if (state, action) in TABLE and role in who:
        return 302, after
    # The form comes back with the reason and what was typed; beginning is a button without a form.
    return (302 if action == A.START else 200), state


def test_table_is_the_declared_one():
    assert {pair: after for pair, (after, _) in TABLE.items()} == MOVES


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("action", ItemAction)
def test_each_role_meets_the_table(state, action, cast, client_of):
    clients = {role: client_of(getattr(cast, role)) for role in ROLE_NAMES}
    problem = factory.make_problem(cast)
    for role in ROLE_NAMES:
        item = factory.make_item(cast, problem=problem, state=state)
        item.evidence.create(object_type="meetings.meeting", object_id=1, label="试验会议", by_name="试验")
        url = reverse(f"rectification:item_{action.value.lower()}", args=[item.pk])
        response = clients[role].post(url, POSTED[action])
        item.refresh_from_db()
        assert (response.status_code, item.state) == _expected(state, action, role), role


@pytest.mark.parametrize("action", [A.CLOSE, A.RETURN, A.KEEP])
def test_person_responsible_never_judges_even_as_a_writer(action, cast, client_of):
    item = factory.make_item(cast, responsible="discipline", state=S.REVIEW)
    url = reverse(f"rectification:item_{action.value.lower()}", args=[item.pk])
    assert client_of(cast.discipline).post(url, POSTED[action]).status_code == 403
    assert client_of(cast.committee).post(url, POSTED[action]).status_code == 302


def test_leader_answers_where_nobody_is_responsible(cast, client_of):
    item = factory.make_item(cast, state=S.REVIEW)
    item.responsible = None
    item.save()
    url = reverse("rectification:item_close", args=[item.pk])
    assert client_of(cast.committee).post(url, {}).status_code == 403
    assert client_of(cast.discipline).post(url, {}).status_code == 302


def test_move_stands_in_timeline_and_audit(cast, client_of):
    item = factory.make_item(cast, state=S.REVIEW)
    client = client_of(cast.committee)
    client.post(reverse("rectification:item_return", args=[item.pk]), {"reason": "研讨少一次"})
    entry = audit.entries_of(item).first()
    assert entry.action == "STATE"
    assert entry.changes["state"]["old"] == "待复核"
    assert entry.changes["state"]["new"] == "退回"
    assert "研讨少一次" in entry.reason
    page = client.get(reverse("rectification:item_detail", args=[item.pk])).content.decode()
    assert "待复核 → 退回" in page
    assert "研讨少一次" in page


def test_reopened_item_forgets_its_verdict_but_not_its_history(cast):
    item = factory.make_item(cast, state=S.CLOSED, closed_on=date(2026, 5, 1), closed_by=cast.committee)
    reopen_item(item=item, reason="又出现了", by=cast.secretary, on=date(2026, 8, 1))
    assert (item.state, item.closed_on, item.closed_by, item.submitted_by) == (S.ACTIVE, None, None, None)
    assert item.moves.get().from_state == S.CLOSED


@pytest.mark.parametrize("judge", ["discipline", "secretary"])
def test_service_itself_refuses_the_person_responsible_and_the_one_who_handed_in(judge, cast):
    item = factory.make_item(cast, responsible="discipline", state=S.REVIEW)
    with pytest.raises(Refused, match="复核人不能是责任人"):
        close_item(item=item, by=getattr(cast, judge), on=date(2026, 5, 1))
    item.refresh_from_db()
    assert item.state == S.REVIEW
