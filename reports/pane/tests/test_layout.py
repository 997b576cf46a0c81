"""版面: rendered once for each state of the text, kept whole, and said where it cannot be."""

import html
import json
from datetime import date
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from documents import fonts
from reports.pane import layout
from reports.report import services
from reports.report.models import AnnualReport, Paragraph
from reports.tests.matrix import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.documents]

ON = date(2026, 1, 20)
BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def made(settings, tmp_path) -> None:
    """A store of its own: the tests' reports have the same numbers."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "made": store}


@pytest.fixture
def report(cast) -> AnnualReport:
    return make_report(cast)


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def rendered(monkeypatch) -> list[str]:
    """The titles of what was rendered."""
    made, real = [], layout.render_document

    def render(document, file_format):
        made.append(document.title)
        return real(document, file_format)

    monkeypatch.setattr(layout, "render_document", render)
    return made


def part(client, report: AnnualReport) -> str:
    url = reverse("reports:report_pane", args=[report.pk, "layout"])
    return client.get(url, **BY_SCRIPT).content.decode()


def kept(report: AnnualReport) -> list[str]:
    folder = f"layouts/{report.pk}"
    return [f"{folder}/{name}" for name in storages["made"].listdir(folder)[1]]


def test_pages_are_made_once_for_a_text_and_anew_for_another(cast, secretary, report, rendered):
    shown = part(secretary, report)
    paragraph = Paragraph.objects.get(section__report=report, section__kind="problems")
    places = json.loads(html.unescape(shown.partition('data-places="')[2].partition('"')[0]))
    assert places[str(paragraph.pk)][0]["page"] == 1
    sheet = shown.partition('<img src="')[2].partition('"')[0]
    picture = secretary.get(sheet)
    assert picture["Content-Type"] == "image/png"
    assert Image.open(BytesIO(picture.content)).width == layout.WIDTH
    assert secretary.get(sheet.replace("/1.png", "/99.png")).status_code == 404
    assert part(secretary, report) == shown
    assert len(rendered) == 1
    for text in ("甲。", "乙。", "丙。", "丁。", "戊。"):
        paragraph.refresh_from_db()
        services.save_paragraph(
            paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=cast.secretary, on=ON
        )
        assert sheet not in part(secretary, report)
    assert len(rendered) == 6
    assert len(kept(report)) == layout.KEPT
    # A page of a state that is gone shows the present one.
    assert secretary.get(sheet).status_code == 200
    assert len(rendered) == 6


def test_a_damaged_file_is_made_again(secretary, report, rendered):
    part(secretary, report)
    (name,) = kept(report)
    path = storages["made"].path(name)
    with open(path, "r+b") as file:  # noqa: PTH123
        file.seek(200)
        file.write(b"x")
    assert "第 1 页" in part(secretary, report)
    assert len(rendered) == 2


def test_what_cannot_be_printed_is_said(secretary, report, monkeypatch):
    def refuse(*_args):
        raise fonts.MissingGlyphError("龘")

    monkeypatch.setattr(layout, "render_document", refuse)
    assert "没有排版：字符“龘”" in part(secretary, report)
    url = reverse("reports:report_sheet", args=[report.pk, "0", 1])
    assert secretary.get(url).status_code == 404
