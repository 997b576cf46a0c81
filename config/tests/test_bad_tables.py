"""Files that are no sound tables, at every page that reads one: refused with the reason, nothing stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from rectification.ledger.tests.test_import_ledger import BAD_FILES

PAGES = (
    "branch:member_import",
    "meetings:talk_import",
    "study:plan_import",
    "study:training_import",
    "study:reflection_import",
    "activities:activity_import",
    "reports:minutes_import",
)
# What the ledger says of its own columns and rows; each table says its own.
_OF_THE_LEDGER = ("没有要导入的事项", "没有找到表头", "超过 2000 行")
_OWN = ("从表头下一行开始填写", "没有找到", "一次最多", "没有会议")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("name", "make", "words"), BAD_FILES, ids=[words for *_, words in BAD_FILES])
def test_is_refused_with_its_reason(cast, client_of, page, name, make, words):
    before = AuditEntry.objects.count()
    answer = client_of(cast.secretary).post(reverse(page), {"file": SimpleUploadedFile(name, make())})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert any(one in text for one in (_OWN if words in _OF_THE_LEDGER else (words, "不能导入", "另存为")))
    assert "rows" not in answer.context or not answer.context["rows"]
    assert AuditEntry.objects.count() == before
