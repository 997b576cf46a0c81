"""What `script/bundle` puts into its archive: the checkout, and in its folder `bundle` all that script/bootstrap would fetch."""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from packaging.markers import Marker

from core.version import VERSION
from documents.content import Role
from documents.fonts import CHOICES, FANDOL_DIRECTORIES, typeface

ROOT = Path(settings.BASE_DIR)
# What Debian calls the machines.
DEBIAN = {"x86_64": "amd64", "aarch64": "arm64"}
# Debian 12 has glibc 2.36; wheels say which one they were built against.
GLIBC = range(36, 16, -1)
# Beside apt-packages.txt: Python itself, and what docs/deploy.md puts in front of the server.
DEBIAN_PACKAGES = ("python3", "python3-venv", "nginx", "logrotate")


def run(*command: str, **options) -> str:
    """The command's output; its own words and the end of this script where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\n错误：没有做成：{' '.join(command[:4])} …")
    return done.stdout


def pins_for(files: list[Path], python: str, machine: str) -> str:
    """Requirement files as another machine and Python read them: pip itself reads markers for the one it runs on."""
    there = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "sys_platform": "linux",
        "extra": "",
    }
    pins: dict[str, str] = {}
    for block in re.findall(
        r"^\w.*(?:\n    .*)*", "\n".join(path.read_text() for path in files), re.MULTILINE
    ):
        first, rest = [*block.split("\n", 1), ""][:2]
        pin, _, marker = first.removesuffix(" \\").partition(" ; ")
        if not marker or Marker(marker).evaluate(there):
            pins[pin] = f"{pin} \\\n{rest}"
    return "\n".join(pins.values())


def add_wheels(folder: Path, files: list[Path], python: str, machine: str) -> None:
    """The wheels of all pins, each with a hash of the lists."""
    folder.mkdir()
    (wanted := folder.with_name("wanted.txt")).write_text(pins_for(files, python, machine))
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:", "--implementation", "cp"),
        *("--python-version", python, "--dest", str(folder), "--requirement", str(wanted)),
        *(f"--platform={one}" for one in (*platforms, f"manylinux2014_{machine}", f"linux_{machine}")),
    )
    wanted.unlink()


def add_page_components(folder: Path) -> None:
    """The files that pages use of node_modules, with the licences of their packages."""
    components = ROOT / "node_modules"
    licences = [*components.glob("*/LICEN[SC]E*"), *components.glob("@*/*/LICEN[SC]E*")]
    for path in (*(components / name for name in settings.VENDOR_FILES.values()), *licences):
        (target := folder / path.relative_to(components)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def add_fonts(folder: Path) -> None:
    """The free typefaces of the documents, never one that this machine's owner has bought."""
    folder.mkdir()
    free = {
        path
        for choice in CHOICES.values()
        for path in [
            next(filter(Path.is_file, (place / choice.fandol for place in FANDOL_DIRECTORIES)), None)
        ]
    } | {face.path for role in Role if (face := typeface(role).fallback)}
    if None in free:
        sys.exit("错误：这台机器没有装 Fandol 字体（软件包 texlive-lang-chinese）。")
    for path in sorted(filter(None, free)):
        shutil.copyfile(path, folder / path.name)
    for package in ("texlive-lang-chinese", "texlive-base", "fonts-noto-cjk"):
        if (told := Path("/usr/share/doc") / package / "copyright").exists():
            shutil.copyfile(told, folder / f"{package}.copyright")


def packages_wanted() -> Iterator[str]:
    """Debian packages of the server, without those of fonts, which the bundle has as files."""
    for line in (ROOT / "apt-packages.txt").read_text().splitlines():
        if line and not line.startswith("#") and not line.split()[1].startswith("font:"):
            yield line.split()[0]
    yield from DEBIAN_PACKAGES


