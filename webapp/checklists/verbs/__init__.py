"""What is done to checklists; only drafts can be changed."""

from webapp.checklists.verbs.drafting import create_checklist, discard, new_version
from webapp.checklists.verbs.editing import add_item, edit_item, move_item, remove_item
from webapp.checklists.verbs.publishing import (
    edit_checklist,
    edit_details,
    edit_scoring,
    make_default,
    publish,
)
from webapp.checklists.verbs.violations import save_violation

__all__ = [
    "add_item",
    "create_checklist",
    "discard",
    "edit_checklist",
    "edit_details",
    "edit_item",
    "edit_scoring",
    "make_default",
    "move_item",
    "new_version",
    "publish",
    "remove_item",
    "save_violation",
]
