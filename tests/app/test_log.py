import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.app.log import Form, JsonLine, TextLine, hide, is_kept, keep_log
from composer.domain.secret import Secret

logger = logging.getLogger("composer.test")


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("composer")
    handlers, level = root.handlers[:], ours.level
    yield
    root.handlers[:] = handlers
    ours.setLevel(level)


def test_an_event_is_one_line_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    keep_log(Form.TEXT)
    logger.info("published", extra={"item": "q1", "post": "1_2", "title": "خبر مهم"})
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.endswith('info    published item=q1 post=1_2 title="خبر مهم"')


def test_an_event_is_one_document_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    keep_log(Form.JSON)
    logger.warning("put back", extra={"item": "q1", "seconds": 2.5})
    document = json.loads(capsys.readouterr().err)
    assert document.pop("ts").endswith("Z")
    assert document == {
        "level": "warning",
        "event": "put back",
        "facts": {"item": "q1", "seconds": 2.5},
    }


@pytest.mark.parametrize("form", list(Form))
def test_no_secret_is_logged_in_any_form(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    keep_log(form, secrets=[Secret("first-secret")])
    hide(Secret("second-secret"))
    try:
        int("second-secret")
    except ValueError:
        logger.exception("first-secret %s", "second-secret", extra={"token": "first-secret"})
    told = capsys.readouterr().err
    assert "***" in told
    assert "ValueError" in told
    assert "-secret" not in told


def test_a_log_takes_the_place_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    keep_log(Form.SINCE_START)
    keep_log(Form.TEXT, level=logging.ERROR)
    logger.warning("not told")
    logger.error("told")
    assert capsys.readouterr().err.count("told") == 1
    assert is_kept()


def test_what_other_libraries_tell_is_left_out_below_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep_log(Form.TEXT)
    logging.getLogger("schedule").info("a job")
    logging.getLogger("alembic").warning("an omen")
    assert [each.split()[-1] for each in capsys.readouterr().err.splitlines()] == ["omen"]


@given(fact=st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text())))
def test_a_fact_never_breaks_a_line(fact: object) -> None:
    record = logging.makeLogRecord({"msg": "event", "levelname": "INFO", "fact": fact})
    assert len(TextLine().format(record).splitlines()) == 1
    document = json.loads(JsonLine().format(record))
    assert document["event"] == "event"
