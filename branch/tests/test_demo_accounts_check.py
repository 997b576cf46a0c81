"""Demo accounts have a known password, so a system check keeps them on this machine."""

import pytest

from branch.accounts.checks import demo_accounts_stay_local
from branch.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_account():
    return User.objects.create_user("demo", "zhibu-test-pass", display_name="演示账号", is_demo=True)


@pytest.fixture(autouse=True)
def _on_loopback(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    settings.BIND = "127.0.0.1:8000"


def found() -> list[str]:
    return [error.id for error in demo_accounts_stay_local(databases=["default"])]


@pytest.mark.usefixtures("demo_account")
def test_lets_demo_accounts_work_on_this_machine():
    assert found() == []


@pytest.mark.usefixtures("demo_account")
def test_refuses_demo_accounts_under_a_public_name(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "zhibu.example"]

    assert found() == ["branch.E001"]


@pytest.mark.usefixtures("demo_account")
def test_refuses_demo_accounts_on_an_address_others_reach(settings):
    settings.BIND = "0.0.0.0:8000"

    assert found() == ["branch.E001"]


def test_lets_real_accounts_be_served_to_others(settings):
    User.objects.create_user("real", "zhibu-test-pass", display_name="正式账号")
    settings.BIND = "0.0.0.0:8000"

    assert found() == []


def test_lets_switched_off_demo_accounts_be(demo_account, settings):
    demo_account.is_active = False
    demo_account.save(update_fields=["is_active"])
    settings.BIND = "0.0.0.0:8000"

    assert found() == []