def add_debian_packages(folder: Path, scratch: Path, packages: list[str], machine: str) -> None:
    """The packages with everything that they need, down to the C library, and an index for apt."""
    folder.mkdir()
    for name in ("state/lists/partial", "cache/archives/partial"):
        (scratch / name).mkdir(parents=True)
    apt = [
        *("apt-get", "-q", "-y"),
        # As if nothing were installed here, and without a trace in this machine's own lists.
        *(f"-oDir::State={scratch}/state", "-oDir::State::status=/dev/null", f"-oDir::Cache={scratch}/cache"),
        *(f"-oAPT::Architecture={DEBIAN[machine]}", f"-oAPT::Architectures={DEBIAN[machine]}"),
        "-oAPT::Sandbox::User=root",
    ]
    run(*apt, "update")
    run(*apt, "install", "--download-only", "--no-install-recommends", *packages)
    index = []
    for path in sorted((scratch / "cache/archives").glob("*.deb")):
        # An epoch in a file's name would be taken for an escape of its address.
        name = re.sub(r"_\d+%3a", "_", path.name)
        shutil.move(path, folder / name)
        content = (folder / name).read_bytes()
        index.append(
            f"{run('dpkg-deb', '--field', str(folder / name)).strip()}\nFilename: ./{name}\n"
            f"Size: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n"
        )
    (folder / "Packages").write_text("\n".join(index))


def add_sums(folder: Path) -> None:
    """SHA256SUMS over every file: what script/bootstrap checks first."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))


def main() -> None:
    """Gather everything, then pack."""
    parser = argparse.ArgumentParser(prog="script/bundle", description="做一个不用软件源也能安装的安装包。")
    parser.add_argument("scratch", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, required=True, metavar="目录")
    parser.add_argument("--machine", choices=DEBIAN, default=platform.machine(), help="给哪一种机器")
    parser.add_argument("--python", default="3.11", help="那台机器的 Python，Debian 12 是 3.11")
    parser.add_argument("--with", action="append", default=[], dest="extras", metavar="s3", help="可选的组件")
    parser.add_argument(
        "--debian", action="append", default=[], metavar="软件包", help="另外要的 Debian 软件包"
    )
    asked = parser.parse_args()
    files = [ROOT / "requirements.txt", *(ROOT / f"requirements-{extra}.txt" for extra in asked.extras)]
    name = f"zhibu-jishi-{VERSION}-{asked.machine}"
    root = asked.scratch / name
    # The settings keep what they write to themselves; this is for every account of the other machine.
    os.umask(0o022)
    (bundle := root / "bundle").mkdir(parents=True)
    archive = asked.scratch / "checkout.tar"
    run("git", "archive", "--output", str(archive), "HEAD", cwd=ROOT)
    run("tar", "--extract", "--file", str(archive), "--directory", str(root))
    (bundle / "for").write_text(f"{asked.machine} {asked.python}\n")
    for what, add in (
        ("Python 软件包", lambda: add_wheels(bundle / "wheels", files, asked.python, asked.machine)),
        ("页面组件", lambda: add_page_components(bundle / "node_modules")),
        ("字体", lambda: add_fonts(bundle / "fonts")),
        (
            "系统软件包",
            lambda: add_debian_packages(
                bundle / "debs", asked.scratch, [*packages_wanted(), *asked.debian], asked.machine
            ),
        ),
        ("校验和", lambda: add_sums(bundle)),
    ):
        print(f"正在收集{what}", flush=True)
        add()
    asked.output.mkdir(parents=True, exist_ok=True)
    made = asked.output / f"{name}.tar"
    run(
        "tar",
        "--create",
        "--sort=name",
        "--owner=0",
        "--group=0",
        f"--file={made}",
        f"--directory={asked.scratch}",
        name,
    )
    print(
        f"已做好 {made}（{made.stat().st_size // 1024**2} MB）。安装的步骤见 docs/deploy.md 的“内网没有软件源时”。"
    )


if __name__ == "__main__":
    main()
