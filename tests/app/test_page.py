"""The page beside the pictures speaks to an editor, not to a programmer."""

import re
from pathlib import Path

import pytest

from composer.app.page import Remark
from composer.app.services import read
from composer.resources import shipped_root

EXAMPLES = sorted((shipped_root() / "examples").glob("*.txt"))


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda path: path.stem)
def test_every_finding_is_told_in_arabic_with_the_words_around_it(source: Path) -> None:
    reading = read(str(source))
    for finding in reading.findings:
        remark = Remark.of(finding, reading.article)
        assert not re.search("[a-z]", remark.rule + remark.action)
        now = reading.article.at(finding.span).replace(" ", "␣")
        assert remark.now == now or not finding.after
        text = reading.article.plain(finding.span.block)
        assert text.startswith(remark.right, finding.span.end)
        assert text.endswith(remark.left, 0, finding.span.start)
