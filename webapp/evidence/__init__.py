"""Photos: how they are received, sealed, and shown. The owner's room decides who may see one."""
