"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.findings.tables import Finding, Recheck, Report

SUPERVISED = "SELECT e.bureau FROM enterprise e WHERE e.id = {row}.enterprise"
VOUCHED = [
    Vouched(Finding, "问题", follows={"bureau": SUPERVISED}),
    Vouched(Report, "整改报告", when="state = 'sent'"),
    Vouched(Recheck, "复查结果"),
]
