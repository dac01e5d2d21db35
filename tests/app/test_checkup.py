from pathlib import Path

from program import nashir

from composer.app.doctor import fingerprint, tree_hash

THEME = 'extends = "midnight"\ndescription = "Mine"\n'


def theme(folder: Path, template: str | None = None) -> Path:
    own = folder / "mine"
    (own / "cards").mkdir(parents=True)
    (own / "theme.toml").write_text(THEME, encoding="utf-8")
    if template is not None:
        (own / "cards" / "quote.xml.j2").write_text(template, encoding="utf-8")
    return own


def test_the_doctor_finds_an_installed_program_well(tmp_path: Path) -> None:
    run = nashir("doctor", "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    document = run.document
    assert document["ok"]
    assert {"python", "engine", "font", "theme", "folder", "zone"} <= {
        each["check"] for each in document["checks"]
    }
    assert len(document["fingerprint"]) == 64
    assert document["fingerprint"] == fingerprint(document["parts"])


def test_the_fingerprint_is_the_same_in_another_folder(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    lines = [
        next(
            line for line in nashir("doctor", cwd=place).out.splitlines() if "fingerprint:" in line
        )
        for place in (tmp_path, tmp_path / "other")
    ]
    assert lines[0] == lines[1]


def test_the_hash_of_a_folder_tells_names_and_contents_apart(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1")
    first = tree_hash(tmp_path)
    file.write_bytes(b"2")
    second = tree_hash(tmp_path)
    file.rename(tmp_path / "b")
    assert len({first, second, tree_hash(tmp_path)}) == 3


def test_the_themes_are_listed_with_what_they_are(tmp_path: Path) -> None:
    listed = nashir("themes", "--json", cwd=tmp_path).document
    assert {"midnight", "paper", "signal"} <= {each["name"] for each in listed}
    assert all(each["description"] for each in listed)


def test_a_theme_of_the_users_is_found_by_the_settings(tmp_path: Path) -> None:
    theme(tmp_path / "themes")
    settings = '[theme]\npath = "themes"\n'
    (tmp_path / "nashir.toml").write_text(settings, encoding="utf-8")
    assert "mine" in nashir("themes", cwd=tmp_path).out


def test_a_good_theme_passes_its_check(tmp_path: Path) -> None:
    run = nashir("theme", "check", theme(tmp_path), "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    names = {each["check"] for each in run.document["checks"]}
    assert {"headline portrait", "comparison story", "figure link"} <= names


def test_a_broken_template_fails_with_file_and_line(tmp_path: Path) -> None:
    own = theme(tmp_path, "<card>\n  <text>{{ nothing.at.all }}</text>\n</card>\n")
    run = nashir("theme", "check", own, "--json", cwd=tmp_path)
    assert run.code == 1
    quotes = [each for each in run.document["checks"] if each["check"].startswith("quote ")]
    assert len(quotes) == 4
    assert all(each["level"] == "fail" for each in quotes)
    assert all("quote.xml.j2:2" in each["detail"] for each in quotes)


def test_a_broken_text_template_fails_too(tmp_path: Path) -> None:
    own = theme(tmp_path)
    (own / "posts").mkdir()
    (own / "posts" / "facebook.txt.j2").write_text("\n{{ post.nothing }}", encoding="utf-8")
    (own / "posts" / "alt-quote.txt.j2").write_text("{{ card.nothing }}", encoding="utf-8")
    run = nashir("theme", "check", own, "--json", cwd=tmp_path)
    failed = {
        each["check"]: each["detail"] for each in run.document["checks"] if each["level"] == "fail"
    }
    assert "facebook.txt.j2:2" in failed["post"]
    assert "alt-quote.txt.j2:1" in failed["quote square"]


def test_a_folder_that_is_no_theme_is_refused(tmp_path: Path) -> None:
    run = nashir("theme", "check", tmp_path, cwd=tmp_path)
    assert run.code == 1
    assert "theme.toml" in run.err
