"""The recycle bin: what is deleted leaves every list and comes back whole."""

import pytest
from django.urls import reverse

from study.reading.models import Reflection, StudyMaterial
from study.tasks.models import StudyTask

from .matrix import make_objects

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "key", "list_name"),
    [
        (StudyTask, "study.studytask", "task_list"),
        (StudyMaterial, "study.studymaterial", "material_list"),
        (Reflection, "study.reflection", "reflection_list"),
    ],
)
def test_deleted_with_a_reason_and_restored(cast, client_of, model, key, list_name):
    make_objects(cast)
    obj, client = model.objects.get(), client_of(cast.secretary)
    delete = reverse("core:record_delete", args=[key, obj.pk])
    assert client_of(cast.superior).post(delete, {"reason": "x"}).status_code == 403
    assert client_of(cast.outsider).post(delete, {"reason": "x"}).status_code == 404
    client.post(delete, {"reason": ""})
    assert model.objects.alive().exists()
    client.post(delete, {"reason": "重复登记"})
    assert not model.objects.alive().exists()
    listed = client.get(reverse(f"study:{list_name}"))
    assert listed.context["page"].paginator.count == 0
    client.post(reverse("core:record_restore", args=[key, obj.pk]))
    assert model.objects.alive().exists()


def test_a_deleted_task_leaves_the_members_page_and_the_hours(cast, client_of):
    make_objects(cast)
    home = reverse("study:my_study")
    assert client_of(cast.member).get(home).context["standing"].hours == 1
    task = StudyTask.objects.get()
    url = reverse("core:record_delete", args=["study.studytask", task.pk])
    client_of(cast.secretary).post(url, {"reason": "布置错了"})
    page = client_of(cast.member).get(home)
    assert page.context["standing"].hours == 0
    assert not page.context["done"]
    reflection = reverse("study:reflection_detail", args=[Reflection.objects.get().pk])
    assert "已删除" in client_of(cast.member).get(reflection).content.decode()


def test_an_assignment_itself_is_never_deleted_by_hand(cast, client_of):
    share = make_objects(cast)["study:assignment_detail"]["pk"]
    url = reverse("core:record_delete", args=["study.studyassignment", share])
    assert client_of(cast.secretary).post(url, {"reason": "x"}).status_code == 403
