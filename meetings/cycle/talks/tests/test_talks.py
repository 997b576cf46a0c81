"""谈心谈话: what was said stays with the two, the secretary and the writer; entering one and a whole round."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from branch.accounts.models import RoleAssignment
from core import records
from core.models import AuditEntry
from core.testing import assert_flat_queries
from meetings.cycle.talks.models import Talk

CANARY = "只说给他一个人听的话"


@pytest.fixture
def talk(cast):
    """Between the committee member 钱试二 and the member 周试五, written down by 钱试二."""
    row = Talk(
        branch=cast.branch,
        year=2025,
        held_on=date(2025, 3, 7),
        one=cast.people.committee,
        other=cast.people.member,
        content=CANARY,
        created_by=cast.committee,
    )
    return records.create(row, by=cast.committee)


def everywhere(client, talk) -> str:
    """All that the site shows somebody of a talk: list, page, edit form, history, search, sheet."""
    addresses = [
        reverse("meetings:talk_list") + "?year=2025",
        reverse("meetings:talk_detail", args=[talk.pk]),
        reverse("meetings:talk_update", args=[talk.pk]),
        reverse("core:record_history", args=["meetings.talk", talk.pk]),
        reverse("core:record_delete", args=["meetings.talk", talk.pk]),
        reverse("overview:search") + f"?q={CANARY}",
        reverse("overview:search") + "?q=钱试二",
        reverse("meetings:talk_matrix") + "?year=2025",
    ]
    texts = [client.get(address).content.decode().replace(f'value="{CANARY}"', "") for address in addresses]
    texts[5] = texts[5].replace(f"“{CANARY}”", "")
    sheet = client.get(reverse("meetings:talk_list") + "?year=2025&format=xlsx")
    if sheet.headers.get("Content-Type", "").endswith("sheet"):
        texts.append(str(list(load_workbook(BytesIO(sheet.content)).active.values)))
    return "\n".join(texts)


def test_the_two_the_secretary_and_the_writer_read_it(cast, client_of, talk):
    for role in ("secretary", "committee", "member"):
        assert CANARY in everywhere(client_of(getattr(cast, role), year=2025), talk), role


def test_nobody_else_reads_it_anywhere(cast, client_of, talk):
    for role in ("discipline", "group_leader", "probationary", "superior", "outsider", "administrator"):
        assert CANARY not in everywhere(client_of(getattr(cast, role), year=2025), talk), role


def test_others_on_the_committee_see_that_it_took_place(cast, client_of, talk):
    page = client_of(cast.discipline).get(reverse("meetings:talk_detail", args=[talk.pk])).content.decode()
    assert "钱试二与周试五谈心谈话" in page
    assert "（受限内容）" in page


def test_writer_who_left_the_branch_reads_it_no_more(cast, client_of, talk):
    Talk.objects.filter(pk=talk.pk).update(one=cast.people.secretary)
    RoleAssignment.objects.filter(user=cast.committee).update(ends_on=date(2025, 1, 1))
    assert CANARY not in everywhere(client_of(cast.committee, year=2025), talk)


@pytest.mark.usefixtures("talk")
def test_audit_flags_what_was_said():
    entry = AuditEntry.objects.get(object_type="meetings.talk")
    assert entry.changes["content"]["restricted"] is True
    assert CANARY not in entry.object_label


# ---- Entering ----


def form_data(cast, **changes) -> dict[str, object]:
    return {
        "held_on": "2025-03-07",
        "one": cast.people.secretary.pk,
        "other": cast.people.member.pk,
        "place": "值班室",
        "year": "2025",
        "content": "",
    } | changes


def test_secretary_enters_a_talk(cast, client_of):
    client_of(cast.secretary).post(reverse("meetings:talk_create"), form_data(cast))
    talk = Talk.objects.get()
    assert (str(talk), talk.year, talk.created_by) == ("赵试一与周试五谈心谈话", 2025, cast.secretary)


BAD = [
    ({"held_on": "2099-01-01"}, "还没有到"),
    ({"held_on": "2025-02-30"}, "有效的日期"),
    ({"held_on": ""}, "请填写谈话日期"),
    ({"year": "2023"}, "所属年度只能是 2025 或 2024"),
    ({"year": "99999999999"}, "所属年度"),
    ({"other": ""}, "请选择谈话对象"),
    ({"other": "99999999999999999999"}, "谈话对象"),
    ({"content": "长" * 4001}, "4000"),
]


def test_bad_input_is_refused_in_words(cast, client_of):
    client = client_of(cast.secretary)
    for change, words in BAD:
        answer = client.post(reverse("meetings:talk_create"), form_data(cast, **change))
        assert answer.status_code == 200, change
        assert words in answer.content.decode(), change
    assert not Talk.objects.exists()


def test_nobody_talks_with_himself(cast, client_of):
    data = form_data(cast, other=cast.people.secretary.pk)
    page = client_of(cast.secretary).post(reverse("meetings:talk_create"), data).content.decode()
    assert "谈话双方都是赵试一" in page
    assert not Talk.objects.exists()


def test_member_enters_own_talks_only(cast, client_of):
    client = client_of(cast.member)
    client.post(reverse("meetings:talk_create"), form_data(cast))
    assert not Talk.objects.exists()
    client.post(
        reverse("meetings:talk_create"),
        form_data(cast, one=cast.people.member.pk, other=cast.people.group_leader.pk),
    )
    assert Talk.objects.get().one == cast.people.member


def round_data(cast, **changes) -> dict[str, object]:
    people = (cast.people.member, cast.people.probationary, cast.people.group_leader)
    return {
        "held_on": "2025-03-07",
        "one": cast.people.secretary.pk,
        "others": [member.pk for member in people],
        "place": "值班室",
        "year": "2025",
        "form_token": "round-1",
    } | changes


def test_round_makes_a_talk_with_each_and_a_resent_form_none(cast, client_of):
    client, address = client_of(cast.secretary), reverse("meetings:talk_round")
    client.post(address, round_data(cast))
    client.post(address, round_data(cast))
    assert Talk.objects.count() == 3
    assert AuditEntry.objects.filter(object_type="meetings.talk").count() == 3


def test_round_leaves_out_talks_of_that_day(cast, client_of):
    client, address = client_of(cast.secretary), reverse("meetings:talk_round")
    client.post(address, round_data(cast))
    more = [*round_data(cast)["others"], cast.people.extra1.pk]
    client.post(address, round_data(cast, others=more, form_token="round-2"))
    assert Talk.objects.count() == 4
    page = client.post(address, round_data(cast, form_token="round-3")).content.decode()
    assert "都已登记过" in page
    assert Talk.objects.count() == 4


BAD_ROUNDS = [
    ({"others": []}, "请至少勾选一名谈话对象"),
    ({"year": "2020"}, "所属年度只能是"),
    ({"others": ["999999999999999999999999"]}, "选择"),
    ({"held_on": "2099-01-01"}, "还没有到"),
]


def test_bad_round_records_nothing(cast, client_of):
    client = client_of(cast.secretary)
    for change, words in BAD_ROUNDS:
        page = client.post(reverse("meetings:talk_round"), round_data(cast, **change))
        assert page.status_code == 200, change
        assert words in page.content.decode(), change
    assert not Talk.objects.exists()


@pytest.mark.usefixtures("talk")
def test_list_and_matrix_cost_the_same_with_more_talks(cast, client_of):
    client = client_of(cast.secretary, year=2025)

    def more():
        people = cast.people
        for day, one in enumerate((people.extra1, people.extra2, people.extra3, people.extra4), start=1):
            row = Talk(
                branch=cast.branch, year=2025, held_on=date(2025, 4, day), one=one, other=people.member
            )
            records.create(row, by=cast.secretary)

    def pages():
        client.get(reverse("meetings:talk_list") + "?year=2025")
        client.get(reverse("meetings:talk_matrix") + "?year=2025")
        client.get(reverse("meetings:talk_list") + "?year=2025&format=xlsx")

    assert_flat_queries(pages, more)
