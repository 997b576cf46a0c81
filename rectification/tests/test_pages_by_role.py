"""Every page of the app, for every role."""

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from core.testing import ROLE_NAMES

from .matrix import MATRIX, POST_ONLY, make_objects


@pytest.mark.parametrize("role", [*ROLE_NAMES, "anonymous"])
def test_gives_the_role_its_answers(role, cast, client_of):
    arguments = make_objects(cast)
    client = client_of(None if role == "anonymous" else getattr(cast, role), year=2025)
    answers = {}
    for name in MATRIX:
        send = client.post if name in POST_ONLY else client.get
        with transaction.atomic():
            answers[name] = send(reverse(name, kwargs=arguments[name])).status_code
            transaction.set_rollback(True)
    assert answers == {name: statuses[role] for name, statuses in MATRIX.items()}


def test_matrix_names_every_page():
    resolver = get_resolver("rectification.urls")
    assert set(MATRIX) == {f"rectification:{key}" for key in resolver.reverse_dict if isinstance(key, str)}
