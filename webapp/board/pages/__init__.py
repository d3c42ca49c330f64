"""The pages of the board, by resource."""

from webapp.board import export
from webapp.board.pages import board, exports, findings, reassignment, termination
from webapp.jobs.pages import FILES, TITLES
from webapp.jobs.runner import KINDS

ROUTES = [*board.ROUTES, *findings.ROUTES, *exports.ROUTES, *reassignment.ROUTES, *termination.ROUTES]

KINDS[export.KIND] = export.work
FILES[export.KIND] = "/board/exports/{id}"
TITLES[export.KIND] = "导出问题"
