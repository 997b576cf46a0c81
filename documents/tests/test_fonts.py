"""Typefaces: found on this machine by preference, and missed with the name of the package."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from documents import fonts
from documents.content import Role
from documents.fonts import (
    FANDOL_PACKAGE,
    NOTO_PACKAGE,
    Face,
    Installed,
    MissingGlyphError,
    missing_fonts,
    typeface,
)


@pytest.fixture
def machine(monkeypatch):
    """A machine with other fonts than this one."""

    def with_fonts(faces: dict[str, Face], *, fandol: bool) -> None:
        monkeypatch.setattr(fonts, "_installed", lambda: Installed(faces))
        if not fandol:
            monkeypatch.setattr(fonts, "FANDOL_DIRECTORIES", ())
        typeface.cache_clear()

    yield with_fonts
    monkeypatch.undo()
    typeface.cache_clear()


def test_finds_a_face_for_every_role():
    for role in Role:
        assert typeface(role).primary is not None
        assert typeface(role).fallback is not None
    assert missing_fonts() == {}


def test_finds_no_fault_on_this_machine():
    assert run_checks(tags=["documents"]) == []


def test_prefers_the_typeface_the_standard_names(machine):
    owned = Face(Path("/fonts/simfang.ttf"), 0, "FangSong")
    machine({"仿宋_gb2312": owned}, fandol=True)
    assert typeface(Role.FANG).primary == owned
    assert typeface(Role.FANG).primary.name == "simfang"
    assert typeface(Role.KAI).primary.path.name == "FandolKai-Regular.otf"


def test_calls_a_face_in_a_collection_by_its_family(machine):
    machine({"宋体": Face(Path("/fonts/simsun.ttc"), 0, "SimSun")}, fandol=True)
    assert typeface(Role.SONG).primary.name == "SimSun"


def test_names_the_packages_to_install(machine):
    machine({}, fandol=False)
    messages = run_checks(tags=["documents"])
    assert [message.id for message in messages] == ["reports.E001"] * (len(Role) + 1)
    assert {FANDOL_PACKAGE, NOTO_PACKAGE} == {message.hint.split()[-1] for message in messages}
    assert "缺少公文所需字体：仿宋。" in [message.msg for message in messages]


def test_draws_no_character_at_all_without_fonts(machine):
    machine({}, fandol=False)
    with pytest.raises(MissingGlyphError, match=r"“水”（U\+6C34）"):
        typeface(Role.FANG).advance("水")


def test_names_the_library_that_a_pdf_needs(monkeypatch):
    monkeypatch.setattr("documents.checks.LIBRARIES", {"libno-such0": "libno-such.so.0"})
    [message] = run_checks(tags=["documents"])
    assert message.id == "reports.E002"
    assert message.hint.split()[-1] == "libno-such0"


@pytest.mark.parametrize("character", "喆堃玥䶮")
def test_takes_rare_characters_from_the_face_behind(character):
    for role in Role:
        assert typeface(role).is_rare(character)
        assert typeface(role).advance(character) == 1.0


@pytest.mark.parametrize(("text", "width"), [("水，“”—…（）【】：", 1.0), ("0123456789", 0.5)])
def test_sets_marks_full_width_and_digits_half_width_in_body_text(text, width):
    assert {typeface(Role.FANG).advance(character) for character in text} == {width}


def test_is_empty_handed_where_fontconfig_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert fonts._installed.__wrapped__() == Installed({})
