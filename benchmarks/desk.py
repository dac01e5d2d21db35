"""Measures the desk as it is served: answers under work, and the memory of its process.

    python benchmarks/desk.py [--redraws 1000] [--photos 10]

``nashir desk`` runs in a process of its own; changes go over HTTP as its page sends them. Each
changes a highlight, so that one card is drawn anew and the left column is made again. Then
photographs of 12 megapixels are handed in, the focus of each moved five times. Linux only: memory
is read from /proc.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image

from composer.resources import shipped_root

EXAMPLE = shipped_root() / "examples" / "lavrov.txt"
LIMIT_MB = 300
LIMIT_MS = 200
THEMES = ("midnight", "paper", "signal")
WORDS = ("موسكو", "كاراكاس", "شراكة", "حدود", "اتفاقية", "موقف", "وزير", "تصريح", "تعاون")


class Visitor:
    """Somebody with the page open."""

    def __init__(self, door: str) -> None:
        found = urlsplit(door)
        self.host = found.netloc
        self.line = http.client.HTTPConnection(found.netloc)
        self.cookie = ""
        self.cookie = self.ask("GET", f"{found.path}?{found.query}")[1].partition(";")[0]
        page = self.ask("GET", "/account")[0].decode()
        self.csrf = found_in(r'<meta name="csrf" content="([^"]+)">', page)

    def ask(self, method: str, path: str, document: object = None) -> tuple[bytes, str]:
        """Ask as a script of the page does; return the body and what cookie was set."""
        if document is None:
            return self._ask(method, path, None, {"Accept": "text/html"})
        kind = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask(method, path, json.dumps(document).encode(), kind)

    def hand_in(self, path: str, photo: bytes, base: int) -> bytes:
        """Hand a photograph in as the page's form does."""
        mark = "----photograph"
        parts = (
            f'--{mark}\r\nContent-Disposition: form-data; name="base"\r\n\r\n{base}\r\n--{mark}\r\n'
            'Content-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = parts.encode() + photo + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, body, kind | {"Accept": "application/json"})[0]

    def _ask(
        self, method: str, path: str, body: bytes | None, kind: dict[str, str]
    ) -> tuple[bytes, str]:
        told = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **kind}
        if method == "POST":
            told["X-CSRF-Token"] = self.csrf
        self.line.request(method, path, body=body, headers=told)
        answer = self.line.getresponse()
        data = answer.read()
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status}: {data.decode()}")
        return data, answer.headers.get("Set-Cookie", "")


def found_in(pattern: str, text: str) -> str:
    """Return what the group of a pattern finds."""
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"no {pattern} in what the desk answered")
    return found[1]


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(found_in(r"VmRSS:\s+(\d+) kB", text)) / 1000


def measure(folder: Path, asked: argparse.Namespace) -> None:
    """Serve a desk in a folder, change a draft again and again, print what it cost."""
    nashir = [sys.executable, "-m", "composer"]
    made = subprocess.run(
        [*nashir, "compose", str(EXAMPLE), "--json"], cwd=folder, check=True, capture_output=True
    )
    draft = json.loads(made.stdout)["draft"]
    with subprocess.Popen(
        [*nashir, "desk", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as desk:
        try:
            lines = desk.stdout or ()
            door = next(found[0] for each in lines if (found := re.search(r"http://\S+", each)))
            visit(Visitor(door), draft, desk.pid, asked)
        finally:
            desk.terminate()


def visit(visitor: Visitor, draft: str, pid: int, asked: argparse.Namespace) -> None:
    """Change a draft again and again, then its photograph."""
    base = reword(visitor, draft, pid, asked.redraws)
    peak = memory_mb(pid)
    for number in range(asked.photos):
        answer = visitor.hand_in(f"/drafts/{draft}/picture", photograph(number), base)
        base = revision_of(answer)
        for step in range(5):
            change = {"op": "focus", "focus": [step / 5, 0.5]}
            answer, _ = visitor.ask(
                "POST", f"/drafts/{draft}/changes", {"base": base, "change": change}
            )
            base = revision_of(answer)
            peak = max(peak, memory_mb(pid))
    print(f"after {asked.photos} photographs: {memory_mb(pid):.0f} MB, at most {peak:.0f} MB")


def photograph(number: int) -> bytes:
    """Return a JPEG file of 12 megapixels."""
    data = io.BytesIO()
    small = Image.effect_noise((400, 300), 60 + number).convert("RGB")
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(data, "JPEG", quality=90)
    return data.getvalue()


def revision_of(answer: bytes) -> int:
    """Return the revision that a change made."""
    return int(found_in(r'data-revision="(\d+)"', answer.decode()))


def reword(visitor: Visitor, draft: str, pid: int, redraws: int) -> int:
    """Change highlights, the theme now and then; return the last revision."""
    visitor.ask("GET", f"/drafts/{draft}")
    print(f"opened: {memory_mb(pid):.0f} MB")
    base, times = 1, []
    for number in range(1, redraws + 1):
        words = " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 2, 5, 7))
        change: dict[str, object] = {"op": "reword", "at": number % 3, "text": words}
        if number % 100 == 0:
            change = {"op": "theme", "theme": THEMES[number // 100 % 3]}
        start = time.perf_counter()
        answer, _ = visitor.ask(
            "POST", f"/drafts/{draft}/changes", {"base": base, "change": change}
        )
        times.append((time.perf_counter() - start) * 1000)
        base = revision_of(answer)
        if number % (redraws // 5) == 0:
            print(f"after {number} changes: {memory_mb(pid):.0f} MB")
    times.sort()
    middle, high = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"a change over HTTP: median {middle:.0f} ms, 95 % below {high:.0f} ms", end="")
    print(f" (limit {LIMIT_MS} ms); memory limit {LIMIT_MB} MB")
    return base


def main() -> None:
    """Read the options and measure."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--redraws", type=int, default=1000)
    options.add_argument("--photos", type=int, default=10)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.parse_args())


if __name__ == "__main__":
    main()
