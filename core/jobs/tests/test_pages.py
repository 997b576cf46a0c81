"""Asking for a long file, following it, fetching it; a person's files are nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.jobs import downloads as job_downloads
from core.jobs import running, services, workers
from core.jobs.models import Job, JobState
from core.testing import page
from documents import downloads as documents_downloads
from documents.fonts import RenderError

from .made import CONTENT, made_job

pytestmark = pytest.mark.django_db
BOOK = "/reports/meetings/book/docx/"


@pytest.fixture
def everything_is_long(monkeypatch):
    """Every document goes to the background."""
    monkeypatch.setattr(documents_downloads, "LONG", {"docx": 0, "pdf": 0})


@pytest.fixture
def queued(settings):
    """Jobs wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def asked(client, address: str = BOOK) -> str:
    """What the page offers to have made."""
    return client.get(address).context["asked"]


def start(client, address: str = BOOK):
    return client.post(reverse("core:job_start"), {"asked": asked(client, address)}, follow=True)


def job_of(user, **values) -> Job:
    return Job.objects.create(person_id=user.pk, title="台账", address=BOOK, **values)


def test_a_short_document_is_given_at_once(cast, client_of):
    answer = client_of(cast.secretary).get(BOOK)
    assert "attachment" in answer["Content-Disposition"]
    assert not Job.objects.exists()


@pytest.mark.usefixtures("everything_is_long")
def test_a_long_one_is_made_by_a_job_and_is_the_same_file(cast, client_of, monkeypatch):
    client = client_of(cast.secretary)
    answer = start(client)
    job = Job.objects.get()
    assert (job.state, job.person_id, job.attempt) == (JobState.DONE, cast.secretary.pk, 1)
    assert page(answer).heading == job.title
    made = client.get(reverse("core:job_file", args=[job.pk]))
    monkeypatch.setattr(documents_downloads, "LONG", {"docx": 10**6})
    assert made.content == client.get(BOOK).content
    assert made["Content-Disposition"] == client.get(BOOK)["Content-Disposition"]


@pytest.mark.usefixtures("everything_is_long")
def test_it_is_made_for_the_branch_and_year_that_were_chosen(cast, client_of, monkeypatch):
    seen = []
    monkeypatch.setattr(
        running, "_store", lambda job, response: seen.append(job.workspace) or running.fail(job.pk, 1, "x")
    )
    client = client_of(cast.secretary, year=2024)
    start(client)
    assert seen == [{"workspace_year": 2024}]
    assert "2024" in Job.objects.get().title


@pytest.mark.usefixtures("everything_is_long")
def test_what_was_offered_to_another_person_starts_nothing(cast, client_of):
    offered = asked(client_of(cast.secretary))
    for posted in (offered, offered[:-2], ""):
        answer = client_of(cast.committee).post(reverse("core:job_start"), {"asked": posted}, follow=True)
        assert "已经失效" in page(answer).messages
    assert not Job.objects.exists()


@pytest.mark.usefixtures("everything_is_long", "queued")
def test_asked_for_twice_it_is_queued_once(cast, client_of):
    client = client_of(cast.secretary)
    start(client)
    start(client)
    assert Job.objects.count() == DBTaskResult.objects.count() == 1
    start(client, BOOK.replace("docx", "pdf"))
    assert Job.objects.count() == 2


@pytest.mark.usefixtures("everything_is_long", "queued")
def test_one_person_cannot_fill_the_queue(cast, client_of):
    for number in range(services.MOST_OPEN):
        job_of(cast.secretary, workspace={"workspace_year": number})
    answer = start(client_of(cast.secretary))
    assert "已有 10 份文件在排队" in page(answer).messages
    assert Job.objects.count() == services.MOST_OPEN


@pytest.mark.usefixtures("everything_is_long", "queued")
def test_who_may_have_it_is_decided_again_when_it_is_made(cast, client_of):
    start(client_of(cast.secretary))
    cast.secretary.roles.all().delete()
    job = Job.objects.get()
    running.run_job.func(job.pk, 1)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "党支部" in job.error


@pytest.mark.usefixtures("everything_is_long", "queued")
def test_an_account_that_was_closed_gets_nothing(cast, client_of):
    start(client_of(cast.secretary))
    type(cast.secretary).objects.filter(pk=cast.secretary.pk).update(is_active=False)
    job = Job.objects.get()
    running.run_job.func(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "账号已停用。")


@pytest.mark.usefixtures("everything_is_long")
@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (RenderError("缺少字体"), "没有导出：缺少字体"),
        (MemoryError(), running.TOO_LARGE),
        (ValueError("details"), running.UNEXPECTED),
    ],
    ids=["paper", "memory", "fault"],
)
def test_says_why_there_is_no_file(cast, client_of, monkeypatch, failure, words):
    def fails(*_):
        raise failure

    monkeypatch.setattr(documents_downloads, "render_document", fails)
    answer = start(client_of(cast.secretary))
    assert Job.objects.get().error == words
    assert words in answer.content.decode()
    assert "details" not in answer.content.decode()


