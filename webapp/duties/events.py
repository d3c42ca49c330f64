"""What is recorded of duties 履责."""

from webapp.audit.declared import Event, Thing
from webapp.duties.rules import Verification

RECORD = Thing("duty_record", "履责记录", "/duties/records/{}", {"verification": Verification})
RATE = Thing("duty_rate", "履责的率", "/duties/missing?rate={}")

SENT = Event("duty_record.sent", "登记履责记录", RECORD, icon="file")
VERIFIED = Event("duty_record.verified", "核实履责记录", RECORD, colour="green", icon="check")
DOUBTED = Event("duty_record.doubted", "履责记录有疑问", RECORD, colour="amber", icon="alert")
REMINDED = Event("duty_rate.reminded", "提醒履责", RATE)
