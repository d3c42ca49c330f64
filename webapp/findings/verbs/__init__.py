"""What changes findings. Other rooms call them in the transactions of their own."""

from webapp.findings.verbs.opening import open_findings, open_from
from webapp.findings.verbs.rechecking import recheck
from webapp.findings.verbs.voiding import void_of_inspection

__all__ = ["open_findings", "open_from", "recheck", "void_of_inspection"]
