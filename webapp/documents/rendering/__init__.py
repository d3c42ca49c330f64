"""A document's content as paper: HTML for phone and print, PDF by typst, DOCX by docxtpl."""

from webapp.documents.rendering.as_docx import docx
from webapp.documents.rendering.as_pdf import pdf
from webapp.documents.rendering.context import view
from webapp.fonts import can_pdf, why_no_pdf

__all__ = ["can_pdf", "docx", "pdf", "view", "why_no_pdf"]
