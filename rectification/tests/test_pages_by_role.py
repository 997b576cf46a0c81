"""Every page of the app, for every role, for its own branch and another's."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from core.testing import ROLE_NAMES
from rectification.models import FrameworkItem

from .matrix import MATRIX, POST_ONLY, make_objects

ROLES = (*ROLE_NAMES, "anonymous")


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_gives_each_role_its_answer(name, cast, client_of):
    for role in ROLES:
        # Posts change things, so that each role finds fresh ones.
        arguments = _arguments(cast, name)
        client = client_of(None if role == "anonymous" else getattr(cast, role), year=2025)
        url = reverse(name, kwargs=arguments)
        response = client.post(url) if name in POST_ONLY else client.get(url)
        assert response.status_code == MATRIX[name][role], f"{role} on {url}"


def _arguments(cast, name):
    """Arguments of the page: shared by roles that only read, of new objects where the page writes."""
    if name in POST_ONLY:
        FrameworkItem.objects.alive().update(deleted_at=timezone.now())
        return make_objects(cast)[name]
    if not hasattr(cast, "arguments"):
        cast.arguments = make_objects(cast)
    return cast.arguments[name]


def test_matrix_names_every_page():
    resolver = get_resolver("rectification.urls")
    assert set(MATRIX) == {f"rectification:{key}" for key in resolver.reverse_dict if isinstance(key, str)}
