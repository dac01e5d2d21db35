"""Receives what Nashir tells of: checks who wrote it, and takes each notice once.

Run it where Nashir can reach it, and set its address as ``webhook`` under ``[notify]``:

    python receiver.py --port 8123 --secret-file secret.txt

It prints a line for each notice. Python alone is enough for it.
"""  # noqa: INP001 - a program by itself, in no package

import argparse
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

LONGEST_BODY = 1_000_000
OLDEST_S = 300
"""What was signed longer ago is refused: somebody may have kept it to send it again."""


def is_from_nashir(headers: dict[str, str], body: bytes, secret: str, *, now: float) -> bool:
    """Tell whether a body was signed with the secret just now.

    Args:
        headers: Of the request, with their names in small letters.
        body: The bytes as they came.
        secret: What ``NASHIR_WEBHOOK_SECRET`` is there.
        now: Unix seconds.
    """
    timestamp = headers.get("x-nashir-timestamp", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > OLDEST_S:
        return False
    signed = timestamp.encode() + b"." + body
    expected = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("x-nashir-signature", "").encode())


class Receiver(BaseHTTPRequestHandler):
    """Answers Nashir."""

    secret = ""
    seen: set[str]

    def do_POST(self) -> None:
        """Take a notice: 204 for one that is ours, whether it is new or comes once more."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_from_nashir(headers, body, self.secret, now=time.time()):
            self._answer(403)
            return
        number = headers.get("x-nashir-delivery", "")
        if number not in self.seen:  # keep the numbers in a database where they must outlive you
            self.take(json.loads(body))
            self.seen.add(number)
        self._answer(204)

    def take(self, notice: dict[str, object]) -> None:
        """Do what is to be done about a notice; here, print it."""
        facts = [notice[name] for name in ("kind", "page", "item", "draft", "title")]
        sys.stdout.write("\t".join("-" if each is None else str(each) for each in facts) + "\n")
        sys.stdout.flush()

    def log_message(self, *_: object) -> None:
        """Print nothing but notices."""

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def main() -> None:
    """Receive until the program is ended."""
    parser = argparse.ArgumentParser(description="receive what Nashir tells of")
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--secret-file", type=Path, required=True)
    options = parser.parse_args()
    Receiver.secret = options.secret_file.read_text(encoding="utf-8").strip()
    Receiver.seen = set()
    server = HTTPServer(("127.0.0.1", options.port), Receiver)
    sys.stderr.write(f"listening on port {server.server_address[1]}\n")
    sys.stderr.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
