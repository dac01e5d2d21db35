from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from composer.engine.home import home_of, known_home

THREADS = 8


def test_a_folder_keeps_its_name(tmp_path: Path) -> None:
    assert known_home(tmp_path) is None
    name = home_of(tmp_path)
    assert home_of(tmp_path) == known_home(tmp_path) == name
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_a_copied_name_gives_way_to_one_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    name = home_of(first)
    (second / "home").write_bytes((first / "home").read_bytes())
    assert known_home(second) is None
    assert home_of(second) == known_home(second) != name
    assert known_home(first) == name


def test_those_that_ask_at_once_for_a_new_folder_are_told_one_name(tmp_path: Path) -> None:
    together = Barrier(THREADS)

    def ask(folder: Path) -> str:
        together.wait()
        return home_of(folder)

    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(40):
            folder = tmp_path / str(number)
            folder.mkdir()
            assert len(set(pool.map(ask, [folder] * THREADS))) == 1
