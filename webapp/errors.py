"""Errors that people see: a sentence in plain Chinese and the HTTP status that goes with it."""


class DomainError(Exception):
    """Something a person asked for cannot be done; `sentence` says why and what to do next.

    `about`: which part of what was sent it is about (the name of a field), where the phone offers to mend it.
    """

    status = 400
    about = ""

    def __init__(self, sentence: str, about: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about


class NotFound(DomainError):
    """The thing does not exist, or not for this person, which is the same (404)."""

    status = 404

    def __init__(
        self, sentence: str = "没有找到，可能已删除，或不在您的管辖范围内。", about: str = ""
    ) -> None:
        super().__init__(sentence, about)


class Forbidden(DomainError):
    """The person is known, and this is not theirs to do (403)."""

    status = 403


class Conflict(DomainError):
    """The state of the thing, or a colleague's change, stands against it (409)."""

    status = 409


class Invalid(DomainError):
    """What was sent cannot be used (422)."""

    status = 422


class TooLarge(DomainError):
    """More bytes, pixels or rows than we take (413)."""

    status = 413


class TooMany(DomainError):
    """Too many tries; later it will do (429)."""

    status = 429


class Unavailable(DomainError):
    """The database is busy or the disk is full: nothing was stored, trying again later loses nothing (429).

    429 and not 5xx: a person's request is answered in words, and the phone's outbox keeps the entry and backs off.
    """

    status = 429


class Interrupted(Unavailable):
    """The process that did the work was ended from outside, perhaps because of it: begun anew, but not for ever."""


class Unread(DomainError):
    """What was sent was not read to its end: the connection ends with the answer, for nobody waits for the rest."""
