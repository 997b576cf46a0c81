"""A secretary exports the year's bound minutes as PDF: queued, followed on a bar, told of, fetched."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.jobs import running, workers
from core.jobs.models import Job
from core.testing_browser import PHONE, axe_violations, sideways_scroll
from documents import downloads
from meetings.tests.helpers import hold

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.in_process("makes the file itself, to look at the page in the middle of it"),
]


def test_a_long_export_is_followed_and_fetched(cast, live_page, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(downloads, "LONG", {"docx": 0})
    for day in range(1, 8):
        hold(cast.branch, f"2025-03-0{day}", "COMMITTEE")
    page = live_page(cast.secretary, year=2025)
    page.goto("/meetings/")
    page.get_by_role("button", name="导出").click()
    page.get_by_text("合订本 Word").click()

    expect(page.locator("#job-state")).to_contain_text("后台程序没有运行")
    workers.beat("one", timezone.now())
    expect(page.locator("#job-state")).to_contain_text("正在排队")
    job = Job.objects.get()

    told = []

    def look(progress: running.Progress, done: int, total: int) -> None:
        tell(progress, done, total)
        if not told and total and done > 2:
            told.append((done, total))
            expect(page.locator("#job-state")).to_contain_text(f"已写好 {done} / {total} 段")
            assert axe_violations(page) == []
            page.goto("/study/units/")

    tell = running.Progress.__call__
    monkeypatch.setattr(running, "BETWEEN_WORDS", 0.0)
    monkeypatch.setattr(running.Progress, "__call__", look)
    running.run_job.func(job.pk, 1)
    assert told

    page.reload()
    with page.expect_download() as fetched:
        page.locator(".house-alert").get_by_role("link", name="下载").click()
    assert fetched.value.path().read_bytes()[:2] == b"PK"
    assert re.search(r"会议记录.*\.docx$", fetched.value.suggested_filename)
    page.set_viewport_size(PHONE)
    page.goto("/records/jobs/")
    expect(page.locator(".house-alert")).to_have_count(0)
    expect(page.get_by_role("link", name=job.title, exact=True)).to_be_visible()
    assert sideways_scroll(page) == 0
