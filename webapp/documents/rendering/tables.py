"""DOCX templates of bureaus; without one the built-in is used."""

from piccolo.columns import Bytea, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Bureau, Person


class DocumentTemplate(Table):
    """The template of a bureau for one kind, checked at its upload; (bureau, kind) is unique."""

    id = Serial(primary_key=True)
    bureau = ForeignKey(Bureau, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=12)
    file_name = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = Integer()
    data = Bytea()
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    uploaded_at = Timestamptz(default=None)


INDEXES = ["CREATE UNIQUE INDEX ux_document_template ON document_template (bureau, kind)"]
