"""Attachments in an S3-compatible store: the same names and promises as on a disk, and moving there and back."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from moto.server import ThreadedMotoServer

from core import attachments, seal_keys, sealed_box
from core.checks import seals_can_be_destroyed, seals_lie_apart, shared_by_servers
from core.keeping import checking
from core.keeping.backups import make_backup
from core.keeping.files import move_files, storage_at
from core.models import Attachment, SealedBox
from core.refusals import Refused
from core.storage_url import read_storage_url
from documents.content import Document
from documents.kept import render_kept

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def store():
    """A store on a port of its own, with a bucket; the address that STORAGE_URL would hold."""
    import boto3

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", **KEYS).create_bucket(Bucket="zhibu")
    yield f"s3://testing:testing@{host}:{port}/zhibu/%s?http"
    server.stop()


@pytest.fixture
def place(store, request):
    """An address of this test alone."""
    return store % request.node.name


@pytest.fixture
def shared(place, settings):
    """The site keeps its files there."""
    settings.STORAGES = settings.STORAGES | {
        "default": read_storage_url(place),
        "made": read_storage_url(place, below="made"),
    }
    return place


@pytest.fixture(autouse=True)
def local(settings, tmp_path):
    """Otherwise in a directory of the test's own."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": read_storage_url(f"file://{tmp_path}/attachments")}


@pytest.mark.parametrize(
    ("database", "storage", "key", "told"),
    [
        ("django.db.backends.postgresql", "", "", ["core.W005", "core.W006", "core.W007"]),
        ("django.db.backends.postgresql", "s3://a:b@host/%s", "x", []),
        ("django.db.backends.sqlite3", "", "", []),
    ],
)
def test_what_only_this_machine_has_is_told_where_the_database_is_shared(
    database, storage, key, told, settings, monkeypatch
):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", database)
    monkeypatch.setenv("SECRET_KEY", key)
    settings.STORAGE_URL, settings.SEAL_URL = storage and storage % "zhibu", storage and storage % "seals"
    assert [one.id for one in shared_by_servers()] == told


def upload(cast, content: bytes) -> Attachment:
    return attachments.add(
        record=cast.people.member, upload=SimpleUploadedFile("一.txt", content), by=cast.secretary
    )


@pytest.mark.usefixtures("shared")
def test_keeps_and_hands_out_what_was_uploaded(cast):
    file = upload(cast, b"of the branch")
    upload(cast, b"of the branch")
    assert attachments.whole_content(file) == b"of the branch"
    assert [name for name, _ in default_storage.stored()] == [file.storage_name]


@pytest.mark.usefixtures("shared")
def test_a_file_that_is_gone_or_changed_is_found(cast):
    gone, changed = upload(cast, b"gone"), upload(cast, b"as it was")
    default_storage.delete(gone.storage_name)
    default_storage.delete(changed.storage_name)
    default_storage.save(changed.storage_name, SimpleUploadedFile("x", b"as it is"))
    with pytest.raises(attachments.DamagedFile, match="不在服务器上"):
        attachments.whole_content(gone)
    with pytest.raises(attachments.DamagedFile, match="和上传时不同"):
        attachments.whole_content(changed)
    assert [str(gone.pk) in line for line in checking.missing_files()] == [True]
    assert [str(changed.pk) in line for line in checking.changed_files()] == [True]


@pytest.mark.usefixtures("shared")
def test_a_file_of_nobody_is_found_once_it_is_settled(cast, monkeypatch):
    upload(cast, b"of a member")
    name = hashlib.sha256(b"of nobody").hexdigest()
    default_storage.save(f"{name[:2]}/{name}", SimpleUploadedFile("x", b"of nobody"))
    storages["made"].save("documents/aa/x", SimpleUploadedFile("x", b"made by a job"))
    assert list(checking.orphan_files()) == []
    monkeypatch.setattr(checking, "SETTLED", -timedelta(minutes=1))
    assert list(checking.orphan_files()) == [f"{name[:2]}/{name}"]


@pytest.mark.usefixtures("shared")
def test_a_document_that_will_not_change_is_kept_there():
    paper = Document(title="报告", blocks=(), issuer="甲支部", created_on=date(2025, 1, 5))
    first = render_kept(paper, "docx")
    assert render_kept(paper, "docx") == first
    assert [name for name, _ in default_storage.stored() if name.startswith("made/documents/")]


def test_a_store_that_does_not_answer_is_told_as_a_disk(cast, settings):
    settings.STORAGES = settings.STORAGES | {"default": read_storage_url("s3://a:b@127.0.0.1:9/zhibu?http")}
    with pytest.raises(OSError, match="file store"):
        upload(cast, b"nowhere")


