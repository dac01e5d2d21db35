import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from desk import Desk
from stores import bundle_files, write_bundle

RLM = "\u200f"
SHOW_FIELDS = {
    *("draft", "title", "theme", "source", "link", "made", "changed", "revision", "trace"),
    *("page", "publisher", "page_id", "post", "others", "flagged", "checks"),
    *("approval", "items", "journal", "own", "own_pages"),
}
IMAGE_FIELDS = {"file", "media_type", "width", "height", "bytes", "sha256", "alt_text"}


def small(desk: Desk, title: str = "عنوان") -> str:
    """Have a small draft with two posted cards and two others come in; return its ID."""
    folder = write_bundle(desk.folder / ".nashir" / "inbox", bundle_files(title))
    return folder.name


def test_an_empty_workspace_has_no_drafts(desk: Desk) -> None:
    assert desk.done("drafts", "--json").document == []
    run = desk.done("drafts")
    assert run.out == ""
    assert "nashir compose" in run.err


def test_drafts_are_listed_the_newest_first(desk: Desk, lavrov: str, usv: str) -> None:
    rows = desk.done("drafts", "--json").document
    assert {row["draft"] for row in rows} == {lavrov, usv}
    fields = {"draft", "title", "state", "theme", "made", "changed", "revision", "images"}
    assert all(row.keys() == fields for row in rows)
    assert [row["changed"] for row in rows] == sorted((r["changed"] for r in rows), reverse=True)
    assert desk.done("drafts", "--limit", "1", "--json").document == rows[:1]
    lines = desk.done("drafts").out.splitlines()
    assert [line.split()[0] for line in lines] == [row["draft"] for row in rows]
    row = next(row for row in rows if row["draft"] == lavrov)
    assert (row["state"], row["images"], row["revision"]) == ("new", 5, 1)
    assert f"{lavrov}  new  " in desk.done("drafts").out


def test_drafts_are_found_by_words_of_their_headline(desk: Desk, lavrov: str, usv: str) -> None:
    found = desk.done("drafts", "--search", "فنزويلا", "--json").document
    assert [row["draft"] for row in found] == [lavrov]
    assert desk.done("drafts", "--search", usv[:5], "--json").document[0]["draft"] == usv
    run = desk.done("drafts", "--search", "غواصة نووية")
    assert (run.out, "no headline holds" in run.err) == ("", True)


def test_a_damaged_bundle_is_told_once_and_stops_nothing(desk: Desk, lavrov: str) -> None:
    write_bundle(desk.folder / ".nashir" / "inbox", {"draft.json": b"{}"}, name="damaged")
    run = desk.done("drafts", "--json")
    assert [row["draft"] for row in run.document] == [lavrov]
    assert "warning: damaged was not taken in" in run.err
    assert (desk.folder / ".nashir" / "refused" / "damaged.txt").is_file()
    assert desk.done("drafts").err == ""


def test_a_draft_tells_by_what_its_article_is_known_again(
    desk: Desk, composed: Mapping[str, Path]
) -> None:
    document = json.loads((composed["lavrov"] / "draft.json").read_bytes())
    assert document["article"].keys() >= {"title", "link", "site", "source", "blocks"}
    assert document["article"]["source"] == "lavrov.txt"
    name = desk.receive(composed["lavrov"])
    assert desk.done("show", name, "--json").document["source"] == "lavrov.txt"


def test_a_draft_is_shown_as_it_will_be_sent(
    desk: Desk, lavrov: str, composed: Mapping[str, Path]
) -> None:
    bundle = json.loads((composed["lavrov"] / "draft.json").read_bytes())
    shown = desk.done("show", lavrov[:5], "--json").document
    assert shown.keys() == SHOW_FIELDS
    assert (shown["draft"], shown["title"]) == (lavrov, bundle["title"])
    assert (shown["page"], shown["publisher"], shown["approval"]) == ("main", "sandbox", None)
    post = shown["post"]
    assert post.keys() == {"text", "link", "comment", "images"}
    assert (post["text"], post["comment"]) == (bundle["post"]["text"], None)
    assert all(image.keys() == IMAGE_FIELDS for image in post["images"])
    for name in ("file", "sha256", "alt_text", "bytes", "width", "height"):
        assert [each[name] for each in post["images"]] == [card[name] for card in bundle["cards"]]
    flagged = [each for each in bundle["findings"] if each["action"] == "flagged"]
    assert len(shown["flagged"]) == len(flagged) > 0
    (line,) = shown["journal"]
    assert line.keys() == {"at", "actor", "event", "item", "detail"}
    assert (line["actor"], line["event"], line["item"]) == ("sara", "taken in", None)


