"""No refusal of a service leaves a view as an error page: followed through the code from every `raise` to every view.

What a function lets out is read from its syntax: its own `raise`, and what it calls lets out, less what a `try` or a
block of `core.editing` takes. A call is resolved by the imports of its module; a method by its name among all our
classes, as nothing says what an object is.
"""

import ast
import inspect
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

ROOT = Path(settings.BASE_DIR)
WATCHED = {"Refused", "ValidationError", "IntegrityError"}
BLOCKS = {"refusals_in": WATCHED, "refusals_told": WATCHED}
PARENTS = {"ValidationError": "Exception", "IntegrityError": "Exception", "ProtectedError": "IntegrityError"}
# Django calls these while it checks a form, and takes what they raise.
CHECKING = ("clean", "_clean", "_post_clean")
# Methods that Django's and Python's own objects have too are ours only on what is called so.
COMMON, OURS = {"save", "read", "write", "record", "load", "handle", "insert"}, {"form", "bound"}
# It refuses a worker of `core.jobs` alone, which tells it on the page of one's files.
REFUSES_WORKERS = ("documents.downloads", "document_response")

Name = tuple[str, str]


def last_name(node: ast.AST | None) -> str:
    """`Refused` of Refused, core.Refused and Refused(…)."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


class Code:
    """All our modules outside tests, and what each of their functions lets out; `changed` are modules written otherwise."""

    def __init__(self, changed: dict[str, str] | None = None):
        self.functions: dict[Name, ast.FunctionDef] = {}
        self.imports: dict[str, dict[str, str]] = {}
        self.methods: dict[str, set[Name]] = defaultdict(set)
        self.parents = dict(PARENTS)
        self.lets_out: dict[Name, frozenset[str]] = defaultdict(frozenset)
        # What surrounds a call of a parameter: (function, parameter) -> what is taken there.
        self.taken_around: dict[tuple[Name, str], frozenset[str]] = {}
        self.asked_by: dict[Name, set[Name]] = defaultdict(set)
        for name, text, is_package in sources():
            self._read(name, ast.parse((changed or {}).get(name, text)), is_package=is_package)
        todo = [name for name in self.functions if name != REFUSES_WORKERS]
        while todo:
            one = todo.pop()
            found = frozenset(Walk(self, one).block(self.functions[one].body))
            if found != self.lets_out[one]:
                self.lets_out[one] = found
                todo.extend(self.asked_by[one] - {REFUSES_WORKERS})

    def _read(self, module: str, tree: ast.Module, *, is_package: bool) -> None:
        imports = self.imports[module] = {}
        package = module.split(".") if is_package else module.split(".")[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                origin = ".".join([*base, *filter(None, [node.module])])
                imports |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.ClassDef) and node.bases:
                self.parents.setdefault(node.name, last_name(node.bases[0]))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.functions[module, node.name] = node
            elif isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        full = module, f"{node.name}.{method.name}"
                        self.functions[full] = method
                        self.methods[method.name].add(full)

    def is_a(self, name: str, kinds) -> bool:
        """Whether an exception is of one of these kinds."""
        seen: str | None = name
        while seen:
            if seen in kinds:
                return True
            seen = self.parents.get(seen)
        return False

    def called(self, module: str, node: ast.expr) -> set[Name]:
        """Our functions that a call may mean."""
        imports = self.imports[module]
        if isinstance(node, ast.Name):
            return self._found(imports.get(node.id, f"{module}.{node.id}"))
        if not isinstance(node, ast.Attribute):
            return set()
        origin = imports.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if origin in self.imports or (origin and self._found(f"{origin}.{node.attr}")):
            return self._found(f"{origin}.{node.attr}")
        if node.attr.startswith(CHECKING) or (node.attr in COMMON and last_name(node.value) not in OURS):
            return set()
        return self.methods.get(node.attr, set())

    def _found(self, path: str) -> set[Name]:
        module, _, name = path.rpartition(".")
        if (module, name) in self.functions:
            return {(module, name)}
        handed_on = self.imports.get(module, {}).get(name)
        return self._found(handed_on) if handed_on and handed_on != path else set()


class Walk:
    """One function, statement by statement; each method says what its piece lets out."""

    def __init__(self, code: Code, name: Name):
        self.code, self.name = code, name
        arguments = code.functions[name].args
        self.parameters = [
            one.arg for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        ]
        self.inner: dict[str, ast.FunctionDef] = {}
        self.around: list[set[str]] = []

    def block(self, body: list[ast.stmt]) -> set[str]:
        """Statements one after the other."""
        return set().union(*map(self.node, body))

    def node(self, node: ast.AST) -> set[str]:
        """A statement or an expression."""
        if isinstance(node, ast.FunctionDef):
            self.inner[node.name] = node  # it runs where it is named
            return set()
        if isinstance(node, ast.Name) and node.id in self.inner:
            return self.block(self.inner[node.id].body)
        of_kind = getattr(self, f"_{type(node).__name__.lower()}", self._other)
        return of_kind(node)

    def _other(self, node: ast.AST) -> set[str]:
        return set().union(*map(self.node, ast.iter_child_nodes(node)))

    def _with(self, node: ast.With) -> set[str]:
        taken = set().union(*(BLOCKS.get(last_name(item.context_expr), ()) for item in node.items))
        opened = set().union(*(self.node(item.context_expr) for item in node.items))
        return opened | self._inside(node.body, taken)

    def _raise(self, node: ast.Raise) -> set[str]:
        raised = {last_name(node.exc)} if self.code.is_a(last_name(node.exc), WATCHED) else set()
        return raised | self._other(node)

    def _inside(self, body: list[ast.stmt], taken: set[str]) -> set[str]:
        self.around.append(taken)
        found = self.block(body)
        self.around.pop()
        return {name for name in found if not self.code.is_a(name, taken)}

    def _try(self, node: ast.Try) -> set[str]:
        taken: set[str] = set()
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            if not any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(handler)):
                taken |= {last_name(kind) or "Exception" for kind in kinds}
        handled = set().union(*(self.block(handler.body) for handler in node.handlers))
        return self._inside(node.body, taken) | handled | self.block(node.orelse) | self.block(node.finalbody)

    def _call(self, node: ast.Call) -> set[str]:
        if isinstance(node.func, ast.Name) and node.func.id in self.parameters:
            self.code.taken_around[self.name, node.func.id] = frozenset().union(*self.around)
        called = self.code.called(self.name[0], node.func)
        found = self.node(node.func)
        for one in called:
            self.code.asked_by[one].add(self.name)
            found |= self.code.lets_out[one]
        for place, argument in enumerate(node.args):
            found |= self._handed(called, place, argument)
        for keyword in node.keywords:
            found |= self._handed(called, keyword.arg, keyword.value)
        return found

    def _handed(self, called: set[Name], place: int | str | None, argument: ast.expr) -> set[str]:
        """An argument; a function handed to one of ours runs there, inside what is taken around it."""
        found = self.node(argument)
        if not isinstance(argument, ast.Name) or argument.id not in self.inner or len(called) != 1:
            return found
        (target,) = called
        names = [one.arg for one in self.code.functions[target].args.args]
        name = names[place] if isinstance(place, int) and place < len(names) else place
        taken = self.code.taken_around.get((target, str(name)), frozenset())
        return {one for one in found if not self.code.is_a(one, taken)}


@cache
def sources() -> list[tuple[str, str, bool]]:
    """Name and text of our modules outside tests, and whether it is a package."""
    found = []
    for app in settings.FIRST_PARTY_APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"tests", "migrations", "demo"} & set(parts) and not parts[-1].startswith("testing"):
                is_package = parts[-1] == "__init__"
                name = ".".join(parts[:-1] if is_package else parts)
                found.append((name, path.read_text(encoding="utf-8"), is_package))
    return found


@cache
def code() -> Code:
    """The code as it is."""
    return Code()


def callbacks(patterns) -> list:
    """The views of all addresses, below the decorators."""
    found = []
    for pattern in patterns:
        found += [pattern.callback] if isinstance(pattern, URLPattern) else callbacks(pattern.url_patterns)
    return [inspect.unwrap(view) for view in found]


def functions_of(view, read: Code) -> set[Name]:
    """The functions of ours that are a view: itself, its class's methods, or the factory that made it."""
    owner = getattr(view, "view_class", view)
    name, _, made = owner.__qualname__.partition(".<locals>")
    mine = {one for one in read.functions if one[0] == owner.__module__}
    return {one for one in mine if one[1] == name or (not made and one[1].startswith(f"{name}."))}


def test_no_view_lets_a_refusal_out():
    for view in callbacks(get_resolver().url_patterns):
        functions = functions_of(view, code())
        assert functions, f"{view.__module__}.{view.__qualname__} is not followed"
        assert {name: code().lets_out[name] for name in functions if code().lets_out[name]} == {}


@pytest.mark.no_cover
def test_sees_what_nothing_takes():
    """Negative control: without its block each of these views lets out what its service refuses."""
    without = {
        ("reports.pane.views", "sentence_source"): "with refusals_told(request)",
        ("meetings.meeting.views", "meeting_correct"): "with refusals_in(form)",
        ("meetings.cycle.appraisal.views", "appraisal_vote"): "with refusals_in(form)",
        ("meetings.minutes_import.views", "_mend"): "except Refused",
        ("core.editing", "edit_page"): "with refusals_in(form)",
    }
    texts = {name: text for name, text, _ in sources()}
    changed = {}
    for (module, _), block in without.items():
        nothing = "except KeyError" if block.startswith("except") else "with suppress()"
        changed[module] = texts[module].replace(block, nothing)
    found = Code(changed).lets_out
    assert {name for name in without if found[name] & {"Refused", "StaleRecord", "OtherWords"}} == set(
        without
    )
