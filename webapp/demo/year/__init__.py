"""The demo's visits, findings and documents."""