def test_a_page_that_gives_no_file_makes_no_job_of_it(cast):
    job = job_of(cast.secretary)
    Job.objects.filter(pk=job.pk).update(address="/")
    running.run_job.func(job.pk, 1)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_nobody_elses_jobs_are_listed(cast, client_of):
    made_job(cast.secretary)
    assert "会议记录" in client_of(cast.secretary).get(reverse("core:job_list")).content.decode()
    assert page(client_of(cast.administrator).get(reverse("core:job_list"))).rows == []


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_what_was_made_is_not_given(cast, client_of, harm):
    job = made_job(cast.secretary, content=b"%PDF-1.7 " + harm.encode())
    storages["made"].delete(job.storage_name)
    if harm == "changed":
        storages["made"].save(job.storage_name, ContentFile(b"other"))
    answer = client_of(cast.secretary).get(reverse("core:job_file", args=[job.pk]), follow=True)
    assert "过期或损坏" in page(answer).messages


def test_tells_on_the_next_page_until_it_was_looked_at(cast, client_of):
    job = made_job(cast.secretary)
    failed = job_of(cast.secretary, state=JobState.FAILED, ended_at=timezone.now())
    client = client_of(cast.secretary)
    told = page(client.get(reverse("core:trash_list"))).messages
    assert [f"“{job}”已生成。" in told, "“台账”没有生成。" in told] == [True, True]
    assert client.get(reverse("core:job_file", args=[job.pk])).content == CONTENT
    client.get(reverse("core:job_detail", args=[failed.pk]))
    assert "生成" not in page(client.get(reverse("core:trash_list"))).messages
    assert "生成" not in page(client_of(cast.committee).get(reverse("core:trash_list"))).messages


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, "后台程序没有运行"), (0, "正在排队"), (999, "后台程序没有运行")]
)
def test_says_when_nobody_is_there_to_make_it(cast, client_of, seconds, words):
    if seconds is not None:
        workers.beat("one", timezone.now() - timedelta(seconds=seconds))
    job = job_of(cast.secretary)
    answer = client_of(cast.secretary).get(reverse("core:job_detail", args=[job.pk])).content.decode()
    assert words in answer
    assert "every 1s" in answer


def test_says_how_far_it_is(cast, client_of):
    workers.beat("one", timezone.now())
    job = job_of(cast.secretary, state=JobState.RUNNING)
    client, address = client_of(cast.secretary), reverse("core:job_state", args=[job.pk])
    for done, total, words in ((0, 0, "正在收集记录"), (30, 120, "已写好 30 / 120 段"), (7, 0, "已排 7 页")):
        Job.objects.filter(pk=job.pk).update(done=done, total=total)
        assert words in client.get(address).content.decode()


@pytest.mark.usefixtures("queued")
@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_cancelled_job_is_never_done(cast, client_of, state):
    job = job_of(cast.secretary, state=state)
    client_of(cast.secretary).post(reverse("core:job_cancel", args=[job.pk]))
    running.run_job.func(job.pk, 1)
    running._store(job, HttpResponse(b"x", headers={"Content-Disposition": "attachment"}))
    running.try_again(job.pk, 1, why=workers.DIED)
    job.refresh_from_db()
    assert (job.state, job.sha256) == (JobState.CANCELLED, "")
    assert not DBTaskResult.objects.exists()


def test_what_is_done_cannot_be_cancelled(cast, client_of):
    job = made_job(cast.secretary)
    answer = client_of(cast.secretary).post(reverse("core:job_cancel", args=[job.pk]), follow=True)
    assert "已经生成完" in page(answer).messages
    job.refresh_from_db()
    assert job.has_file


def test_clears_away_what_is_old(cast, settings):
    now = timezone.now()
    old, young = made_job(cast.secretary, content=b"old"), made_job(cast.secretary, content=b"young")
    Job.objects.filter(pk=old.pk).update(ended_at=now - timedelta(days=settings.JOB_FILE_DAYS, hours=1))
    forgotten = job_of(cast.secretary, requested_at=now - timedelta(days=3))
    services.tidy(now)
    storage = storages["made"]
    assert (storage.exists(old.storage_name), storage.exists(young.storage_name)) == (False, True)
    old.refresh_from_db()
    forgotten.refresh_from_db()
    assert (old.state_badge.label, forgotten.state) == ("文件已过期", JobState.FAILED)
    services.tidy(now + services.KEEP_ROWS)
    assert set(Job.objects.all()) == {young, forgotten}


@pytest.mark.usefixtures("everything_is_long")
def test_an_offer_that_is_too_old_starts_nothing(cast, client_of, monkeypatch):
    client = client_of(cast.secretary)
    offered = asked(client)
    monkeypatch.setattr(job_downloads, "OFFER_SECONDS", -1)
    answer = client.post(reverse("core:job_start"), {"asked": offered}, follow=True)
    assert "已经失效" in page(answer).messages
