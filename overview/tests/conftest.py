"""The demo, loaded once for a module and rolled back after it."""

from datetime import date

import pytest
from django.db import transaction

from overview.demo.load import load_demo

TODAY = date(2026, 3, 10)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo as of TODAY; every test of the module works in a savepoint on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(TODAY)
        transaction.set_rollback(True)
