"""Handing an item in."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import attachments
from core.refusals import Refused
from rectification.enums import ItemState
from rectification.items.services import close_item, return_item, start_item, submit_item

from . import factory

DAY = date(2026, 5, 20)


def _file(name="完成情况.txt", content=b"done"):
    return SimpleUploadedFile(name, content, content_type="text/plain")


def test_refuses_without_evidence(cast):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    with pytest.raises(Refused, match="还没有佐证"):
        submit_item(item=item, result="做完了", by=cast.member, on=DAY)
    item.refresh_from_db()
    assert item.state == ItemState.ACTIVE


def test_refuses_without_result(cast):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    with pytest.raises(Refused, match="完成情况"):
        submit_item(item=item, result="  ", by=cast.member, on=DAY, files=[_file()])


def test_takes_a_record_as_evidence(cast):
    item, meeting = factory.make_item(cast, state=ItemState.ACTIVE), factory.make_meeting(cast)
    submit_item(item=item, result="做完了", by=cast.member, on=DAY, evidence=[meeting])
    item.refresh_from_db()
    assert (item.state, item.submitted_by, item.submitted_on) == (ItemState.REVIEW, cast.member, DAY)
    assert item.evidence.get().label == "试验学习会"


def test_takes_a_file_as_evidence(cast, client_of):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    url = reverse("rectification:item_submit", args=[item.pk])
    assert client_of(cast.member).post(url, {"result": "做完了", "files": [_file()]}).status_code == 302
    item.refresh_from_db()
    assert item.state == ItemState.REVIEW
    assert attachments.of_record(item).get().name == "完成情况.txt"


def test_keeps_nothing_when_one_of_two_files_is_refused(cast, client_of):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    url = reverse("rectification:item_submit", args=[item.pk])
    files = [_file(), _file("程序.exe", b"MZ")]
    response = client_of(cast.member).post(url, {"result": "做完了", "files": files})
    assert response.status_code == 200
    assert "不能上传" in response.content.decode()
    assert "做完了" in response.content.decode()
    item.refresh_from_db()
    assert item.state == ItemState.ACTIVE
    assert not attachments.of_record(item).exists()


def test_refuses_another_branchs_record(cast):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    foreign = factory.make_meeting(cast, branch=cast.other_branch)
    with pytest.raises(Refused, match="不是本支部"):
        submit_item(item=item, result="做完了", by=cast.member, on=DAY, evidence=[foreign])


def test_same_form_sent_twice_moves_once(cast, client_of):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    client = client_of(cast.member)
    url = reverse("rectification:item_submit", args=[item.pk])
    for _ in range(2):
        data = {"result": "做完了", "files": [_file()], "form_token": "same-form"}
        assert client.post(url, data).status_code == 302
    assert item.moves.count() == 1
    assert attachments.of_record(item).count() == 1


def test_same_progress_sent_twice_is_one_line(cast, client_of):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    client = client_of(cast.member)
    url = reverse("rectification:item_log", args=[item.pk])
    for _ in range(2):
        client.post(url, {"on": "2026-02-01", "text": "开了一次会", "form_token": "same-line"})
    assert item.progress.count() == 1


def test_second_of_two_verifiers_is_refused(cast):
    item = factory.make_item(cast, state=ItemState.REVIEW)
    stale = type(item).objects.get(pk=item.pk)
    close_item(item=item, by=cast.committee, on=DAY)
    from core.records import StaleRecord

    with pytest.raises(StaleRecord):
        return_item(item=stale, reason="不行", by=cast.discipline, on=DAY)
    item.refresh_from_db()
    assert item.state == ItemState.CLOSED
    assert item.moves.count() == 1


def test_start_needs_person_and_time_limit(cast):
    item = factory.make_item(cast)
    item.due_on = None
    item.save()
    with pytest.raises(Refused, match="完成时限"):
        start_item(item=item, by=cast.secretary, on=DAY)


def test_review_date_of_long_term_lies_ahead(cast, client_of):
    item = factory.make_item(cast, state=ItemState.REVIEW)
    url = reverse("rectification:item_keep", args=[item.pk])
    response = client_of(cast.committee).post(url, {"review_on": "2020-01-01"})
    assert "要晚于今天" in response.content.decode()
    item.refresh_from_db()
    assert item.state == ItemState.REVIEW


def test_closed_item_is_not_edited_nor_deleted(cast, client_of):
    item = factory.make_item(cast, state=ItemState.CLOSED)
    client = client_of(cast.secretary)
    assert client.get(reverse("rectification:item_update", args=[item.pk])).status_code == 403
    url = reverse("core:record_delete", args=["rectification.rectificationitem", item.pk])
    assert "留在台账里" in client.post(url, {"reason": "重复"}).content.decode()
    item.refresh_from_db()
    assert not item.is_deleted
