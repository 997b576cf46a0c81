"""Sixty archives with something wrong: each is refused with its reason, and the target is not touched."""

import hashlib
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.keeping import archive as archives
from core.keeping.backups import restore
from core.keeping.tables import RowDigest
from core.refusals import Refused

Members = dict[str, bytes]
ENTRIES, USERS = "tables/core_auditentry.jsonl", "tables/branch_user.jsonl"


# --- Damage that nobody meant: the seal tells of every byte ----------------------------------------------------------


def flipped(seed: int) -> Callable[[bytes], bytes]:
    """One bit of one byte, anywhere."""

    def damage(content: bytes) -> bytes:
        chance = random.Random(seed)
        place = chance.randrange(len(content) - archives.SEAL_LENGTH)
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        return bytes(changed)

    return damage


def cut(part: float) -> Callable[[bytes], bytes]:
    """The first part of the file."""
    return lambda content: content[: int(len(content) * part)]


def swapped(content: bytes) -> bytes:
    """Two blocks in each other's place."""
    third = len(content) // 3
    return content[third : 2 * third] + content[:third] + content[2 * third :]


BYTES = [
    *[(f"flip{seed}", flipped(seed), "校验值不符") for seed in range(20)],
    *[(f"cut{part}", cut(part), "不完整") for part in (0.0, 0.1, 0.5, 0.9, 0.999)],
    ("one-byte-less", lambda content: content[:-1], "不完整"),
    ("one-byte-more", lambda content: content + b"\0", "不完整"),
    ("first-byte-gone", lambda content: content[1:], "校验值不符"),
    ("swapped-blocks", swapped, "校验值不符"),
    ("a-hole", lambda content: content[:500] + b"\0" * 200 + content[700:], "校验值不符"),
    ("seal-changed", lambda content: content[:-1] + (b"0" if content[-1:] != b"0" else b"1"), "校验值不符"),
    ("old-format", lambda content: b"\x1f\x8b\x08\x00" + content, "旧格式"),
    ("a-text", lambda _: "这不是备份".encode(), "不完整，或不是本系统的备份"),
]


# --- Archives that were packed again, with a seal that holds ---------------------------------------------------------


def packed_again(path: Path, members: Members, manifest: dict | None, *, twice: str = "") -> None:
    """Write an archive of these members with a whole seal."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        if twice:
            with pytest.warns(UserWarning, match="Duplicate"):
                packed.writestr(twice, members[twice])
        if manifest is not None:
            packed.writestr(archives.MANIFEST, json.dumps(manifest))
        packed.comment = b"0" * archives.SEAL_LENGTH
    archives.seal(path)


def unpacked(path: Path) -> tuple[Members, dict]:
    """Members and manifest of a whole archive."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    return members, json.loads(members.pop(archives.MANIFEST))


def told_anew(members: Members, manifest: dict) -> None:
    """Make the manifest say what the members are: the work of one who knows."""
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    for name, table in manifest["tables"].items():
        digest = RowDigest()
        for line in members.get(f"tables/{name}.jsonl", b"").splitlines():
            digest.add(json.loads(line))
        table["rows"], table["digest"] = digest.count, digest.value


def file_of(members: Members) -> str:
    return next(name for name in members if name.startswith("attachments/"))


def without(name: str):
    return lambda members, _: members.pop(name)


def with_extra(name: str, *, is_told: bool = False):
    def change(members: Members, manifest: dict) -> None:
        members[name] = b"x"
        if is_told:
            told_anew(members, manifest)

    return change


def with_lines(name: str, change_lines: Callable[[list[bytes]], list[bytes]], *, is_told: bool = False):
    def change(members: Members, manifest: dict) -> None:
        members[name] = b"".join(change_lines(members[name].splitlines(keepends=True)))
        if is_told:
            told_anew(members, manifest)

    return change


