"""Reading the Jinja of a template without running it: which names it uses, and whether it stays within what is allowed.

Allowed are names, for over a list, if, and comparisons; no calls, no arithmetic, nothing of Python.
"""

from typing import Any

from jinja2 import nodes

from webapp.documents import kinds
from webapp.documents.rendering.placeholders import ALWAYS, LOOP, MARK, NAMES, PICTURE, Tree, needs

FILTERS = {"join", "length", "count", "default", "d", "first", "last", "trim"}
NOT_ALLOWED = "模板里有不允许的写法（{}）。只能用占位符、for 循环和 if 判断，不能调用函数或运算。"
TOO_DEEP = "循环套得太深，最多两层。"
DEEPEST = 2
PLAIN: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
    nodes.Operand, nodes.Concat,
)  # fmt: skip


class Reader:
    """Collects `used` (paths such as findings.fact), `unknown` (names as written) and the first thing `forbidden`."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.unknown: list[str] = []
        self.forbidden = ""
        self._asking = False  # inside a condition: it prints nothing

    def read(self, tree: nodes.Template) -> None:
        """Go through one part."""
        self._walk(tree, {name: (name, what) for name, what in NAMES.items()}, 0)

    def _walk(self, node: nodes.Node, scope: dict[str, tuple[str, Any]], depth: int) -> None:
        if isinstance(node, nodes.For):
            self._loop(node, scope, depth)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            _, what = self._named(node, scope)
            if isinstance(what, dict):
                self._unknown(node)
        elif isinstance(node, nodes.Filter):
            if node.name not in FILTERS or node.kwargs or node.dyn_args or node.dyn_kwargs:
                self._forbid(f"|{node.name}")
            for part in node.iter_child_nodes():
                self._walk(part, scope, depth)
        elif isinstance(node, nodes.If | nodes.CondExpr):
            self._asking, before = True, self._asking
            self._walk(node.test, scope, depth)
            self._asking = before
            for one in node.iter_child_nodes(exclude=("test",)):
                self._walk(one, scope, depth)
        elif isinstance(node, PLAIN):
            for one in node.iter_child_nodes():
                self._walk(one, scope, depth)
        else:
            self._forbid(type(node).__name__)

    def _loop(self, node: nodes.For, scope: dict[str, tuple[str, Any]], depth: int) -> None:
        if node.recursive or node.test or not isinstance(node.target, nodes.Name):
            return self._forbid("for")
        if depth >= DEEPEST:
            self.forbidden = self.forbidden or TOO_DEEP
            return None
        if not isinstance(node.iter, nodes.Name | nodes.Getattr):
            return self._forbid("for")
        path, what = self._named(node.iter, scope)
        if not isinstance(what, list):
            if what is not None:
                self._unknown(node.iter)
            what = [None]
        inner = scope | {node.target.name: (path, what[0]), "loop": ("loop", LOOP)}
        for one in node.body:
            self._walk(one, inner, depth + 1)
        for one in node.else_:
            self._walk(one, scope, depth)
        return None

    def _named(self, node: nodes.Node, scope: dict[str, tuple[str, Any]]) -> tuple[str, Any]:
        """The canonical path of a name and what stands there; None when unknown."""
        if isinstance(node, nodes.Name):
            path, what = scope.get(node.name, ("", None))
            if node.name not in scope:
                self._unknown(node)
        elif isinstance(node, nodes.Getattr):
            above, tree = self._named(node.node, scope)
            path, what = f"{above}.{node.attr}", tree.get(node.attr) if isinstance(tree, dict) else None
            if tree is not None and what is None:
                self._unknown(node)
        else:
            self._forbid(type(node).__name__)
            return "", None
        if what is not None and (what == MARK or not self._asking):
            self.used.add(path)
        return path, what

    def _unknown(self, node: nodes.Node) -> None:
        name = written(node)
        if name not in self.unknown:
            self.unknown.append(name)

    def _forbid(self, what: str) -> None:
        self.forbidden = self.forbidden or NOT_ALLOWED.format(what)


def written(node: nodes.Node) -> str:
    """The name as it stands in the template."""
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def wanting(kind: str, used: set[str]) -> list[str]:
    """What a paper of this kind must show and this template does not; alternatives as a 或 b."""
    return [" 或 ".join(names) for names in (*ALWAYS, *needs(*kinds.of(kind).shows)) if not used & set(names)]


def flat(tree: Tree | None = None, before: str = "") -> list[tuple[str, str]]:
    """(name, text, list or picture) of every placeholder, for the page and the documentation."""
    found: list[tuple[str, str]] = []
    for name, what in (NAMES if tree is None else tree).items():
        path = before + name
        if isinstance(what, dict):
            found += flat(what, f"{path}.")
        elif isinstance(what, list):
            found.append((path, "list"))
            if isinstance(what[0], dict):
                found += flat(what[0], f"{path}[].")
        else:
            found.append((path, "picture" if what == PICTURE else "text"))
    return found
