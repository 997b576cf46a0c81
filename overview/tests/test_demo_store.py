"""The whole demo: nothing wrong in its store, and on another engine and back again equal in every row, the chain whole."""

import pytest

from core.keeping.checking import check_store
from core.keeping.tests.conftest import migrated_quickly  # noqa: F401  # a fixture
from core.keeping.tests.test_move_database import move_there_and_back


@pytest.mark.no_cover
@pytest.mark.postgres
@pytest.mark.usefixtures("demo", "migrated_quickly")
@pytest.mark.django_db(transaction=True)
def test_takes_the_whole_demo_there_and_back(tmp_path):
    move_there_and_back(tmp_path)


@pytest.mark.postgres
@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_finds_nothing_wrong_in_the_demo():
    assert [result for result in check_store().results if result.count] == []
