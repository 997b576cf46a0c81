"""The company's services beside the tests, and settings that ask for them."""

import pytest
from django.core.cache import cache

from branch.company_sign_in.configured import read_company_sign_in

from . import directory_of_others, services_of_others


@pytest.fixture(scope="module")
def running_services():
    """The stand-ins of a module's tests."""
    with services_of_others.running() as services:
        yield services


@pytest.fixture
def services(running_services):
    """The stand-ins, honest again for each test."""
    running_services.lies, running_services.person = {}, "zhou-1"
    running_services.asked, running_services.codes = [], {}
    cache.clear()
    return running_services


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    """A running directory."""
    with directory_of_others.running(tmp_path_factory.mktemp("directory")) as running:
        yield running


@pytest.fixture
def company(settings):
    """`company({"OIDC_ISSUER": …})` sets the sign-in of the company; no fault may be told."""

    def set_up(environment: dict[str, str]):
        settings.SITE_URL = "http://testserver"
        settings.COMPANY_SIGN_IN = read_company_sign_in(environment)
        assert settings.COMPANY_SIGN_IN.faults == ()

    return set_up
