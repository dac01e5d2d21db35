"""``nashir worker``: what it needs, what it refuses, and what is served beside it."""

import logging
import os
import socket
import sys
from dataclasses import dataclass

from composer.app.console import say
from composer.app.farm_duty import FarmDuty
from composer.app.log import Form
from composer.app.metrics.health import Health
from composer.app.metrics.meter import Meter
from composer.app.metrics.server import HOST, serve_metrics
from composer.app.metrics.vitals import Vitals
from composer.app.newsroom import Newsroom
from composer.app.pressroom import press
from composer.app.session import workspace
from composer.app.token import known_secrets
from composer.app.worker_duty import WorkerDuty
from composer.engine.cluster import schema
from composer.engine.cluster.engine import SCHEMA, Engine
from composer.engine.cluster.job import QUEUES, RENDER
from composer.engine.stop import Stop
from composer.errors import SettingsError
from composer.settings import EngineKind, Settings, load_secrets
from composer.store.connect import parse_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a worker is to be.

    Args:
        queues: From which queues it takes jobs.
        concurrency: How many pages it serves at once, and how many articles it draws; None for
            what the settings say.
        name: What people know it by; None for its machine's name.
        log: How the lines about events look.
        once: Whether it ends when nothing is left to do.
        metrics_host: Name or number of this machine's side, for metrics and health.
        metrics_port: Where they are served; None for nowhere.
    """

    queues: tuple[str, ...] = QUEUES
    concurrency: int | None = None
    name: str | None = None
    log: str = "text"
    once: bool = False
    metrics_host: str = HOST
    metrics_port: int | None = None


def parse_queues(text: str) -> tuple[str, ...]:
    """Return the queues that a list with commas names, each once.

    Raises:
        SettingsError: There is no such queue.
    """
    asked = tuple(dict.fromkeys(filter(None, (each.strip() for each in text.split(",")))))
    unknown = [each for each in asked if each not in QUEUES]
    if unknown or not asked:
        msg = f"--queues names {', '.join(QUEUES)}, one or more, with a comma: not {text!r}"
        raise SettingsError(msg)
    return asked


def prepare(form: str) -> None:
    """Make the engine's tables, and say so.

    Raises:
        SettingsError: The settings name no PostgreSQL, or a package is missing.
        StoreError: The database is away, or does not let us.
    """
    _check(workspace())
    with press(Form(form)) as opened:
        made = schema.prepare(opened.newsroom.store.database)
    say(f"The engine's tables are {'made' if made else 'there'}, in the schema {SCHEMA}.")


def work(wish: Wish) -> None:
    """Do what is due until the program is told to end.

    Raises:
        SettingsError: The settings name no PostgreSQL or no engine, or a package is missing.
        StoreError: The store cannot be used.
    """
    _check(workspace())
    for each in ("procrastinate", "psycopg.pool"):  # what they have to say is said by the shift
        logging.getLogger(each).setLevel(logging.CRITICAL)
    stop, meter = Stop(), Meter()
    with press(Form(wish.log), observer=meter) as opened, opened.lock() as lock:
        meter.made(len(opened.newsroom.taken))
        duty = WorkerDuty(
            press=opened,
            lock=lock,
            stop=stop,
            queues=wish.queues,
            at_once=wish.concurrency or opened.newsroom.settings.worker.at_once,
            name=wish.name or socket.gethostname(),
            farm=_farm(opened.newsroom, wish, meter),
        )
        if wish.once:
            duty.once()
            return
        vitals = _vitals(duty, meter)
        with serve_metrics(vitals, host=wish.metrics_host, port=wish.metrics_port):
            ended = duty.run()
        if not ended:
            _leave_as_it_is()


def _check(settings: Settings) -> None:
    """Refuse settings with which a worker would have nothing to work with, or nobody to wake it.

    Raises:
        SettingsError: As above; the message says what to set.
    """
    if parse_url(settings.store.url).get_backend_name() != "postgresql":
        msg = (
            "workers share a store on PostgreSQL, and [store] url in nashir.toml names SQLite: set"
            ' url = "postgresql+psycopg://USER@HOST/NAME" there and engine = "cluster" under'
            " [worker]; on one machine with SQLite nashir run does the same"
        )
        raise SettingsError(msg)
    if settings.worker.engine is not EngineKind.CLUSTER:
        msg = (
            'nobody would wake the workers: set engine = "cluster" under [worker] in nashir.toml,'
            " on every machine that uses this store"
        )
        raise SettingsError(msg)
    schema.check_installed()


def _farm(newsroom: Newsroom, wish: Wish, meter: Meter) -> FarmDuty | None:
    """Return who draws in a worker; None where it takes no such jobs."""
    settings = newsroom.settings
    if RENDER.queue not in wish.queues:
        return None
    return FarmDuty(
        newsroom=newsroom,
        at_once=wish.concurrency or settings.worker.at_once,
        form=Form(wish.log),
        secrets=known_secrets(settings),
        onlooker=meter,
    )


def _vitals(duty: WorkerDuty, meter: Meter) -> Vitals:
    opened = duty.press
    health = Health(
        newsroom=lambda: opened.newsroom,
        stopping=duty.stop,
        alive=lambda: duty.pulse.is_felt,
        engine=Engine(opened.newsroom.store.database).counts,
    )
    token = load_secrets().metrics
    return Vitals(lambda: opened.newsroom, meter=meter, health=health, token=token)


def _leave_as_it_is() -> None:
    """End the process at once, over work in hand that does not end.

    As after a crash, its lock is held to the very end, and what it had in hand is found in the
    store: nothing is given back that it might still be sending.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
