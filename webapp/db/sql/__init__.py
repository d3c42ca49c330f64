"""Ways of asking the database: paging, counting, bulk writes, SQL by hand."""
