"""A site of a few files, for what has to be shown before there is an application: static/ and given pages."""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROJECT = Path(__file__).parents[2]
# As strict as the application's own.
POLICY = (
    "default-src 'self'; script-src 'self' https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"
)


@contextmanager
def site(pages: dict[str, str | bytes]) -> Iterator[str]:
    """Serves `pages` (path → body) and the project's /static; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body = pages.get(path)
            if body is None and path.startswith("/static/") and (PROJECT / path[1:]).is_file():
                body = (PROJECT / path[1:]).read_bytes()
            data = body.encode() if isinstance(body, str) else body or b""
            self.send_response(200 if body is not None else 404)
            kind = "text/html; charset=utf-8" if "." not in path else mimetypes.guess_type(path)[0]
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing: the test speaks."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
