"""The first run: an empty site becomes a branch with its secretary, once."""

from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations import setup_code
from branch.organisations.models import Organisation
from core.models import InstallationNote
from core.testing import page

pytestmark = pytest.mark.django_db
SET_UP = reverse("branch:set_up")
GOOD = {
    "committee_name": "试验公司党委",
    "branch_name": "试验公司第一项目党支部",
    "branch_short_name": "第一项目党支部",
    "branch_code": "diyi",
    "branch_kind": "ORDINARY",
    "founded_on": "2020-03-01",
    "in_use_since": "2025-09-01",
    "secretary_name": "赵试一",
    "gender": "FEMALE",
    "secretary_since": "2024-03-01",
    "username": "zhaoshiyi",
    "password": "chang-jiang-2025",
    "password_again": "chang-jiang-2025",
    "setup_code": "",  # as the server prints it
}


@pytest.fixture(autouse=True)
def _code(db, monkeypatch):  # noqa: ARG001  # for its effect
    monkeypatch.setitem(GOOD, "setup_code", setup_code.new_code())


def test_an_empty_site_leads_there():
    assert Client().get(reverse("branch:sign_in")).url == SET_UP
    assert Client().get(SET_UP).status_code == 200


def test_creates_the_branch_and_signs_its_secretary_in():
    client = Client()
    response = client.post(SET_UP, GOOD, follow=True)
    assert response.redirect_chain[-1][0] == reverse("overview:home")
    assert "接下来先在“组织与党员”登记党员" in page(response).messages
    user = User.objects.get()
    branch = Organisation.objects.get(code="diyi")
    assert user.check_password("chang-jiang-2025")
    assert user.member.name == "赵试一"
    assert user.member.posts.get().starts_on == user.member.statuses.get().starts_on == date(2024, 3, 1)
    grants = grants_of(user)
    assert grants.secretary_ids == {branch.pk}
    assert grants.is_administrator
    assert client.get(reverse("branch:account_list")).status_code == 200


def test_runs_once():
    Client().post(SET_UP, GOOD)
    stranger = Client()
    assert stranger.get(SET_UP).url == reverse("branch:sign_in")
    assert stranger.post(SET_UP, GOOD | {"branch_code": "dier", "username": "qian"}).status_code == 302
    assert User.objects.count() == 1
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *(({name: ""}, "请") for name in GOOD),
        ({"branch_code": "第一"}, "小写字母开头"),
        ({"username": "Zhao 一"}, "登录名用小写字母"),
        ({"founded_on": "2999-01-01"}, "在今天之后"),
        ({"founded_on": "三月"}, "日期"),
        ({"in_use_since": ""}, "启用日期"),
        ({"secretary_since": "2999-01-01"}, "在今天之后"),
        ({"secretary_since": "2019-12-31"}, "成立"),
        ({"in_use_since": "2019-12-31"}, "成立"),
        ({"password": "1234567890", "password_again": "1234567890"}, "密码"),
        ({"password": "short", "password_again": "short"}, "至少 12 位"),
        ({"password": "zhaoshiyi-2026", "password_again": "zhaoshiyi-2026"}, "太容易猜"),
        ({"password": "shiyangongsi-2026", "password_again": "shiyangongsi-2026"}, "太容易猜"),
        ({"setup_code": "abcd-efgh"}, "安装码“abcd-efgh”不对"),
        ({"password_again": "something-else"}, "不一样"),
        ({"gender": "X"}, "X"),
    ],
)
def test_refuses_bad_input_and_creates_nothing(change, reason):
    response = Client().post(SET_UP, GOOD | change)
    assert response.status_code == 200
    errors = " ".join(text for texts in response.context["form"].errors.values() for text in texts)
    assert reason in errors
    assert response.context["form"]["committee_name"].value() == (GOOD | change)["committee_name"]
    assert not any(model.objects.exists() for model in (User, Organisation, Member))


def test_asks_for_the_code_that_the_server_printed_last(capsys):
    call_command("setup_code")
    printed = capsys.readouterr().out.strip()
    assert printed not in str(InstallationNote.objects.get().content)
    assert Client().post(SET_UP, GOOD).status_code == 200
    assert Client().post(SET_UP, GOOD | {"setup_code": f" {printed.upper()} "}).status_code == 302
    assert not InstallationNote.objects.exists()
    call_command("setup_code")
    assert capsys.readouterr().out == ""


def test_nobody_sets_up_a_site_whose_server_printed_no_code():
    setup_code.forget()
    for typed in ("", "abcd-efgh", GOOD["setup_code"]):
        assert Client().post(SET_UP, GOOD | {"setup_code": typed}).status_code == 200
    assert not User.objects.exists()


def test_guessing_the_code_has_to_wait():
    wrong = GOOD | {"setup_code": "abcd-efgh"}
    for _ in range(4):
        Client().post(SET_UP, wrong)
    answer = Client().post(SET_UP, GOOD)
    assert "再试" in page(answer).errors
    assert not User.objects.exists()
    assert Client().post(SET_UP, GOOD, REMOTE_ADDR="10.9.9.9").status_code == 302