def test_what_is_shown_to_people_holds_the_whole_post(desk: Desk, lavrov: str) -> None:
    shown = desk.done("show", lavrov, "--json").document
    out = desk.done("show", lavrov).out.replace("<U+200F>", RLM)
    for line in shown["post"]["text"].splitlines():
        assert line in out
    for number, image in enumerate(shown["post"]["images"], start=1):
        assert f"  {number}  {image['file']}" in out
        for line in image["alt_text"].splitlines():
            assert line in out
    for part in ("Flagged in the article", "Not approved", "Journal", "taken in"):
        assert part in out


def test_cards_that_are_not_in_the_post_count_on(desk: Desk) -> None:
    name = small(desk)
    shown = desk.done("show", name, "--json").document
    assert [each["number"] for each in shown["others"]] == [3, 4]
    assert all(each.keys() == {"number", "kind", "size", *IMAGE_FIELDS} for each in shown["others"])
    assert {each["size"] for each in shown["others"]} == {"square"}
    assert "Not in the post\n  3  01-headline-square.png" in desk.done("show", name).out


@pytest.mark.parametrize("words", [("show",), ("edit", "--no-comment"), ("approve",), ("export",)])
def test_an_unknown_draft_is_told_with_what_to_do(words: tuple[str, ...], desk: Desk) -> None:
    command, *options = words
    assert "there is no draft 'abcdef'" in desk.refused(command, "abcdef", *options)


def test_a_beginning_that_several_drafts_have_is_refused(desk: Desk) -> None:
    for title in ("عنوان", "آخر"):
        files = bundle_files(title)
        document = json.loads(files["draft.json"])
        files["draft.json"] = json.dumps({**document, "draft": f"abcd{len(title)}"}).encode()
        write_bundle(desk.folder / ".nashir" / "inbox", files)
    assert "several drafts begin with abcd" in desk.refused("approve", "abcd")
    assert "write 4 characters of the ID" in desk.refused("approve", "abc")


def test_a_text_can_come_from_a_file_or_a_pipe(desk: Desk, lavrov: str) -> None:
    file = desk.folder / "new.txt"
    file.write_bytes("\ufeffسطر أول\r\n\r\nF-35 تتفوق على Su-57\r\n".encode())
    document = desk.done("edit", lavrov, "--text", file, "--json").document
    assert document["post"]["text"] == f"سطر أول\n\n{RLM}F-35 تتفوق على Su-57"
    again = desk.done("edit", lavrov, "--text", "-", "--json", stdin=document["post"]["text"])
    assert (again.document["changed"], again.document["revision"]) == (False, 2)
    english = desk.done("edit", lavrov, "--text", "-", "--json", stdin="F-35 in brief").document
    assert english["post"]["text"] == "F-35 in brief"


def test_what_edit_prints_has_its_promised_fields(desk: Desk, lavrov: str) -> None:
    document = desk.done("edit", lavrov, "--comment", "تعليق", "--json").document
    assert document.keys() == {
        *("draft", "title", "revision", "changed", "voided", "waiting", "post", "own"),
    }
    assert (document["revision"], document["changed"], document["voided"]) == (2, True, [])
    assert document["post"]["comment"] == "تعليق"
    assert desk.done("edit", lavrov, "--no-comment", "--json").document["post"]["comment"] is None


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (("--order", "2,1"), ("02", "01")),
        (("--order", "٢،١"), ("02", "01")),
        (("--order", "2"), ("02",)),
        (("--order", "1,3"), ("01", "01-headline-square")),
        (("--drop", "1"), ("02",)),
        (("--drop", "1", "--drop", "2"), ()),
        (("--add", "4"), ("01", "02", "02-headline-square")),
        (("--drop", "1", "--add", "3", "--add", "4"), ("02", "01-headline-square", "02")),
    ],
)
def test_images_are_ordered_left_out_and_put_in(
    options: tuple[str, ...], files: tuple[str, ...], desk: Desk
) -> None:
    name = small(desk)
    images = desk.done("edit", name, *options, "--json").document["post"]["images"]
    assert len(images) == len(files)
    assert all(image["file"].startswith(file) for image, file in zip(images, files, strict=True))


