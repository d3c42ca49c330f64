"""Reading visits: the row within a reach, the items of its checklist, its answers, slots and people."""
