import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from made_notice import HEADLINE, NOTICE

from composer.domain.notice import Notice
from composer.domain.secret import Secret
from composer.errors import Rejected
from composer.publishing.webhook import Webhook

RECEIVER = Path(__file__).parents[2] / "examples" / "webhook" / "receiver.py"
KEY = "سر مشترك"


@contextmanager
def receiving(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run the example as its reader does; give its address and the program."""
    secret = folder / "secret.txt"
    secret.write_text(f"{KEY}\n", encoding="utf-8")
    command: list[str | Path] = [sys.executable, "-X", "utf8", RECEIVER]
    command += ["--port", "0", "--secret-file", secret]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as program:
        assert program.stderr is not None
        port = program.stderr.readline().split()[-1]
        try:
            yield f"http://127.0.0.1:{port}/nashir", program
        finally:
            program.terminate()


def deliver(url: str, notice: Notice, *, secret: str = KEY) -> None:
    webhook = Webhook(url, Secret(secret))
    try:
        webhook.deliver(notice)
    finally:
        webhook.close()


def test_the_example_takes_each_notice_once_and_only_ours(tmp_path: Path) -> None:
    with receiving(tmp_path) as (url, program):
        deliver(url, NOTICE)
        deliver(url, NOTICE)
        with pytest.raises(Rejected, match="403"):
            deliver(url, replace(NOTICE, id=18), secret="another")  # noqa: S106 - a wrong one
        deliver(url, replace(NOTICE, id=19, kind="published"))
        program.terminate()
        assert program.stdout is not None
        printed = program.stdout.read().splitlines()
    assert printed == [f"{kind}\tmain\tq17\td3f\t{HEADLINE}" for kind in ("attention", "published")]
