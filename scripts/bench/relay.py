"""Counts what a server sends, whoever asks: a page, or the service worker, of which the page's own tools say nothing."""

import socket
import threading


class Relay:
    """`url` leads to the server on `port`; `sent` is the number of bytes that came back so far."""

    def __init__(self, port: int) -> None:
        self.port, self.sent = port, 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source: socket.socket, goal: socket.socket, count: bool) -> None:
        try:
            while data := source.recv(65536):
                if count:
                    with self._lock:
                        self.sent += len(data)
                goal.sendall(data)
            goal.shutdown(socket.SHUT_WR)
        except OSError:
            goal.close()