def member_told(members: Members, manifest: dict, name: str) -> None:
    """The manifest knows of a changed member, not of its rows."""
    content = members[name]
    manifest["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def row_changed_member_told(members: Members, manifest: dict) -> None:
    members[USERS] = members[USERS].replace("赵试一".encode(), "赵试乙".encode())
    member_told(members, manifest, USERS)


def unreadable_row(members: Members, manifest: dict) -> None:
    members[USERS] += b"[1, 2\n"
    member_told(members, manifest, USERS)


def short_row(members: Members, manifest: dict) -> None:
    members[USERS] += b"[1, 2]\n"
    member_told(members, manifest, USERS)


def file_changed(members: Members, manifest: dict) -> None:
    members[file_of(members)] = b"another content"
    told_anew(members, manifest)


def files_swapped(members: Members, manifest: dict) -> None:
    one, other = [name for name in members if name.startswith("attachments/")]
    members[one], members[other] = members[other], members[one]
    told_anew(members, manifest)


def tables_swapped(members: Members, _: dict) -> None:
    members[ENTRIES], members[USERS] = members[USERS], members[ENTRIES]


def in_manifest(**changes):
    return lambda _, manifest: manifest.update(changes)


def manifest_without(key: str):
    return lambda _, manifest: manifest.pop(key)


def table_gone(members: Members, manifest: dict) -> None:
    del members[USERS], manifest["tables"]["branch_user"]
    told_anew(members, manifest)


def column_gone(_: Members, manifest: dict) -> None:
    manifest["tables"]["branch_user"]["columns"][0] = "other"


def newer_migration(_: Members, manifest: dict) -> None:
    manifest["migrations"].append(["core", "9999_of_tomorrow"])


def table_without_member(_: Members, manifest: dict) -> None:
    manifest["tables"]["more"] = dict(manifest["tables"]["branch_user"])


def claims_less(members: Members, manifest: dict) -> None:
    manifest["members"][file_of(members)]["size"] = 3


def user_of_nobody(members: Members, manifest: dict) -> None:
    """A foreign key that points nowhere, everything reckoned anew."""
    rows = [json.loads(line) for line in members[USERS].splitlines()]
    place = manifest["tables"]["branch_user"]["columns"].index("member_id")
    rows[0][place] = 987654
    members[USERS] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    told_anew(members, manifest)


AGAIN = [
    ("table-missing", without(USERS), "缺少 tables/branch_user"),
    ("file-missing", lambda members, _: members.pop(file_of(members)), "缺少 attachments/"),
    ("key-missing", without("secret_key"), "缺少 secret_key"),
    ("extra-table", with_extra("tables/extra.jsonl"), "多出 tables/extra"),
    ("extra-told", with_extra("tables/extra.jsonl", is_told=True), "前后不一"),
    ("extra-file", with_extra("attachments/ab/" + "ab" * 32), "多出 attachments/ab"),
    ("upwards", with_extra("../zhibu.sqlite3", is_told=True), "不该有的路径"),
    ("upwards-inside", with_extra("attachments/../../x", is_told=True), "不该有的路径"),
    ("from-the-root", with_extra("/etc/cron.d/x", is_told=True), "不该有的路径"),
    ("a-program", with_extra("static/x.js", is_told=True), "不该有的路径"),
    (
        "row-changed",
        with_lines(USERS, lambda rows: [row.replace(b"zhibu", b"other") for row in rows[::-1]]),
        "不符",
    ),
    ("row-gone", with_lines(USERS, lambda rows: rows[1:]), "与清单不符"),
    ("row-twice", with_lines(USERS, lambda rows: [*rows, rows[0]]), "与清单不符"),
    ("row-changed-member-told", row_changed_member_told, "行数或内容摘要不对"),
    ("unreadable-row", unreadable_row, "读不出来的一行"),
    ("short-row", short_row, "列数不对"),
    ("tables-swapped", tables_swapped, "不符|列数不对"),
    ("file-changed", file_changed, "内容和名称不符"),
    ("files-swapped", files_swapped, "内容和名称不符"),
    ("claims-less", claims_less, "与清单不符"),
    ("newer-format", in_manifest(format=2), "更新的版本"),
    ("newer-migration", newer_migration, "core.9999_of_tomorrow"),
    ("manifest-without-tables", manifest_without("tables"), "清单缺少内容"),
    ("manifest-without-chain", manifest_without("chain_hash"), "清单缺少内容"),
    ("manifest-with-more", in_manifest(whatever=1), "写法不对"),
    ("manifest-of-another-shape", in_manifest(members=[]), "写法不对"),
    ("table-without-member", table_without_member, "前后不一"),
    ("table-gone", table_gone, "表或列与它的版本不符"),
    ("column-gone", column_gone, "表或列与它的版本不符"),
    (
        "entry-changed",
        with_lines(
            ENTRIES, lambda rows: [rows[0].replace("系统".encode(), "别人".encode()), *rows[1:]], is_told=True
        ),
        "审计链在第 1 条断开",
    ),
    (
        "entry-gone",
        with_lines(ENTRIES, lambda rows: [*rows[:3], *rows[4:]], is_told=True),
        "审计链在第 4 条断开",
    ),
    ("tail-cut", with_lines(ENTRIES, lambda rows: rows[:-2], is_told=True), "以前记到第"),
    ("points-nowhere", user_of_nobody, "指向不存在的 branch_member"),
]


@pytest.fixture
def target(tmp_path) -> Path:
    """An empty directory that must stay one."""
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def assert_refused(path: Path, target: Path, reason: str) -> None:
    beside = sorted(target.parent.iterdir())
    with pytest.raises(Refused, match=reason) as refusal:
        restore(path, target)
    assert str(refusal.value).endswith("。")
    assert list(target.iterdir()) == []
    assert sorted(target.parent.iterdir()) == beside


@pytest.mark.parametrize(("damage", "reason"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES])
def test_refuses_what_was_damaged(damage, reason, archive, target):
    archive.write_bytes(damage(archive.read_bytes()))
    assert_refused(archive, target, reason)


@pytest.mark.usefixtures("migrated_quickly")
@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in AGAIN], ids=[row[0] for row in AGAIN])
def test_refuses_what_was_packed_again(change, reason, archive, target):
    members, manifest = unpacked(archive)
    change(members, manifest)
    packed_again(archive, members, manifest)
    assert_refused(archive, target, reason)


