"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart, Vouched
from webapp.imports.tables import ImportHeading, ImportRow

VOUCHED = [
    Vouched(ImportHeading, "导入的列名"),
    Apart(ImportRow, "the preview of an import; what was not imported stays a while to be mended"),
]
