"""The pages of an import, for each kind: `routes(KIND, access)`."""

from webapp.imports.pages.frame import routes

__all__ = ["routes"]
