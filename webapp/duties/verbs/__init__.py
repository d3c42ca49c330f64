"""Writing: records, their verification, reminders, and what the database keeps of both for lists and rates."""
