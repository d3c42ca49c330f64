"""What changes findings. Other rooms call the first three in the transactions of their own."""

from webapp.findings.verbs.opening import open_findings
from webapp.findings.verbs.rechecking import recheck
from webapp.findings.verbs.voiding import void_of_inspection

__all__ = ["open_findings", "recheck", "void_of_inspection"]
