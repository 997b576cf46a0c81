"""A member's study record: what it says, how it looks as Word and PDF, and who may have it."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.testing import count_queries
from documents.render.word import render_docx
from documents.tests.libreoffice import convert_to_pdf
from study.documents import study_record, to_document
from study.reading.models import Reflection
from study.tasks import services
from study.tasks.models import StudyTask
from study.trainings.models import Training

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 20)

# What the record of the fixture says, written down by hand.
GOLDEN = """周试五同志2025年度学习记录
姓名 党小组 已记学时 应达学时 是否达到 集中培训
周试五 第一党小组 22 32 还差 10 学时 已参加
一、学习任务
共完成1项。
序号 完成日期 学习内容 形式 学时 心得
1 2025年3月20日 读条例 研讨 6 已写
二、外出培训
共认定1次。
序号 时间 培训名称 主办单位 形式 学时 审核人
1 2025年9月1日至9月2日 党校班 公司党校 现场 16 赵试一
三、还没有完成的任务
序号 学习内容 截止日期 学时
1 读党章 2025年5月31日 2.5
四、学习心得
（一）《读条例》心得
2025年3月20日，微信群
先学一步，
再干一步。
（二）2025年7月1日心得
2025年7月1日，本系统
党龄一年长一岁。
甲项目党支部
2025年12月20日"""


def give(cast, title, hours, *, month, **fields) -> StudyTask:
    task = StudyTask(
        branch=cast.branch, title=title, year=2025, hours=Decimal(hours), starts_on=date(2025, month, 1),
        due_on=date(2025, month, 31), **fields,
    )  # fmt: skip
    return services.assign_task(task, members=[cast.people.member, cast.people.extra1], by=cast.secretary)


@pytest.fixture
def year(cast):
    """A year of the member, with rows of others and of other states that must stay out."""
    done = give(cast, "读条例", "6", month=3, form="DISCUSSION", needs_reflection=True)
    give(cast, "读党章", "2.5", month=5)
    share = done.assignments.select_related("task", "member").get(member=cast.people.member)
    services.complete_task(
        assignment=share,
        on=date(2025, 3, 20),
        body="先学一步，\n\n再干一步。",
        channel="WECHAT_GROUP",
        by=None,
    )
    for member, text in ((cast.people.member, "党龄一年长一岁。"), (cast.people.extra1, "别人的心得")):
        Reflection.objects.create(branch=cast.branch, member=member, written_on=date(2025, 7, 1), body=text)
    for member, state, title in (
        (cast.people.member, "APPROVED", "党校班"),
        (cast.people.member, "SUBMITTED", "没有认定的"),
        (cast.people.extra1, "APPROVED", "别人的"),
    ):
        Training.objects.create(
            branch=cast.branch, member=member, title=title, kind="PARTY_SCHOOL", organiser="公司党校", state=state,
            starts_on=date(2025, 9, 1), ends_on=date(2025, 9, 2), hours=Decimal(16), is_intensive=True,
            reviewed_by=cast.secretary, reviewed_on=ON,
        )  # fmt: skip


@pytest.fixture
def document(cast, year):  # noqa: ARG001  # for its effect
    return to_document(study_record(cast.people.member, 2025, on=ON))


def test_says_what_the_rows_say(document):
    assert " ".join(document.plain_paragraphs()).split() == GOLDEN.split()


@pytest.mark.usefixtures("year")
def test_gathers_in_a_constant_number_of_queries(cast):
    study_record(cast.people.member, 2025, on=ON)  # loads the member's branch and group
    with count_queries() as few:
        study_record(cast.people.member, 2025, on=ON)
    for month in (1, 3, 5, 7, 8):
        give(cast, f"任务{month}", "1", month=month)
    with count_queries() as many:
        study_record(cast.people.member, 2025, on=ON)
    assert len(many) == len(few)


def test_of_someone_not_on_the_roll_has_no_number_to_reach(cast):
    record = study_record(cast.people.member, 1990, on=ON)
    assert (record.hours, record.needed, record.standing) == ("0", "—", "—")
    texts = to_document(record).plain_paragraphs()
    assert "1990年度没有完成的学习任务。" in texts
    assert "1990年度没有认定的外出培训。" in texts
    assert "1990年度没有写下心得。" in texts


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of(word: bytes) -> str:
    """The text of a DOCX, tables in their place."""
    body = docx.Document(BytesIO(word)).element.body
    return squeezed("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


@pytest.mark.usefixtures("year")
def test_word_and_pdf_hold_the_same_words(cast, client_of, document):
    client = client_of(cast.secretary)
    files = {}
    for kind in ("docx", "pdf"):
        url = reverse("reports:study_record", args=[cast.people.member.pk, 2025, kind])
        files[kind] = client.get(url).content
    wanted = squeezed(GOLDEN).removesuffix("2025年12月20日")
    assert words_of(files["docx"]).startswith(wanted)
    pages = [page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages]
    for text in document.plain_paragraphs()[:-1]:
        assert squeezed(text) in squeezed("".join(pages))


@pytest.mark.documents
def test_libreoffice_lays_the_word_file_out(tmp_path, document):
    reader = PdfReader(BytesIO(convert_to_pdf(render_docx(document), tmp_path)))
    assert 1 <= len(reader.pages) <= 2
    assert "学习记录" in squeezed(reader.pages[0].extract_text())


@pytest.mark.parametrize("tail", ["2025/odt", "1800/pdf", "99999/docx"])
def test_refuses_other_formats_and_years(cast, client_of, tail):
    url = f"/reports/study-record/{cast.people.member.pk}/{tail}/"
    assert client_of(cast.secretary).get(url).status_code == 404


def test_is_offered_to_the_member_and_to_readers_only(cast, client_of):
    page = reverse("branch:member_detail", args=[cast.people.member.pk])
    link = f"/reports/study-record/{cast.people.member.pk}/2025/pdf/"
    shown = {
        role: link in client_of(getattr(cast, role), year=2025).get(page).content.decode()
        for role in ("secretary", "superior", "member", "group_leader")
    }
    assert shown == {"secretary": True, "superior": True, "member": True, "group_leader": False}
    assert link in client_of(cast.member, year=2025).get(reverse("study:my_study")).content.decode()
