"""What people do with a visit, by resource."""
