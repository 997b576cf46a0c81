"""Fixtures for every test, what coverage is measured on, and the rule that nothing is skipped where `CI` is set."""

import gc

import pytest

# What requests and templates leave behind is looked through less often: a twentieth of the run.
gc.set_threshold(100_000, 50, 50)

pytest_plugins = ["core.testing_databases", "core.testing", "core.testing_browser"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell which tests are measured: of each the first parameters alone, and none in the browser or in LibreOffice.

    Measuring makes Python half as slow again. What it leaves out repeats what it has seen, and a test that repeats by
    itself says so with `no_cover`. The tests of core are quick and tell their cases apart by parameters, such as the
    files that are refused: all count.
    """
    seen: set[str] = set()
    for item in items:
        function = item.nodeid.partition("[")[0]
        repeats = function in seen and not item.nodeid.startswith("core/")
        if repeats or item.get_closest_marker("browser") or item.get_closest_marker("documents"):
            item.add_marker("no_cover")
        seen.add(function)
