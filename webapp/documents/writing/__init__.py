"""What a document says: composed from the record, edited, compared, refused."""
