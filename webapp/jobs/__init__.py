"""Jobs: long work that is kept in the database, shows its progress and survives a restart."""
