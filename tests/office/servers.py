"""Small servers on this machine that speak the protocols of the providers, each with a way to misbehave."""

import contextlib
import json
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class _Mail(socketserver.StreamRequestHandler):
    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 may-thu.example ESMTP")
        sender = to = ""
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word[:4].upper()
            if verb == "EHLO":
                self.say("250-may-thu.example")
                self.say("250 8BITMIME")
            elif verb == "MAIL":
                sender = word
                self.say("250 OK")
            elif verb == "RCPT":
                to = re.findall(r"<(.*?)>", word)[0]
                if self.server.manner == "hang up before":
                    return
                self.say({"defer": "451 later", "refuse": "550 no such user"}.get(self.server.manner, "250 OK"))
            elif verb == "DATA":
                self.say("354 go on")
                content = b""
                while not content.endswith(b"\r\n.\r\n"):
                    content += self.rfile.readline()
                with self.server.lock:
                    self.server.taken.append((sender, to, content.replace(b"\r\n..", b"\r\n.")))
                time.sleep(self.server.slow)
                if self.server.manner == "hang up after":
                    return
                self.say("552 too big" if self.server.manner == "refuse content" else "250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")


class MailServer(socketserver.ThreadingTCPServer):
    """`manner`: "", defer, refuse, refuse content, hang up before, hang up after."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.manner = ""
        self.slow = 0.0
        self.taken: list[tuple[str, str, bytes]] = []
        self.lock = threading.Lock()

    @property
    def config(self) -> dict[str, Any]:
        """What EMAIL_URL=smtp://127.0.0.1:PORT is read as."""
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.server_address[1]}


class _Web(BaseHTTPRequestHandler):
    server: "WebServer"
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            self.server.asked.append((self.command, self.path, headers, body))
            answer = self.server.answer(self.path, headers, body)
        if answer is None:  # says nothing and hangs up
            self.close_connection = True
            return
        status, said = answer
        content = said.encode()
        with contextlib.suppress(BrokenPipeError):  # who asked no longer waits for the answer
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST


class WebServer(ThreadingHTTPServer):
    """Answers by `answer(path, headers, body) -> (status, text)`, None for no answer at all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Web)
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.lock = threading.Lock()
        self.answers: list[tuple[int, str] | None] = []
        """Taken one after the other; the last one stays."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str, headers: dict[str, str], body: str) -> tuple[int, str] | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class ZaloServer(WebServer):
    """Zalo: gives tokens for refresh tokens that are good once, takes messages with the newest access token."""

    def __init__(self) -> None:
        super().__init__()
        self.refresh = "r0"
        self.count = 0
        self.errors: dict[str, int] = {}
        """Telephone number → the code with which messages to it are turned away."""
        self.lasts = "90000"

    def answer(self, path: str, headers: dict[str, str], body: str) -> tuple[int, str] | None:
        if path == "/token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            good = headers.get("secret_key") == "bi-mat" and form == {
                "app_id": "app-1",
                "grant_type": "refresh_token",
                "refresh_token": self.refresh,
            }
            if not good:
                return 200, json.dumps({"error": -14014, "error_name": "Invalid refresh token."})
            self.count += 1
            self.refresh = f"r{self.count}"
            told = {"access_token": f"a{self.count}", "refresh_token": self.refresh, "expires_in": self.lasts}
            return 200, json.dumps(told)
        if headers.get("access_token") != f"a{self.count}":
            return 200, json.dumps({"error": -124, "message": "Access token invalid"})
        error = self.errors.get(json.loads(body)["phone"], 0)
        if error:
            return 200, json.dumps({"error": error, "message": "no"})
        return 200, json.dumps({"error": 0, "message": "Success", "data": {"msg_id": "m-77", "sent_time": "1"}})


@contextmanager
def running(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
