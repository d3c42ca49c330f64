"""Forms as people fill them: read off the rendered page, filled by their labels, submitted as a browser would.

    form = form_on(page.text, "/enterprises")
    form["单位名称"] = "新厂"
    answer = await client.post(form.action, data=form.data)

A field that the page has lost cannot be filled: LookupError.
"""

from typing import Any

import lxml.html


class Filled:
    """One form of a page: `action`, and `data` as the browser would send it."""

    def __init__(self, form: Any) -> None:
        self.form = form
        self.action: str = form.get("hx-post") or form.action

    def __setitem__(self, label: str, value: str | bool) -> None:
        field = self._labelled(label)
        if isinstance(value, bool):
            field.checked = value
        elif field.tag == "select" and value not in field.value_options:
            # Chosen by what one reads.
            texts = {"".join(one.itertext()).strip(): one.get("value") for one in field.iter("option")}
            field.value = texts[value]
        else:
            field.value = value

    def __getitem__(self, label: str) -> Any:
        return self._labelled(label).value

    @property
    def data(self) -> dict[str, list[str]]:
        sent: dict[str, list[str]] = {}
        for field in self.form.iter("input"):
            if field.value is None and field.get("type", "text") not in {"checkbox", "radio", "file"}:
                field.value = ""  # a browser sends empty fields too
        for name, value in self.form.form_values():
            sent.setdefault(name, []).append(value)
        return sent

    def press(self, button: str) -> dict[str, list[str]]:
        """`data` with what this button says; LookupError when the form has no such button."""
        for one in self.form.iter("button"):
            if _words(one) == button:
                return self.data | ({one.get("name"): [one.get("value", "")]} if one.get("name") else {})
        raise LookupError(
            f"no button {button!r}; there are {[_words(one) for one in self.form.iter('button')]}"
        )

    def _labelled(self, label: str) -> Any:
        for one in self.form.iter("label"):
            if not _words(one).startswith(label):
                continue
            inside = list(one.iter("input", "select", "textarea"))
            if inside:
                return inside[0]
            if one.get("for"):
                return self.form.get_element_by_id(one.get("for"))
        raise LookupError(f"no field {label!r}; there are {[_words(one) for one in self.form.iter('label')]}")


def form_on(html: str, action: str = "") -> Filled:
    """The form of a page that goes to `action` (the only one of the page's own, when it has but one); LookupError for none."""
    page = lxml.html.document_fromstring(html)
    forms = [form for form in page.forms if form.method == "POST"]
    for form in forms:
        if action in {form.action, form.get("hx-post")}:
            return Filled(form)
    if not action and len(forms) == 1:
        return Filled(forms[0])
    raise LookupError(f"no form {action!r}; there are {[form.action for form in forms]}")


def _words(element: Any) -> str:
    return "".join("".join(element.itertext()).split())
