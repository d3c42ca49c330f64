"""Gate: the page that a scanned QR code opens, and the printed labels."""
