"""Everything that changes a document."""
