"""Every template keeps the house's rules: content policy, partials, names of icons, nothing left unused."""

import gzip
import re
from functools import cache
from pathlib import Path

import lucide
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from core import navigation, records
from core.badges import TONES

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
PARTIALS = [name for name in NAMES if Path(name).name.startswith("_")]
# Loaded by Django, by crispy-forms or by another library under a fixed name.
LOADED_BY_NAME = {"404.html", "403.html", "500.html", "503.html", "403_csrf.html"}
LOADED_BY_LIBRARIES = ("bootstrap5/", "django/forms/")
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(?:hx-)?on[a-z]*[:-]?[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "address of another server": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE),
}
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
FIRST_VISIT_BYTES = 250 * 1024


@cache
def source(name: str) -> str:
    """A template without its comments."""
    return COMMENT.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


def inline_faults(text: str) -> list[str]:
    """Which parts of the content policy a template's text would break."""
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("name", NAMES)
def test_keeps_the_content_policy(name):
    assert inline_faults(source(name)) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>run()</script>",
        '<button onclick="go()">x</button>',
        '<a href="javascript:go()">x</a>',
        '<link href="https://example.org/a.css">',
    ],
)
def test_sees_what_breaks_the_content_policy(text):
    assert len(inline_faults(text)) == 1


@pytest.mark.parametrize("name", PARTIALS)
def test_partial_never_extends_and_says_its_parameters(name):
    assert "{% extends" not in source(name)
    assert (TEMPLATES / name).read_text(encoding="utf-8").lstrip().partition("{% comment %}")[1], (
        f"{name} needs a comment at its head that names its parameters"
    )


@pytest.mark.parametrize("name", NAMES)
def test_partials_are_included_with_only(name):
    includes = re.findall(r"{% include \"[^\"]*/_[^\"]+\"[^%]*%}", source(name))
    assert [tag for tag in includes if not tag.endswith("only %}")] == []


@pytest.mark.parametrize("name", NAMES)
def test_page_names_itself(name):
    if re.search(r'{% extends "base(_plain)?\.html" %}', source(name)):
        assert "{% block title %}" in source(name)


def test_every_template_is_used():
    python = [
        path.read_text(encoding="utf-8")
        for app in [*settings.FIRST_PARTY_APPS, "config"]
        for path in (ROOT / app).rglob("*.py")
        if "tests" not in path.relative_to(ROOT).parts
    ]
    named = "\n".join([*python, *(source(name) for name in NAMES)])
    # A view shared by several kinds builds the name: f"rectification/{kind}_list.html".
    built = [
        re.compile(re.sub(r"{[^}]*}", "[a-z_]+", literal))
        for literal in re.findall(r'f"([\w/]*{[^"]*\.html)"', named)
    ]
    unused = [
        name
        for name in NAMES
        if not any(quoted in named for quoted in (f'"{name}"', f"'{name}'"))
        and name not in LOADED_BY_NAME
        and not name.startswith(LOADED_BY_LIBRARIES)
        and not any(pattern.fullmatch(name) for pattern in built)
    ]
    assert unused == []


def test_every_icon_exists():
    named = {icon for name in NAMES for icon in re.findall(r"{% icon \"([^\"]+)\"", source(name))}
    named |= {
        icon for name in NAMES for icon in re.findall(r"include [^%]*\bicon=\"([^\"]+)\"", source(name))
    }
    named |= set(TONES.values()) | {kind.icon for kind in records.all_types()}
    named |= {entry.icon for entry in navigation.entries()}
    for icon in sorted(named):
        assert lucide._load_icon(icon) is not None


def frame_files() -> list[Path]:
    """The static files that the frame asks for on a first visit."""
    paths = re.findall(r"{% static '([^']+)' %}", source("base.html"))
    return [Path(finders.find(path)) for path in paths]


def test_first_visit_stays_small():
    compressed = sum(len(gzip.compress(path.read_bytes())) for path in frame_files())
    assert 0 < compressed <= FIRST_VISIT_BYTES


def test_style_sheets_suit_older_browsers():
    """Chromium 100 knows neither color-mix() nor oklch() nor light-dark(): see docs/adr/0001-tabler-1-1-1.md."""
    for path in frame_files():
        if path.suffix == ".css":
            text = path.read_text(encoding="utf-8")
            # Tabler 1.1.1 tints selected text with it, where nothing is lost.
            assert text.count("color-mix(") <= 6, path.name
            assert not re.search(r"oklch\(|light-dark\(", text), path.name
