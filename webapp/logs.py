"""Structured logs: one JSON object a line on standard error, with the number of the request it belongs to."""

import json
import logging
import secrets
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# The number of the request that is being answered: on error pages, in X-Request-ID, in every line of the log.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def new_request_id() -> str:
    """Eight hex digits: short enough to be read out on the telephone."""
    return secrets.token_hex(4)


class JsonLines(logging.Formatter):
    """{"at", "level", "logger", "message", "request", …}; what a call gives in `extra` stands beside them."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_id.get():
            said["request"] = number
        said |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def configure(form: str = "json") -> None:
    """Log to standard error: "json" lines for machines, "text" for somebody who watches a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else plain)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("mashang").setLevel(logging.INFO)
    # What libraries and Python itself say is a line of the log like any other.
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _in_a_thread
    sys.unraisablehook = _unraisable
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("python").critical("uncaught: %r", error, exc_info=(kind, error, trace))


def _in_a_thread(said: threading.ExceptHookArgs) -> None:
    if said.exc_value is not None and not isinstance(said.exc_value, SystemExit):
        name = said.thread.name if said.thread else "?"
        error = (said.exc_type, said.exc_value, said.exc_traceback)
        logging.getLogger("python").error("uncaught in thread %s: %r", name, said.exc_value, exc_info=error)


def _unraisable(said: "sys.UnraisableHookArgs") -> None:
    logging.getLogger("python").error("%s: %r: %r", said.err_msg or "ignored", said.object, said.exc_value)
