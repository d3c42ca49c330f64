"""One block of a template, without the page around it.

jinja2-fragments calls a block by itself, and what the template imports at its top is unknown to it then. So the
imports are read off the template once and handed in.
"""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, nodes
from jinja2_fragments import render_block


def render_fragment(environment: Environment, template: str, block: str, **context: Any) -> str:
    """The HTML of `block`; everything that `template` imports at its top can be used in it."""
    return render_block(environment, template, block, **imported(environment, template, context), **context)


def imported(environment: Environment, template: str, context: dict[str, Any]) -> dict[str, Any]:
    """The names that the template imports, with what they mean."""
    found: dict[str, Any] = {}
    for source, names, with_context in imports_of(environment, template):
        imported_from = environment.get_template(source)
        module = imported_from.make_module(context) if with_context else imported_from.module
        found |= {alias: getattr(module, name) if name else module for name, alias in names}
    return {name: value for name, value in found.items() if name not in context}


@lru_cache(maxsize=512)
def imports_of(environment: Environment, template: str) -> list[tuple[str, list[tuple[str, str]], bool]]:
    """(template imported from, [(name, alias)], with context?) for every import at the top of a template."""
    loader = environment.loader
    if loader is None:
        raise LookupError(template)
    tree = environment.parse(loader.get_source(environment, template)[0])
    found: list[tuple[str, list[tuple[str, str]], bool]] = []
    for node in tree.body:
        if isinstance(node, nodes.FromImport) and isinstance(node.template, nodes.Const):
            names = [name if isinstance(name, tuple) else (name, name) for name in node.names]
            found.append((node.template.value, names, node.with_context))
        elif isinstance(node, nodes.Import) and isinstance(node.template, nodes.Const):
            found.append((node.template.value, [("", node.target)], node.with_context))
    return found