def test_an_alternative_text_goes_to_its_image_whatever_the_order(desk: Desk) -> None:
    name = small(desk)
    desk.done("edit", name, "--order", "2,1")
    texts = ("--alt", "1", "وصف الأولى", "--alt", "3", "وصف الثالثة")
    images = desk.done("edit", name, *texts, "--json").document["post"]["images"]
    assert images[0]["file"].startswith("02")
    assert [each["alt_text"] for each in images] == ["وصف الأولى", "وصف 01-headline-portrait.png"]
    others = desk.done("show", name, "--json").document["others"]
    assert [each["alt_text"] for each in others] == ["وصف الثالثة", "وصف 02-headline-square.png"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--order", "1,5"), "has no card 5: they count from 1 to 4"),
        (("--order", "1,1"), "names a card twice"),
        (("--order", "1;2"), "no number of an image"),
        (("--order", "2,1", "--drop", "1"), "without --drop and --add"),
        (("--drop", "3"), "card 3 of draft"),
        (("--add", "0"), "has no card 0"),
        (("--alt", "9", "وصف"), "has no card 9"),
        (("--alt", "one", "وصف"), "'one' is no number"),
        (("--alt", "1", "  "), "an alternative text is empty"),
        (("--text", "absent.txt"), "absent.txt cannot be read"),
        (("--text", "latin.txt"), "latin.txt is not UTF-8"),
        (("--comment", "ت\0"), "U+0000"),
        (("--drop", "1", "--drop", "2", "--link", "example.com"), "is no address"),
        (("--drop", "1", "--drop", "2", "--text", "empty.txt"), "the post is empty"),
        (("--no-comment", "--revision", "7"), "it is at revision 1, you saw 7"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(
    options: tuple[str, ...], said: str, desk: Desk
) -> None:
    (desk.folder / "latin.txt").write_bytes("عنوان".encode("cp1256"))
    (desk.folder / "empty.txt").write_bytes(b"\n")
    name = small(desk)
    before = desk.done("show", name, "--json").document
    assert said in desk.refused("edit", name, *options)
    assert desk.done("show", name, "--json").document == before


def test_giving_a_comment_and_none_is_wrong_usage(desk: Desk) -> None:
    assert desk.run("edit", "abcd", "--comment", "ت", "--no-comment").code == 2
    assert desk.run("edit", "abcd", "--alt", "1").code == 2


def test_a_link_beside_images_is_said_not_to_be_shown(desk: Desk) -> None:
    name, link = small(desk), "https://example.com/a"
    run = desk.done("edit", name, "--link", link, "--json")
    assert run.document["post"]["link"] is None
    assert "only a post without images shows its link" in run.err
    bare = desk.done("edit", name, "--drop", "1", "--drop", "2", "--json")
    assert bare.document["post"]["link"] == link
    assert desk.done("edit", name, "--link", "", "--json").document["post"]["link"] is None


def test_a_text_that_came_out_empty_is_told(desk: Desk) -> None:
    run = desk.done("edit", small(desk), "--text", "-", stdin="")
    assert "the post has no text now, only its images" in run.err


def editor(folder: Path, code: str) -> str:
    """Return the command of an editor that does what a line of Python says with ``file``."""
    script = folder / "my editor.py"
    script.write_text(f"import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n{code}\n", "utf-8")
    return f'"{sys.executable}" "{script}"'


def test_without_options_the_text_opens_in_the_editor(desk: Desk, lavrov: str) -> None:
    old = desk.done("show", lavrov, "--json").document["post"]["text"]
    command = editor(desk.folder, "file.write_text(file.read_text('utf-8') + 'سطر جديد', 'utf-8')")
    run = desk.run("edit", lavrov, "--json", VISUAL=command, EDITOR="false")
    assert run.code == 0, run.err
    assert run.document["post"]["text"] == f"{old}\nسطر جديد"
    untouched = desk.run("edit", lavrov, VISUAL="", EDITOR=editor(desk.folder, "pass"))
    assert "stays as it was, at revision 2" in untouched.out


def test_an_editor_that_fails_changes_nothing(desk: Desk, lavrov: str) -> None:
    cases = {
        editor(desk.folder, "sys.exit(3)"): "ended with code 3: nothing was changed",
        "/nowhere/editor": "cannot be started",
        'unclosed "quote': "cannot be started",
        "": "no editor is set",
    }
    for command, said in cases.items():
        run = desk.run("edit", lavrov, VISUAL=command, EDITOR="")
        assert (run.code, said in run.err) == (1, True), run.err
    assert desk.done("show", lavrov, "--json").document["revision"] == 1


def test_an_edit_that_meets_another_one_in_the_editor_is_refused(desk: Desk, lavrov: str) -> None:
    other = (
        "import subprocess; subprocess.run([sys.executable, '-m', 'composer', 'edit',"
        f" '{lavrov}', '--comment', 'تعليق'], check=True, stdout=subprocess.DEVNULL);"
        " file.write_text('نص', 'utf-8')"
    )
    run = desk.run("edit", lavrov, VISUAL=editor(desk.folder, other))
    assert (run.code, "changed by somebody else meanwhile" in run.err) == (1, True)
    post = desk.done("show", lavrov, "--json").document["post"]
    assert (post["comment"], post["text"] != "نص") == ("تعليق", True)


def test_an_approval_tells_what_it_binds(desk: Desk, lavrov: str) -> None:
    shown = desk.done("show", lavrov, "--json").document
    document = desk.done("approve", lavrov, "--json", by="omar").document
    assert document.keys() == {
        *("draft", "title", "revision", "page", "approval", "approver", "at", "accepted"),
        *("renewed", "stuck", "post"),
    }
    assert (document["approver"], document["page"], document["renewed"]) == ("omar", "main", 0)
    assert (document["accepted"], document["post"]) == (shown["flagged"], shown["post"])
    out = desk.done("approve", lavrov).out
    assert document["approval"][:12] in out
    assert "approved for the page main by omar: 5 images, " in out
    assert all(f"accepted: {flag}" in out for flag in shown["flagged"])
    last = desk.done("show", lavrov, "--json").document["approval"]
    assert last == {
        **{name: document[name] for name in ("approval", "approver", "at", "accepted")},
        "valid": True,
        "voided": None,
    }


def test_an_edit_says_that_the_approval_is_void(desk: Desk, lavrov: str) -> None:
    desk.done("approve", lavrov)
    desk.done("queue", "add", lavrov, "--at", "+2h")
    run = desk.done("edit", lavrov, "--comment", "تعليق", "--json", by="omar")
    assert f"its approval for the page main is void: nashir approve {lavrov}" in run.err
    assert "q1 in the queue is not sent until then" in run.err
    assert [item["id"] for item in run.document["waiting"]] == ["q1"]
    approval = desk.done("show", lavrov, "--json").document["approval"]
    assert (approval["valid"], approval["voided"]["actor"]) == (False, "omar")
    assert approval["voided"]["reason"] == "omar edited its first comment"
    assert "omar edited its first comment" in desk.done("show", lavrov).out
    assert f"nashir approve {lavrov}" in desk.done("queue", "list").out
    assert "1 waiting in the queue now carry it" in desk.done("approve", lavrov).out
    assert "! " not in desk.done("queue", "list").out


def test_an_approver_who_saw_another_revision_is_refused(desk: Desk, lavrov: str) -> None:
    desk.done("edit", lavrov, "--comment", "تعليق")
    assert "you saw 1" in desk.refused("approve", lavrov, "--revision", "1")
    assert desk.done("approve", lavrov, "--revision", "2", "--json").document["revision"] == 2


def test_a_page_that_is_not_in_the_settings_is_told(desk: Desk, lavrov: str) -> None:
    for words in (("approve", lavrov), ("show", lavrov), ("export", lavrov)):
        assert "no page named 'sport'" in desk.refused(*words, "--page", "sport")


def test_an_image_that_was_changed_on_the_disk_is_not_approved(desk: Desk, lavrov: str) -> None:
    image = desk.done("show", lavrov, "--json").document["post"]["images"][0]
    blob = next((desk.folder / ".nashir" / "blobs").rglob(image["sha256"]))
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    assert "changed or is damaged" in desk.refused("approve", lavrov)
    assert "changed or is damaged" in desk.refused("export", lavrov, "--out", "out")
    assert not (desk.folder / "out").exists()


def test_an_export_is_the_draft_as_it_stands_now(
    desk: Desk, lavrov: str, composed: Mapping[str, Path]
) -> None:
    options = ("--order", "3,1", "--comment", "تعليق", "--alt", "3", "وصف جديد")
    desk.done("edit", lavrov, *options)
    run = desk.done("export", lavrov, "--out", "by-hand", "--json")
    assert run.document.keys() == {"draft", "folder", "files", "approved"}
    assert (run.document["approved"], "is not approved" in run.err) == (False, True)
    folder = Path(run.document["folder"])
    assert folder == desk.folder / "by-hand"
    assert sorted(each.name for each in folder.iterdir()) == run.document["files"]
    assert {"01-quote-portrait.png", "02-headline-portrait.png"} <= set(run.document["files"])
    original = composed["lavrov"] / "03-quote-portrait.png"
    assert (folder / "01-quote-portrait.png").read_bytes() == original.read_bytes()
    document = json.loads((folder / "draft.json").read_bytes())
    assert [card["posted"] for card in document["cards"]] == [True, True, False, False, False]
    assert (document["revision"], document["post"]["comment"]) == (2, "تعليق")
    assert document["cards"][0]["alt_text"] == "وصف جديد"
    assert "01-quote-portrait.png\nوصف جديد\n" in (folder / "alt-texts.txt").read_text("utf-8")
    assert (folder / "comment.txt").read_text("utf-8") == "تعليق\n"
    assert not (folder / "post.json").exists()


def test_an_approved_export_holds_the_approved_post(desk: Desk, lavrov: str) -> None:
    approved = desk.done("approve", lavrov, "--json").document
    run = desk.done("export", lavrov, "--out", "out")
    assert run.err == ""
    post = json.loads((desk.folder / "out" / "post.json").read_bytes())
    assert (post["approval"], post["valid"]) == (approved["approval"], True)
    assert post["post"] == approved["post"]
    desk.done("edit", lavrov, "--comment", "تعليق")
    desk.done("export", lavrov, "--out", "out")
    assert not (desk.folder / "out" / "post.json").exists(), "an old approval was left beside it"


def test_an_export_replaces_nothing_but_a_bundle(desk: Desk, lavrov: str) -> None:
    own = desk.folder / "own"
    own.mkdir()
    (own / "notes.txt").write_text("keep", "utf-8")
    assert "holds files that are not of a Nashir bundle" in desk.refused(
        "export", lavrov, "--out", "own"
    )
    first = Path(desk.done("export", lavrov, "--json").document["folder"])
    second = Path(desk.done("export", lavrov, "--json").document["folder"])
    assert first.parent == desk.folder / "nashir-out"
    assert second.name == f"{first.name}-2"


def test_a_removed_draft_is_gone_but_for_its_journal(desk: Desk, lavrov: str, usv: str) -> None:
    desk.done("approve", lavrov)
    desk.done("queue", "add", lavrov, "--at", "+2h")
    assert "nashir queue cancel q1" in desk.refused("drafts", "rm", lavrov)
    run = desk.run("drafts", "rm", lavrov, usv)
    assert (run.code, run.out) == (1, f"removed {usv}\n")
    assert "1 of 2 drafts were not removed" in run.err
    desk.done("queue", "cancel", "q1")
    assert desk.done("drafts", "rm", lavrov[:6]).out == f"removed {lavrov}\n"
    assert "was removed: compose its article again" in desk.refused("show", lavrov)
    shown = desk.done("show", "q1", "--json").document
    assert shown.keys() == SHOW_FIELDS
    assert (shown["revision"], shown["approval"]["valid"]) == (None, False)
    assert f"draft {lavrov}, removed" in desk.done("show", "q1").out


def test_a_removed_draft_comes_back_with_its_bundle(
    desk: Desk, lavrov: str, composed: Mapping[str, Path]
) -> None:
    desk.done("approve", lavrov)
    desk.done("drafts", "rm", lavrov)
    desk.receive(composed["lavrov"])
    shown = desk.done("show", lavrov, "--json").document
    assert len(shown["post"]["images"]) == 5
    assert shown["approval"]["valid"] is False


def test_cleaning_up_says_what_goes(desk: Desk, lavrov: str, usv: str) -> None:
    desk.done("approve", lavrov)
    dry = desk.done("drafts", "clean", "--older-than", "0s", "--dry-run").out
    assert usv in dry
    assert "1 draft would go" in dry
    assert len(desk.done("drafts", "--json").document) == 2
    out = desk.done("drafts", "clean", "--older-than", "0s").out
    assert out.startswith(f"removed {usv}\n1 draft, ")
    assert [row["draft"] for row in desk.done("drafts", "--json").document] == [lavrov]
    assert "0 drafts, 0 images, 0.0 MB freed" in desk.done("drafts", "clean").out
    assert "--older-than: a length of time" in desk.refused("drafts", "clean", "--older-than", "x")
