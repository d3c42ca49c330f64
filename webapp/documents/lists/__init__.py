"""Lists of documents, their registers and packs."""
