"""Forms of the inbox."""

from webapp.web.forms import Form, Number, Text


class InboxForm(Form):
    cursor = Text("", max=200)


class ReadForm(Form):
    until = Number("", most=2**53)
