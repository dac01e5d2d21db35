"""What a draft's document holds is enough to draw its cards anew, and holds together."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from made_edition import materials

from composer.app import services
from composer.app.document import article_part, compose_document, edition_parts, read_document
from composer.app.order import Order
from composer.app.transcript import Incomplete, Material, material_of, plain
from composer.resources import shipped_root
from composer.settings import Settings

EXAMPLES = sorted((shipped_root() / "examples").glob("*.*"))


def document_of(material: Material) -> dict[str, Any]:
    """Return the parts of a document that tell of a material, after a way through JSON."""
    document = {
        "article": article_part(material.article),
        "findings": read_document(material.article, material.findings)["findings"],
        "highlights": plain(material.highlights),
        **edition_parts(material.edition),
    }
    found: dict[str, Any] = json.loads(json.dumps(document, ensure_ascii=False, allow_nan=False))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(material=materials())
def test_whatever_a_draft_is_made_of_comes_back_from_its_document(material: Material) -> None:
    assert material_of(document_of(material)) == material


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_comes_back_from_its_draft(example: Any) -> None:  # noqa: ANN401 - a path
    workshop = services.build(Settings(workspace=example.parent), Order())
    draft = workshop.draft(services.read(str(example)), Order(kinds=("headline",)))
    document = json.loads(json.dumps(compose_document(draft, folder="")))
    found = material_of(document)
    assert (found.findings, found.highlights, found.edition) == (
        draft.findings,
        draft.highlights,
        draft.edition,
    )
    assert found.article.blocks == draft.article.blocks
    assert found.article.source == example.name  # never the folder that it lay in
    assert compose_document(draft, folder="")["article"] == article_part(found.article)


def made() -> dict[str, Any]:
    workshop = services.build(Settings(workspace=EXAMPLES[0].parent), Order())
    example = str(shipped_root() / "examples" / "lavrov.txt")
    draft = workshop.draft(services.read(example), Order(kinds=("headline",)))
    found: dict[str, Any] = json.loads(json.dumps(compose_document(draft, folder="")))
    return found


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of an example; tests change copies of it."""
    return made()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("edition",), None, "does not hold together"),
        (("highlights", "stranger"), 1, "extra fields"),
        (("edition", "headline", "source", "block"), 99, "not in the article"),
        (("edition", "headline", "source", "end"), 9999, "not in the article"),
        (("edition", "headline", "text"), "ك" * 60, "does not stand in the article"),
        (("edition", "headline", "emphasis"), [[3, 900]], "an emphasis of"),
        (("edition", "headline", "emphasis"), [[9, 3]], "an emphasis of"),
        (("edition", "comparison", "countries"), [], "not equally long"),
        (("edition", "comparison", "rows", 0), [], "not equally long"),
        (("article", "blocks", 0, "type"), "poem", "no kind of block"),
        (("article", "blocks", 0, "text"), 7, "no text"),
        (("findings", 0, "block"), 99, "not in the article"),
    ],
)
def test_a_document_that_does_not_hold_together_is_refused(
    document: dict[str, Any], path: tuple[Any, ...], value: object, told: str
) -> None:
    copy = json.loads(json.dumps(document))
    part = copy
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(Incomplete, match=told):
        material_of(copy)


def test_a_draft_of_an_older_version_says_what_it_lacks(document: dict[str, Any]) -> None:
    older = {name: value for name, value in document.items() if name != "edition"}
    with pytest.raises(Incomplete, match="it does not hold 'edition'"):
        material_of(older)
