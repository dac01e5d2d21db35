"""``nashir run``: the runner, and beside it, where that is asked for, its metrics."""

from composer.app.duty import Duty
from composer.app.log import Form
from composer.app.metrics.health import Health
from composer.app.metrics.meter import Meter
from composer.app.metrics.server import serve_metrics
from composer.app.metrics.vitals import Vitals
from composer.app.pressroom import press
from composer.engine.stop import Stop
from composer.settings import load_secrets


def run(form: str, *, metrics_host: str, metrics_port: int | None) -> None:
    """Publish what falls due until the program is told to end.

    Args:
        form: How the lines about events look.
        metrics_host: Name or number of this machine's side, for metrics and health.
        metrics_port: Where they are served; None for nowhere.

    Raises:
        SettingsError: The settings are wrong, or the port is taken.
        StoreError: The store cannot be used.
    """
    stop, meter = Stop(), Meter()
    with press(Form(form), observer=meter) as opened, opened.lock() as lock:
        meter.made(len(opened.newsroom.taken))
        duty = Duty(press=opened, lock=lock, stop=stop)
        health = Health(
            newsroom=lambda: opened.newsroom,
            stopping=stop,
            alive=lambda: duty.pulse.is_felt,
        )
        vitals = Vitals(
            lambda: opened.newsroom, meter=meter, health=health, token=load_secrets().metrics
        )
        with serve_metrics(vitals, host=metrics_host, port=metrics_port):
            duty.run()
