"""使用手册 tells of every page, in words that the pages have, with pictures that are there."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from branch.enums import Role
from config.tests.site import post_only, whole_matrix
from core.testing import ROLE_NAMES
from overview.handbook.chapters import FOLDER, chapters, part_about

ROOT = Path(settings.BASE_DIR)
# Answers that are no pages of their own: each with what it is.
NO_PAGES = {
    "healthz": "for who watches the service",
    "core:attachment_small": "a picture",
    "core:job_file": "a file",
    "core:job_state": "a part of a page",
    "branch:session_state": "a part of a page",
    "overview:help_chapter": "the handbook",
    "overview:help_index": "the handbook",
    "overview:help_picture": "the handbook",
}


def told_pages() -> set[str]:
    return {page for chapter in chapters() for part in chapter.parts for page in part.pages}


def pages_of_the_site() -> set[str]:
    """Every address that somebody signed in may open."""
    return {
        name
        for name, row in whole_matrix().items()
        if name not in post_only() and any(row.get(role) == 200 for role in ROLE_NAMES)
    }


def test_tells_of_every_page():
    assert sorted(pages_of_the_site() - told_pages() - set(NO_PAGES)) == []


def test_tells_of_no_page_that_is_not_there():
    assert sorted(told_pages() - set(whole_matrix())) == []
    assert sorted(set(NO_PAGES) - pages_of_the_site()) == []


def test_uses_the_words_of_the_pages():
    """What stands in bold is written on a button, a link or a page."""
    sources = [
        *(ROOT / "templates").rglob("*.html"),
        *(p for p in ROOT.glob("[a-z]*/**/*.py") if "tests" not in p.parts),
    ]
    words = "\n".join(
        path.read_text(encoding="utf-8") for path in sources if "node_modules" not in path.parts
    )
    bold = {
        word for path in FOLDER.glob("*.md") for word in re.findall(r"\*\*(.+?)\*\*", path.read_text("utf-8"))
    }
    assert len(bold) > 50
    assert sorted(word for word in bold if word not in words) == []
    assert "不存在的按钮" not in words


def test_its_pictures_are_there_and_used():
    named = {
        name
        for path in FOLDER.glob("*.md")
        for name in re.findall(r"\]\(img/([\w-]+\.png)\)", path.read_text("utf-8"))
    }
    assert named == {path.name for path in (FOLDER / "img").iterdir()}
    assert len(named) >= 3


def test_every_chapter_is_for_somebody():
    assert {role for chapter in chapters() for role in chapter.roles} == set(Role.values)
    assert all(chapter.roles and chapter.parts for chapter in chapters())


def test_leads_from_a_page_to_the_part_for_ones_own_role(cast, client_of):
    def place(user, page):
        answer = client_of(user).get(reverse("overview:help_about", args=[page]))
        return answer.url.removeprefix("/help/")

    member = part_about("meetings:meeting_list", [Role.MEMBER])
    assert place(cast.member, "meetings:meeting_list") == f"member/#{member[1].anchor}"
    assert place(cast.secretary, "meetings:meeting_list") == "meetings/#part-1"
    assert place(cast.superior, "reports:report_list").startswith("superior/")
    assert place(cast.secretary, "no:page") == ""


def test_a_page_leads_to_its_part(cast, client_of):
    page = client_of(cast.secretary).get("/meetings/").content.decode()
    assert 'href="/help/about/meetings:meeting_list/"' in page
    chapter = client_of(cast.secretary).get("/help/meetings/").content.decode()
    assert "<!--" not in chapter.split('class="handbook"')[1].split("</main>")[0]
    assert "全部到会" in chapter


def test_takes_no_name_out_of_its_folder(cast, client_of):
    client = client_of(cast.member)
    assert client.get("/help/pictures/workbench.png")["Content-Type"] == "image/png"
    for address in ("/help/pictures/other.png", "/help/pictures/..%2Fworkbench.png", "/help/nothing/"):
        assert client.get(address).status_code == 404
