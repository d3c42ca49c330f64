"""Notices: the inbox of a person, each sent once."""

from piccolo.columns import BigSerial, ForeignKey, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person


class Notice(Table):
    """A message to one person; (person, key) is unique, so that running the reminders again sends nothing twice.

    `mail_after`: the next try to send it by e-mail, None when none is wanted (no SMTP, no address, sent, given up).
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    key = Varchar(length=120)
    kind = Varchar(length=20)
    title = Varchar(length=200)
    text = Text(default="")
    href = Varchar(length=200, default="")
    created_at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)
    mailed_at = Timestamptz(null=True, default=None)
    mail_after = Timestamptz(null=True, default=None)
    mail_tries = SmallInt(default=0)
    mail_error = Varchar(length=300, default="")


INDEXES = [
    "CREATE UNIQUE INDEX ux_notice_key ON notice (person, key)",
    "CREATE INDEX ix_notice_person_id ON notice (person, id)",
    "CREATE INDEX ix_notice_unread ON notice (person) WHERE read_at IS NULL",
    "CREATE INDEX ix_notice_given_up ON notice (id) WHERE mail_after IS NULL AND mail_error <> ''",
    "CREATE INDEX ix_notice_unmailed ON notice (mail_after) WHERE mail_after IS NOT NULL",
]
