"""No text makes reading slow: time grows with size, and a cold start loads little."""

import subprocess
import sys
import time

import pytest
from articles import COUNTRIES, sample

from composer.errors import ArticleError
from composer.ingest import Gazetteer, pick_highlights, read

GENEROUS_S = 8.0
SIZE = 250_000


@pytest.mark.parametrize(
    "piece",
    [
        "كلمة ",
        "كلمة. ",
        "كلمة في . ",
        "«كلمة ",
        "كلمة\n",
        "كلمة:\n",
        "- كلمة\n",
        "|كلمة|كلمة\n",
        "12% ",
        "لن يدافع عن ",
        " ",
        "\n",
        "\t",
        "\u200f",
        "قال لافروف: «كلمة» ",
        "قال لافروف: «كلمة كلمة كلمة كلمة كلمة» ",
        "وصل . لكنه غادر. ",
        "روسيا ",
        "د. ",
        ",",
        "----",
        "# كلمة\n\n",
        "> كلمة\n",
        "[",
        "*",
    ],
)
def test_a_quarter_megabyte_of_anything_is_read_in_time(piece: str) -> None:
    count = SIZE // max(4, len(piece.encode()))
    data = f"عنوان الخبر\n{piece * count}\nنهاية.".encode()
    start = time.process_time()
    try:
        reading = read("a.txt", data=data)
    except ArticleError:
        return
    pick_highlights(reading.article, reading.findings, gazetteer=Gazetteer.load(COUNTRIES))
    assert time.process_time() - start < GENEROUS_S


def test_reading_plain_text_loads_no_library_but_ours() -> None:
    program = (
        "import sys; from composer.ingest import read, pick_highlights;"
        f"r = read({str(sample('lavrov').path)!r}); pick_highlights(r.article, r.findings);"
        "print([n for n in ('markdown_it', 'yaml', 'frontmatter', 'babel') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
