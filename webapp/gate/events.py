"""What is recorded of the QR codes at the gate."""

from webapp.audit.declared import Event, Thing

QR_CODE = Thing("qr_code", "二维码")

ISSUED = Event("qr_code.issued", "发放二维码", QR_CODE, icon="qr")
REVOKED = Event("qr_code.revoked", "作废二维码", QR_CODE, icon="qr")
