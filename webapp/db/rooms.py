"""The rooms that have tables, in the order in which they build on one another."""

ROOMS = [
    "db",
    "audit",
    "areas",
    "accounts",
    "jobs",
    "checklists",
    "imports",
    "enterprises",
    "evidence",
    "findings",
    "inspections",
    "documents",
    "documents.rendering",
    "reminders",
    "field",
    "gate",
    "campaigns",
    "draws",
    "duties",
    "board",
]
