"""Error pages say in Chinese what happened and what to do, and need nothing but their template."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from core import views
from core.testing import page


@pytest.mark.django_db
def test_unknown_address_is_404(client_of, cast):
    response = client_of(cast.secretary).get("/no-such-page/")
    assert response.status_code == 404
    assert page(response).heading == "没有找到这一页"


def test_refusal_shows_its_reason():
    request = RequestFactory().get("/")
    page = views.permission_denied(request, PermissionDenied("只有书记可以定稿。")).content.decode()
    assert "只有书记可以定稿。" in page


def test_refusal_without_a_reason_says_whom_to_ask():
    response = views.permission_denied(RequestFactory().get("/"), PermissionDenied())
    assert response.status_code == 403
    assert "联系支部书记" in response.content.decode()


def test_a_request_for_another_host_is_refused_in_chinese():
    response = Client(headers={"host": "elsewhere.example"}).get("/accounts/login/")
    assert response.status_code == 400
    assert page(response).heading == "服务器看不懂这个请求"


@pytest.mark.django_db
def test_too_many_fields_are_refused_in_chinese(cast, settings):  # noqa: ARG001  # for its effect
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = Client().post("/accounts/login/", {"a": 1, "b": 2, "c": 3})
    assert response.status_code == 400
    assert "请分几次保存" in response.content.decode()


def test_server_error_needs_no_database():
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "已经保存过的记录不受影响" in response.content.decode()


@pytest.mark.django_db
def test_old_form_is_refused_with_advice():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/accounts/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "这张表单已经失效" in response.content.decode()