def test_refuses_an_archive_without_manifest_and_one_with_a_name_twice(archive, target):
    members, manifest = unpacked(archive)
    packed_again(archive, members, None)
    assert_refused(archive, target, "没有清单")
    packed_again(archive, members, manifest, twice="secret_key")
    assert_refused(archive, target, "重名")


def test_are_sixty():
    assert len(BYTES) + len(AGAIN) >= 60


@pytest.mark.usefixtures("migrated_quickly")
def test_the_same_archive_packed_again_unchanged_is_restored(archive, target):
    """The control: packing again is not what is refused."""
    members, manifest = unpacked(archive)
    told_anew(members, manifest)
    packed_again(archive, members, manifest)
    assert restore(archive, target).files == 2


@pytest.mark.usefixtures("migrated_quickly")
def test_restores_a_broken_chain_only_where_one_insists(archive, target):
    members, manifest = unpacked(archive)
    user_of_nobody(members, manifest)
    packed_again(archive, members, manifest)
    assert "指向不存在" in restore(archive, target, even_if_broken=True).faults[0]


@pytest.mark.parametrize("kind", ["a file", "a filled directory", "no parent", "no archive"])
def test_refuses_a_target_that_is_taken_and_an_archive_that_is_not_there(kind, archive, tmp_path):
    target, reason = (
        tmp_path / "taken",
        {"a file": "不是目录", "a filled directory": "已有内容"}.get(kind, "没有目录"),
    )
    if kind == "a file":
        target.write_text("kept")
    elif kind == "a filled directory":
        target.mkdir()
        (target / "kept").write_text("kept")
    elif kind == "no parent":
        target = tmp_path / "not/there"
    else:
        archive, reason = tmp_path / "none.zip", "读不出备份文件"
    with pytest.raises(Refused, match=reason):
        restore(archive, target)
    assert not (tmp_path / "taken").is_file() or target.read_text() == "kept"


def test_refuses_where_the_disk_is_too_small(archive, target, monkeypatch):
    class Small:
        free = 10

    monkeypatch.setattr("shutil.disk_usage", lambda _: Small)
    assert_refused(archive, target, "磁盘空间不够")
