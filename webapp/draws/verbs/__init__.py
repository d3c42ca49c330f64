"""What changes a draw: each in one transaction with its event."""
