"""Hours of guests: certified here, offered to the own branch, taken over by a person, never twice."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from branch.organisations.models import Organisation
from core.attachments import of_record
from core.refusals import Refused
from core.testing import make_member
from study.hours.certificate import certificate_of
from study.hours.elsewhere import offers_for, take_over
from study.hours.reckoning import standings
from study.trainings.models import Training

pytestmark = pytest.mark.django_db
PAGE = reverse("study:hours_elsewhere")


@pytest.fixture
def guest(cast, give, share_of, today):
    """王外一 of the other branch takes part in ours and has studied six hours."""
    person = make_member(
        cast.branch, "王外一", since=today - timedelta(days=300), home_branch=cast.other_branch
    )
    study(give, share_of, person, today, 6)
    return person


def study(give, share_of, person, today, hours):
    task = give(members=[person], audience="CHOSEN", hours=Decimal(hours))
    share = share_of(task, person)
    share.completed_on, share.hours_done = today, Decimal(hours)
    share.save()


def test_is_offered_the_home_branch_and_taken_over_once(cast, guest, today, client_of, give, share_of):
    (offer,) = offers_for(cast.other_branch, today.year, today)
    assert (offer.open_hours, offer.member, offer.why_not) == (6, cast.people.outsider, "")
    assert not Training.objects.exists()
    client = client_of(cast.outsider)
    assert "登记 6 学时" in client.get(PAGE).content.decode()
    assert "1 名党员在其他支部的学时可以登记" in client.get(reverse("study:training_list")).content.decode()
    url = reverse("study:hours_take", args=[guest.pk, today.year])
    client.post(url)
    training = Training.objects.get()
    # The outsider is the member: nobody approves the own hours.
    assert (training.hours, training.state, training.from_branch) == (6, "SUBMITTED", cast.branch)
    assert of_record(training).count() == 1
    client.post(url)
    assert Training.objects.count() == 1
    study(give, share_of, guest, today, 2)
    (offer,) = offers_for(cast.other_branch, today.year, today)
    assert (offer.gained.hours, offer.open_hours) == (8, 2)


def test_of_another_member_is_approved_by_who_takes_it_and_counts_there(cast, guest, today):
    colleague = make_member(cast.other_branch, "冯外二")
    guest.name = "冯外二"
    guest.save()
    training = take_over(
        home=cast.other_branch, guest_id=guest.pk, year=today.year, by=cast.outsider, on=today
    )
    assert training.is_approved
    (mine,) = [one for one in standings(cast.other_branch, today.year, today) if one.member == colleague]
    assert (mine.hours, mine.is_guest) == (6, False)


def test_two_of_one_name_are_asked_about(cast, guest, today):
    make_member(cast.other_branch, "王外一")
    (offer,) = offers_for(cast.other_branch, today.year, today)
    assert offer.member is None
    with pytest.raises(Refused, match="同名"):
        take_over(home=cast.other_branch, guest_id=guest.pk, year=today.year, by=cast.outsider, on=today)


def test_nothing_of_another_branch_is_taken(cast, guest, today, client_of):
    client = client_of(cast.secretary)
    assert client.post(reverse("study:hours_take", args=[guest.pk, today.year])).status_code == 404
    assert not Training.objects.exists()
    Organisation.objects.filter(pk=cast.branch.pk).update(closed_on=today)
    assert len(offers_for(cast.other_branch, today.year, today)) == 1


def test_is_certified_on_paper_and_in_a_sheet(cast, guest, today, client_of):
    document = certificate_of(guest, today.year, on=today)
    assert document.recipient == f"{cast.other_branch.name}："
    words = "".join(str(block) for block in document.blocks)
    assert f"{today.year}年度在我支部学习共6学时" in words
    assert "读条例" in words
    client = client_of(cast.secretary)
    url = reverse("reports:hours_certificate", args=[guest.pk, today.year, "docx"])
    assert client.get(url).status_code == 200
    rows = openpyxl.load_workbook(BytesIO(client.get(PAGE, {"format": "xlsx"}).content)).active.values
    assert any(row[1:4] == ("王外一", cast.other_branch.name, 6) for row in rows)
