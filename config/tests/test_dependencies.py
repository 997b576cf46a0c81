"""What the code imports is pinned, with all it needs in turn, and names no host."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from django.conf import settings
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(settings.BASE_DIR)
OWN = {*settings.FIRST_PARTY_APPS, "config"}
# Modules that only tests import, although they stand beside the code.
FOR_TESTS = ("tests", "testing")
# What is imported only where the extra is installed, inside functions that nothing else calls.
OF_THE_EXTRA = {
    "documents/reading/photos.py",
    "branch/company_sign_in/directory.py",
    "branch/company_sign_in/oidc.py",
}
# Loaded by its name, where STORAGE_URL asks for it.
LOADED_BY_NAME = {"core/storage_s3.py"}
SERVER, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
EXTRAS = tuple(
    sorted(path.name for path in ROOT.glob("requirements-*.txt") if path.name not in (SERVER, DEVELOPMENT))
)
LINE = re.compile(r"([\w.-]+)==([\w.+!-]+)(?: ; (.+?))?(?: \\)?")
HASHES = re.compile(r"( \\\n    --hash=sha256:[0-9a-f]{64})+")


def written_pins(name: str) -> Iterator[tuple[str, str, str]]:
    """(package, version, marker) of each line of a requirement file that is one; comments, options and hashes are none."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", " ", "-c ")):
            found = LINE.fullmatch(line)
            assert found, f"{name}: {line}"
            yield canonicalize_name(found[1]), found[2], found[3] or ""


def pins(*names: str) -> dict[str, str]:
    """Canonical package name to version, of what requirement files ask of this Python."""
    return {
        package: number
        for name in names
        for package, number, marker in written_pins(name)
        if not marker or Marker(marker).evaluate()
    }


def is_for_tests(path: Path) -> bool:
    return any(part.startswith(FOR_TESTS) for part in path.relative_to(ROOT).parts)


def imported_packages() -> Iterator[tuple[str, str]]:
    """(file, top-level module) of every import of a package that is neither ours nor Python's."""
    for path in (path for app in OWN for path in (ROOT / app).rglob("*.py")):
        if is_for_tests(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for module in {name.split(".")[0] for name in names} - OWN - sys.stdlib_module_names:
                yield str(path.relative_to(ROOT)), module


def test_everything_imported_is_pinned_for_the_server():
    pinned, extra, providers = pins(SERVER), pins(SERVER, *EXTRAS), packages_distributions()
    assert [
        (path, module)
        for path, module in imported_packages()
        if not (extra if path in OF_THE_EXTRA | LOADED_BY_NAME else pinned).keys()
        & {canonicalize_name(name) for name in providers.get(module, ())}
    ] == []


def test_the_extra_is_imported_only_when_it_is_used():
    providers, pinned = packages_distributions(), pins(SERVER)
    for name in OF_THE_EXTRA:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level}
        modules |= {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        foreign = {module.split(".")[0] for module in modules} - OWN - sys.stdlib_module_names
        assert all(
            pinned.keys() & {canonicalize_name(one) for one in providers[module]} for module in foreign
        )


@pytest.mark.parametrize(
    "files", [(SERVER,), *((SERVER, extra) for extra in EXTRAS), (SERVER, *EXTRAS, DEVELOPMENT)]
)
def test_pins_are_complete(files):
    pinned = pins(*files)
    needed = {
        (package, canonicalize_name(requirement.name))
        for package in pinned
        for requirement in map(Requirement, requires(package) or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    assert {(package, name) for package, name in needed if name not in pinned} == set()


def test_installed_versions_are_the_pinned_ones():
    pinned = pins(SERVER, *EXTRAS, DEVELOPMENT)
    assert {package: version(package) for package in pinned} == pinned


@pytest.mark.parametrize("name", [SERVER, *EXTRAS, DEVELOPMENT])
def test_is_written_by_the_script_with_a_hash_for_every_package(name):
    """A version taken into the .in file by hand without `script/lock` is found, and so is a pin that may be any file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    written = list(written_pins(name))
    assert len(HASHES.findall(text)) == len(written) > 0
    asked = set(written_pins(name.replace(".txt", ".in")))
    assert asked - set(written) == set(), "run script/lock"


def test_no_version_differs_between_the_files():
    versions = {
        (package, number)
        for name in (SERVER, *EXTRAS, DEVELOPMENT)
        for package, number, _ in written_pins(name)
    }
    assert len({package for package, _ in versions}) == len(versions)


@pytest.mark.parametrize("name", [SERVER, *EXTRAS, DEVELOPMENT, ".npmrc", "apt-packages.txt"])
def test_no_host_is_named(name):
    assert re.search(r"://|index-url|registry\s*=", (ROOT / name).read_text(encoding="utf-8")) is None


def test_lockfile_names_no_host():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
