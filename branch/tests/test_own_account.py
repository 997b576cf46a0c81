"""The own account: everyone sets the own address and wish for mail, and nothing else of any account."""

import pytest
from django.urls import reverse

from branch.accounts.models import User
from core.mail import read_mail_settings
from core.models import AuditEntry
from core.testing import page

pytestmark = pytest.mark.django_db

PAGE = reverse("branch:own_account")


def send(client, **data):
    form = client.get(PAGE).context["form"]
    return client.post(PAGE, {"lock_version": form["lock_version"].value(), **data}, follow=True)


def stored(user) -> tuple[str, bool]:
    return User.objects.values_list("email", "has_mail_reminders").get(pk=user.pk)


def test_everyone_sets_the_own_address(cast, client_of):
    for user in (cast.member, cast.administrator):
        client = client_of(user)
        assert 'name="has_mail_reminders"' in client.get(PAGE).content.decode()
        assert stored(user) == ("", True)
        answer = send(client, email="zhou@example.com", has_mail_reminders="on")
        assert "设置已保存。" in page(answer).messages
        assert stored(user) == ("zhou@example.com", True)
        send(client, email="zhou@example.com")
        assert stored(user) == ("zhou@example.com", False)
    entry = AuditEntry.objects.filter(object_type="branch.user", object_id=str(cast.member.pk)).first()
    assert entry.actor_name == cast.member.display_name
    assert "has_mail_reminders" in str(entry.changes)


def test_nothing_else_can_be_changed_there(cast, client_of):
    client = client_of(cast.member)
    send(client, email="zhou@example.com", username="root", display_name="别人", is_active="", pk=1)
    fresh = User.objects.get(pk=cast.member.pk)
    assert (fresh.username, fresh.display_name, fresh.is_active) == ("member", cast.member.display_name, True)
    assert stored(cast.secretary) == ("", True)


def test_a_wrong_address_is_refused_and_kept_to_mend(cast, client_of):
    page = send(client_of(cast.member), email="周@", has_mail_reminders="on")
    assert 'value="周@"' in page.content.decode()
    assert "写成 zhangsan@example.com 这样" in page.context["form"].errors["email"][0]
    assert stored(cast.member) == ("", True)


def test_two_tabs_do_not_overwrite_each_other(cast, client_of):
    client = client_of(cast.member)
    old = client.get(PAGE).context["form"]["lock_version"].value()
    send(client, email="new@example.com", has_mail_reminders="on")
    answer = client.post(PAGE, {"lock_version": old, "email": "old@example.com"})
    assert "刚刚被别人修改过" in page(answer).errors
    assert stored(cast.member) == ("new@example.com", True)


def test_pages_say_whether_mail_is_set_up(cast, client_of, settings):
    whole = {"EMAIL_HOST": "smtp.example.com", "DEFAULT_FROM_EMAIL": "zhibu@example.com"}
    administrator, member = client_of(cast.administrator), client_of(cast.member)
    seen = {}
    for name, given in (("no", {}), ("half", {**whole, "EMAIL_PORT": "x"}), ("whole", whole)):
        settings.MAIL = read_mail_settings(given)
        accounts = administrator.get(reverse("branch:account_list")).content.decode()
        own = member.get(PAGE).content.decode()
        seen[name] = [
            word in accounts
            for word in ("没有设置</span> 不发邮件", "EMAIL_PORT 是“x”", "经 smtp.example.com 发出")
        ] + ["现在不会发邮件" in own]
    assert seen == {
        "no": [True, False, False, True],
        "half": [False, True, False, True],
        "whole": [False, False, True, False],
    }


def test_the_menu_leads_there(cast, client_of):
    assert f'href="{PAGE}"' in client_of(cast.member).get(reverse("overview:home")).content.decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"email": "new@example.com"}, "换邮箱须填写现在的密码"),
        ({"email": "new@example.com", "password": "wrong"}, "现在的密码不对"),
        ({"email": "new@example.com", "password": "zhibu-test-pass"}, ""),
        ({"email": ""}, ""),
        ({"email": "zhou@example.com"}, ""),
    ],
)
def test_another_address_takes_the_password_where_links_are_sent_to_it(
    data, reason, cast, client_of, settings
):
    settings.MAIL = read_mail_settings(
        {"EMAIL_HOST": "smtp.example.com", "DEFAULT_FROM_EMAIL": "zhibu@example.com"}
    )
    User.objects.filter(pk=cast.member.pk).update(email="zhou@example.com")
    answer = send(client_of(cast.member), **data)
    if reason:
        assert reason in page(answer).errors
        assert stored(cast.member) == ("zhou@example.com", True)
    else:
        assert stored(cast.member) == (data["email"], False)
