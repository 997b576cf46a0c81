"""The check that the modules import each other in no circle sees one when there is one."""

import itertools
import sys

from script.import_circles import circles_of, imports_of


def test_tells_the_way_round_each_circle():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"f"}, "f": {"e"}}
    found = circles_of(graph)
    assert sorted(sorted(set(way)) for way in found) == [["a", "b", "c"], ["e", "f"]]
    for way in found:
        assert way[0] == way[-1]
        assert all(imported in graph[module] for module, imported in itertools.pairwise(way))


def test_finds_none_in_a_tree_without():
    assert circles_of({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_reads_imports_inside_functions_too(tmp_path, monkeypatch):
    package = tmp_path / "ringed"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "first.py").write_text("from . import second\n")
    (package / "second.py").write_text("def later():\n    from .first import second\n")
    monkeypatch.syspath_prepend(tmp_path)
    circles = circles_of(imports_of("ringed"))
    sys.modules.pop("ringed", None)
    assert [set(way) for way in circles] == [{"ringed.first", "ringed.second"}]
