"""A sealed box keeps every paper, through crashes too, and tells nothing of them until it is opened."""

import uuid
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, transaction

from core import sealed_box
from core.models import SealedBox
from core.refusals import Refused
from core.testing import make_organisation

ON = date(2026, 3, 2)
SLOT = 100
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
COMMITS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(settings, tmp_path):
    settings.SEAL_DIR = tmp_path / "seals"
    return make_organisation("alpha")


def put(owner, text: str, **given) -> None:
    sealed_box.put(owner, {"text": text}, slot=SLOT, **{"on": ON, **given})


def texts(owner) -> set[str]:
    return {paper["text"] for paper in sealed_box.take_out(owner)}


def keys() -> list[str]:
    return sorted(path.name for path in settings.SEAL_DIR.iterdir())


def test_gives_back_what_was_put_in(owner):
    wanted = {"第一张", 'quoted "words"\n\\', "😀" * 20, ""}
    for text in wanted:
        put(owner, text)
    assert sealed_box.count(owner) == 4
    assert texts(owner) == wanted
    assert (sealed_box.count(owner), texts(owner)) == (0, set())


def test_stores_nothing_that_can_be_read_and_weighs_the_same_for_every_paper(owner):
    put(owner, "短")
    box = SealedBox.objects.get()
    assert len(box.content) == SLOT + 16
    put(owner, "长" * 20)
    sealed = SealedBox.objects.get()
    assert len(sealed.content) == 2 * SLOT + 16
    assert not any(
        "短".encode() in bytes(one.content) or b"text" in bytes(one.content) for one in (box, sealed)
    )
    assert (box.pk, box.key_name) != (sealed.pk, sealed.key_name)
    assert {field.get_internal_type() for field in SealedBox._meta.concrete_fields} == {
        "UUIDField",
        "CharField",
        "PositiveIntegerField",
        "DateField",
        "BinaryField",
    }


def test_keeps_no_order(owner):
    for number in range(40):
        put(owner, f"{number:02}")
    box = SealedBox.objects.get()
    stored = [paper["text"] for paper in sealed_box._opened(box)]
    assert sorted(stored) != stored
    taken = [paper["text"] for paper in sealed_box.take_out(owner)]
    assert sorted(taken) == sorted(stored)
    assert taken not in (stored, sorted(taken))


@COMMITS
def test_every_key_is_used_once_and_destroyed_after_the_commit(owner):
    seen = set()
    for number in range(5):
        put(owner, str(number))
        [key] = keys()
        seen.add(key)
        assert (settings.SEAL_DIR / key).stat().st_mode & 0o777 == 0o600
    assert len(seen) == 5
    assert settings.SEAL_DIR.stat().st_mode & 0o777 == 0o700
    assert texts(owner) == set("01234")
    assert (keys(), SealedBox.objects.count()) == ([], 0)


@COMMITS
def test_a_write_that_is_undone_leaves_the_box_as_it_was(owner):
    put(owner, "stays")

    def fail() -> None:
        with transaction.atomic():
            put(owner, "undone")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert sealed_box.broken(owner) == 0
    assert len(keys()) == 2
    # The next paper sweeps away what the undone write has left behind.
    put(owner, "next")
    assert len(keys()) == 1
    assert texts(owner) == {"stays", "next"}


@COMMITS
def test_a_process_that_dies_before_its_old_key_is_destroyed_loses_nothing(owner, monkeypatch):
    put(owner, "first")
    with monkeypatch.context() as patch:
        patch.setattr(sealed_box, "_destroy", lambda _keys: None)
        put(owner, "second")
    assert len(keys()) == 2
    # Also when the box is full by now, and the next paper begins another.
    monkeypatch.setattr(sealed_box, "PAPERS_MOST", 2)
    put(owner, "third")
    assert SealedBox.objects.count() == len(keys()) == 2
    assert texts(owner) == {"first", "second", "third"}


def test_same_paper_sent_twice_is_one(owner):
    once = str(uuid.uuid4())
    for _ in range(3):
        put(owner, "twice", once=once)
    put(owner, "other")
    assert sealed_box.count(owner) == 2
    assert sealed_box.take_out(owner)[0].keys() == {"text"}


def test_begins_another_box_when_one_is_full(owner, monkeypatch):
    monkeypatch.setattr(sealed_box, "PAPERS_MOST", 3)
    for number in range(8):
        put(owner, str(number))
    assert sorted(box.papers for box in SealedBox.objects.all()) == [2, 3, 3]
    assert sealed_box.count(owner) == 8
    assert texts(owner) == set("01234567")


def test_counts_without_those_of_today(owner):
    for text in "ab":
        put(owner, text)
    assert sealed_box.count_before(owner, ON) == 0
    assert sealed_box.count_before(owner, ON + timedelta(days=1)) == 2
    put(owner, "c", on=ON + timedelta(days=1))
    assert sealed_box.count_before(owner, ON + timedelta(days=1)) == 2


@pytest.mark.parametrize("damage", ["no key", "another key", "changed content"])
def test_names_a_box_that_does_not_open_and_takes_papers_in_a_new_one(owner, damage):
    put(owner, "lost")
    [path] = settings.SEAL_DIR.iterdir()
    if damage == "no key":
        path.unlink()
    elif damage == "another key":
        path.write_bytes(bytes(32))
    else:
        SealedBox.objects.update(content=bytes(SLOT + 16))
    assert sealed_box.broken(owner) == 1
    put(owner, "kept")
    assert texts(owner) == {"kept"}
    # What cannot be opened stays: its key may come back.
    assert SealedBox.objects.count() == sealed_box.count(owner) == 1
    sealed_box.discard(owner)
    assert not SealedBox.objects.exists()


def test_boxes_of_another_record_stay_closed(owner):
    other = make_organisation("beta")
    put(owner, "mine")
    put(other, "theirs")
    assert texts(owner) == {"mine"}
    assert sealed_box.count(other) == 1


def test_refuses_in_words_where_no_key_can_be_kept(owner, settings, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    settings.SEAL_DIR = tmp_path / "file" / "seals"
    with pytest.raises(Refused, match="SEAL_DIR"):
        put(owner, "nowhere")
    assert "cannot be written" in caplog.text
    assert not SealedBox.objects.exists()


def test_refuses_a_paper_longer_than_its_slot(owner):
    with pytest.raises(ValueError, match="longer than its slot"):
        put(owner, "长" * SLOT)


@pytest.mark.no_cover
@COMMITS
def test_two_writers_lose_no_paper(owner):
    from concurrent.futures import ThreadPoolExecutor

    def write(number: int) -> None:
        try:
            put(owner, str(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(24)))
    assert texts(owner) == {str(number) for number in range(24)}


def test_checks_where_the_keys_lie(settings, tmp_path):
    def found() -> set[str]:
        return {one.id for one in run_checks() if one.id in {"core.W020", "core.W021"}}

    settings.SEAL_DIR = tmp_path / "data-seals"
    settings.DATA_DIR = tmp_path / "data"
    assert found() == set()
    settings.SEAL_DIR = tmp_path / "data" / "seals"
    assert found() == {"core.W020"}
    (tmp_path / "file").write_text("in the way")
    settings.SEAL_DIR = tmp_path / "file" / "seals"
    assert found() == {"core.W021"}
