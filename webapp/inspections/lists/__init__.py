"""Lists of visits: filters, pages, export."""
