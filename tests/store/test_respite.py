"""One caller waits for a service that does not answer, and the others are free."""

from composer.store.respite import SLOW_S, Respite


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def failed_slowly(respite: Respite, clock: Clock) -> None:
    began = respite.begin()
    assert began is not None
    clock.now += SLOW_S
    respite.end(began, failed=True)


def test_after_a_failure_that_took_long_nobody_waits_for_a_while() -> None:
    clock = Clock()
    respite = Respite(clock)
    failed_slowly(respite, clock)
    assert respite.begin() is None
    clock.now += 9.9
    assert respite.begin() is None
    clock.now += 0.1
    assert respite.begin() is not None


def test_one_tries_while_the_others_go_on_failing_at_once() -> None:
    clock = Clock()
    respite = Respite(clock)
    failed_slowly(respite, clock)
    clock.now += 10
    probe = respite.begin()
    assert probe is not None
    assert respite.begin() is None
    respite.end(probe, failed=False)
    assert respite.begin() is not None


def test_a_try_that_nobody_hears_of_again_holds_up_nobody_for_ever() -> None:
    clock = Clock()
    respite = Respite(clock)
    failed_slowly(respite, clock)
    clock.now += 10
    respite.begin()
    clock.now += 60
    assert respite.begin() is not None


def test_a_refusal_at_once_spares_nobody() -> None:
    respite = Respite(Clock())
    began = respite.begin()
    assert began is not None
    respite.end(began, failed=True)
    assert respite.begin() is not None