@pytest.fixture
def sealed(store, settings, tmp_path):
    """The site keeps the keys of sealed boxes in a bucket of their own; a client of the store."""
    settings.SEAL_URL = (store % "keys").replace("/zhibu/", "/seals/")
    settings.SEAL_DIR = tmp_path / "seals"
    client = seal_keys.place().storage.connection.meta.client
    client.create_bucket(Bucket="seals")
    return client


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_boxes_are_sealed_with_keys_in_a_bucket_of_their_own(cast, sealed, settings, tmp_path):
    seen = set()
    for number in range(4):
        sealed_box.put(cast.branch, {"text": str(number)}, slot=100, on=date(2026, 3, 2))
        [name] = seal_keys.place().names()
        seen.add(name)
    assert len(seen) == 4
    make_backup(tmp_path / "backup.zip")
    key = seal_keys.place().read(name)
    assert len(key) == 32
    assert key not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not settings.SEAL_DIR.exists()
    # Undone, the write leaves a key too many behind, and the box opens with the other.
    with transaction.atomic():
        sealed_box.put(cast.branch, {"text": "undone"}, slot=100, on=date(2026, 3, 2))
        transaction.set_rollback(True)
    assert len(seal_keys.place().names()) == 2
    assert {paper["text"] for paper in sealed_box.take_out(cast.branch)} == set("0123")
    assert seal_keys.place().names() == []
    seal_keys.place().destroy(name)  # gone already
    assert seal_keys.place().names() == []
    assert seals_can_be_destroyed() == []
    sealed.put_bucket_versioning(Bucket="seals", VersioningConfiguration={"Status": "Enabled"})
    assert [one.id for one in seals_can_be_destroyed()] == ["core.W022"]


@pytest.mark.django_db(transaction=True)
def test_keys_move_with_the_files_and_are_destroyed_where_they_were(cast, place, settings, tmp_path, capsys):
    settings.SEAL_DIR = tmp_path / "seals"
    sealed_box.put(cast.branch, {"text": "moved"}, slot=100, on=date(2026, 3, 2))
    call_command("move_files", to=f"{place}", seals=f"file://{tmp_path}/other")
    assert "封存钥匙 1 把" in capsys.readouterr().out
    assert list(settings.SEAL_DIR.iterdir()) == []
    assert sealed_box.broken(cast.branch) == 1
    settings.SEAL_URL = f"file://{tmp_path}/other"
    assert (sealed_box.broken(cast.branch), seals_can_be_destroyed()) == (0, [])
    with pytest.raises(CommandError, match="看不懂"):
        call_command("move_files", to=f"{place}/again", seals="nonsense")


def test_without_the_bucket_of_the_keys_a_paper_is_refused_in_words(cast, settings, caplog):
    settings.SEAL_URL = "s3://a:b@127.0.0.1:9/seals?http"
    with pytest.raises(Refused, match="SEAL_URL"):
        sealed_box.put(cast.branch, {"text": "x"}, slot=100, on=date(2026, 3, 2))
    assert "cannot be written" in caplog.text
    assert not SealedBox.objects.exists()
    assert [one.id for one in seals_can_be_destroyed()] == ["core.W021"]


def test_keys_in_the_bucket_of_the_files_are_told(settings):
    settings.STORAGE_URL = settings.SEAL_URL = "s3://a:b@host/zhibu"
    assert [one.id for one in seals_lie_apart()] == ["core.W020"]
    for url in ("s3://a:b@host/seals", "s3://a:b@other/zhibu"):
        settings.SEAL_URL = url
        assert seals_lie_apart() == []


def test_moves_there_and_back_and_goes_on_after_a_break(cast, place, settings, tmp_path):
    files = [upload(cast, f"file {number}".encode()) for number in range(5)]
    upload(cast, b"file 0")
    storage_at(place).save(files[0].storage_name, SimpleUploadedFile("x", b"torn"))
    storage_at(place).save(files[1].storage_name, SimpleUploadedFile("x", b"file 1"))
    moved = move_files(place)
    assert (moved.files, moved.there_before, moved.size, moved.missing) == (5, 1, 30, [])
    settings.STORAGES = settings.STORAGES | {"default": read_storage_url(place)}
    assert [attachments.whole_content(one) for one in files] == [f"file {n}".encode() for n in range(5)]
    with pytest.raises(Refused, match="不用搬"):
        move_files(place)
    move_files(f"file://{tmp_path}/back")
    back = sorted(path.read_bytes() for path in (tmp_path / "back").rglob("*") if path.is_file())
    assert back == [f"file {n}".encode() for n in range(5)]


def test_says_what_could_not_be_moved(cast, place):
    gone = upload(cast, b"gone")
    upload(cast, b"there")
    default_storage.delete(gone.storage_name)
    with pytest.raises(CommandError, match=rf"内容 1 份.*附件 {gone.pk}"):
        call_command("move_files", to=place)
    for url in (
        "nonsense",
        "s3://host/bucket",
        "s3://key:secret@host/",
        "ftp://a:b@host/bucket",
        "file://x/y",
    ):
        with pytest.raises(CommandError, match="看不懂文件存储地址"):
            call_command("move_files", to=url)
    with pytest.raises(CommandError, match="没有搬完"):
        call_command("move_files", to="s3://a:b@127.0.0.1:9/zhibu?http")


def test_the_bucket_is_made_once(store, settings, capsys):
    settings.STORAGES = settings.STORAGES | {
        "default": read_storage_url(store.replace("/zhibu/%s", "/another"))
    }
    call_command("make_bucket")
    call_command("make_bucket")
    assert capsys.readouterr().out.split() == ["存储桶已建立。", "存储桶已经有了。"]
    default_storage.save("a", ContentFile(b"kept"))


def test_there_is_no_bucket_for_a_directory():
    with pytest.raises(CommandError, match="没有设 STORAGE_URL"):
        call_command("make_bucket")


def test_a_store_that_does_not_answer_makes_no_bucket(settings):
    settings.STORAGES = settings.STORAGES | {"default": read_storage_url("s3://a:b@127.0.0.1:1/zhibu?http")}
    with pytest.raises(CommandError, match="存储桶没有建立"):
        call_command("make_bucket")
