"""Every regular expression of the code: what is compiled when a module is loaded, and what calls of `re` name."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import webapp

WAYS = {
    "search": "search", "findall": "search", "finditer": "search", "split": "search",
    "match": "match", "fullmatch": "fullmatch", "sub": "sub", "subn": "sub",
}  # fmt: skip


class Found(NamedTuple):
    """`ways`: how it is used."""

    pattern: str | bytes
    flags: int
    ways: tuple[str, ...]


def kept(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a module's variable, also within what it holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict | list | tuple | set | frozenset):
        for one in value.values() if isinstance(value, dict) else value:
            yield from kept(one, depth + 1)


def called(tree: ast.Module) -> Iterator[tuple[str, str, ast.Call, bool]]:
    """(on what, which method, the call, whether it is made when the module is loaded)."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    inside = {
        id(one)
        for node in ast.walk(tree)
        if isinstance(node, functions)
        for one in ast.walk(node)
        if one is not node
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            name = on.id if isinstance(on, ast.Name) else on.attr if isinstance(on, ast.Attribute) else ""
            yield name, node.func.attr, node, id(node) not in inside


def patterns() -> dict[str, Found]:
    """{where: pattern}; ValueError for one that is made at run time, which nobody could try."""
    names = sorted(one.name for one in pkgutil.walk_packages(webapp.__path__, "webapp."))
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    trees = {one: ast.parse(Path(str(one.__file__)).read_text(encoding="utf-8")) for one in modules}
    uses: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for name, method, _, _ in called(tree):
            if method in WAYS:
                uses[name].add(WAYS[method])
    found: dict[str, Found] = {}
    for module, tree in trees.items():
        for variable, value in list(vars(module).items()):
            ways = tuple(sorted(uses[variable])) or tuple(sorted(set(WAYS.values())))
            for pattern in kept(value):
                found.setdefault(
                    f"{variable} {pattern.pattern!r}", _found(pattern.pattern, pattern.flags, ways)
                )
        for name, method, call, at_load in called(tree):
            if name == "re" and method in {*WAYS, "compile"}:
                where = f"{module.__name__}:{call.lineno}"
                text, flags = _given(call, where, vars(module))
                if text is None and not at_load:
                    raise ValueError(f"{where}: a pattern that is made at run time")
                if text is not None and method != "compile":
                    found[where] = _found(text, flags, (WAYS[method],))
    return found


def _found(pattern: str | bytes, flags: int, ways: tuple[str, ...]) -> Found:
    return Found(pattern, flags & ~re.UNICODE, ways)


def _given(call: ast.Call, where: str, names: dict[str, Any]) -> tuple[Any, int]:
    """The pattern and the flags of a call; None for a pattern that the module's own names do not make."""
    flags = 0
    for given in (*call.args[1:], *(word.value for word in call.keywords)):
        if ast.unparse(given).startswith("re."):
            flags = int(eval(compile(ast.Expression(given), where, "eval"), names))
    try:
        return eval(compile(ast.Expression(call.args[0]), where, "eval"), names), flags
    except NameError:
        return None, flags
