"""The first run: an empty site becomes a branch with its secretary, once."""

import pytest
from django.test import Client
from django.urls import reverse

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core.testing import page

pytestmark = pytest.mark.django_db
SET_UP = reverse("branch:set_up")
GOOD = {
    "committee_name": "试验公司党委",
    "branch_name": "试验公司第一项目党支部",
    "branch_short_name": "第一项目党支部",
    "branch_code": "diyi",
    "founded_on": "2020-03-01",
    "secretary_name": "赵试一",
    "gender": "FEMALE",
    "username": "zhaoshiyi",
    "password": "chang-jiang-2025",
    "password_again": "chang-jiang-2025",
}


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
        ({"password": "1234567890", "password_again": "1234567890"}, "密码"),
        ({"password": "short", "password_again": "short"}, "10"),
        ({"password": "zhaoshiyi1", "password_again": "zhaoshiyi1"}, "太相似"),
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
