"""数据安全: what the administrator is told of the last backup and check, and what the worker is asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import timers
from core.jobs.models import TimerRun
from core.jobs.workers import beat
from core.keeping import checking, daily
from core.keeping.backups import make_backup
from core.keeping.notes import BACKUP, REPORT, keep_note, read_note
from core.models import Attachment

PAGE = reverse("overview:data_safety")


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """A data directory without notes, and a worker that is alive."""
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "backups"
    return tmp_path


@pytest.fixture
def page_of(cast, client_of):
    """The page as the administrator sees it now."""
    beat("worker", timezone.now())
    return lambda address=PAGE: client_of(cast.administrator).get(address).content.decode()


def test_says_that_nothing_was_done_yet(page_of):
    assert "还没有做过备份" in page_of()
    assert "还没有检查过存储" in page_of()
    assert "2 处要处理" in page_of("/")


def test_shows_the_last_good_backup_and_check(page_of, data_dir):
    made = make_backup(data_dir / "backup.zip")
    checking.check_store()
    page = page_of()
    assert made.counts in page
    assert made.anchor in page
    assert "没有发现问题" in page
    assert "要处理" not in page + page_of("/")
    assert "存储完好" in page_of("/")


def test_warns_of_what_is_old_gone_or_not_whole(page_of, data_dir):
    made = make_backup(data_dir / "backup.zip")
    checking.check_store()
    old = (timezone.now() - timedelta(days=3)).isoformat()
    keep_note(BACKUP, read_note(BACKUP) | {"made_at": old, "faults": ["缺了 1 个附件。"]})
    keep_note(REPORT, read_note(REPORT) | {"checked_at": old})
    made.path.unlink()
    page = page_of()
    for words in ("最近两天没有备份", "最近两天没有检查", "缺了 1 个附件", "的文件", "不在了"):
        assert words in page
    # Another server has it, whose disk is not seen from here; what it did is known all the same.
    keep_note(BACKUP, read_note(BACKUP) | {"host": "another-server"})
    (data_dir / BACKUP).unlink()
    page = page_of()
    assert made.counts in page
    assert "不在了" not in page


def test_names_faults_by_number_and_tells_no_content(page_of):
    Attachment.objects.create(
        content_type_id=1,
        object_id=987654,
        sha256="a" * 64,
        name="入党志愿书.pdf",
        media_type="text/plain",
        size=1,
    )
    checking.check_store()
    page = page_of()
    assert "附件的文件缺失：1 处" in page
    assert "指向不存在的记录：1 处" in page
    assert "入党志愿书" not in page


def test_says_why_the_worker_could_not(page_of, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(daily, "make_backup", fail)
    timers.run_due(timezone.now())
    page = page_of()
    assert "上次自动备份没有成功" in page
    assert "No space left on device" in page


def test_says_that_the_worker_is_gone(cast, client_of):
    assert "后台程序没有运行" in client_of(cast.administrator).get(PAGE).content.decode()


@pytest.mark.parametrize(("what", "name"), [("backup", "backup"), ("check", "check_store")])
def test_the_worker_does_at_once_what_is_asked_for(what, name, cast, client_of):
    now = timezone.now()
    timers.run_due(now)
    assert name not in {timer.name for timer in timers.due(now)}
    client_of(cast.administrator).post(reverse("overview:data_safety_ask"), {"what": what})
    assert [timer.name for timer in timers.due(now)] == [name]
    timers.run_due(now + timedelta(seconds=1))
    assert TimerRun.objects.get(name=name).error == ""


def test_asks_for_nothing_that_it_does_not_know(cast, client_of):
    answer = client_of(cast.administrator).post(
        reverse("overview:data_safety_ask"), {"what": "x"}, follow=True
    )
    assert "没有看懂要做什么" in answer.content.decode()
    assert not TimerRun.objects.exists()


def test_notes_that_cannot_be_read_are_none(page_of, data_dir):
    for content in ("{", "[]", '{"made_at": 3}'):
        (data_dir / BACKUP).write_text(content)
        (data_dir / REPORT).write_text(content)
        assert "还没有做过备份" in page_of()
