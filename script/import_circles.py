"""Counts the circles of imports over the whole tree: `script/check` wants none."""

import sys
from collections.abc import Iterable, Mapping
from configparser import ConfigParser
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent


def circles_of(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Each circle in a graph {module: modules that it imports}, as the way round it; one is cut before the next is looked for."""
    graph = {module: set(imported) for module, imported in imports.items()}
    found: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            # The sorter names each module after the one that imports it.
            way = list(reversed(error.args[1]))
            found.append(way)
            graph[way[0]].discard(way[1])
        else:
            return found


def imports_of(*packages: str) -> dict[str, set[str]]:
    """Who imports whom among the modules of these packages, inside functions too; imports for type checkers count."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def main() -> int:
    """Print every circle and their number; the number of circles is what the shell sees, at most 1."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    sys.path.insert(0, str(ROOT))
    circles = circles_of(imports_of(*config["importlinter"]["root_packages"].split()))
    for way in circles:
        print(" → ".join(way))
    print(f"{len(circles)} circles of imports")
    return int(bool(circles))


if __name__ == "__main__":
    sys.exit(main())
