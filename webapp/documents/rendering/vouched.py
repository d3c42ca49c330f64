"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.documents.rendering.tables import DocumentTemplate, TemplateFile

VOUCHED = [Vouched(TemplateFile, "签发时的文书模板"), Vouched(DocumentTemplate, "文书模板")]
