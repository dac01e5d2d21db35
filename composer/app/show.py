"""Results as a person reads them in a terminal."""

from collections.abc import Iterator
from pathlib import Path

from composer.app.console import say
from composer.app.document import Document
from composer.app.draft import Draft
from composer.domain.article import Block, Bullets, Quote, Table
from composer.ingest import Reading


def show_article(reading: Reading) -> None:
    """Print an article block by block, then what was found in it."""
    article = reading.article
    facts = (article.site, article.section, article.author, article.published, article.link)
    say(article.title)
    say(" · ".join(each for each in facts if each))
    for index, block in enumerate(article.blocks):
        say(f"\n[{index}] {type(block).__name__.lower()}")
        say(_block_text(block))
    say(f"\n{len(article.blocks)} blocks, {len(reading.findings)} findings")
    for each in reading.findings:
        place = f"[{each.span.block}] {each.span.start}"
        say(f"  {each.action.value:9} {each.rule:24} {place:9} «{each.before}» → «{each.after}»")


def _block_text(block: Block) -> str:
    match block:
        case Bullets():
            return "\n".join(f"• {each}" for each in block.items)
        case Table():
            return "\n".join(" | ".join(row) for row in block.rows)
        case Quote() if block.speaker:
            return f"«{block.text}»\n— {block.speaker}"
        case _:
            return block.plain


def show_highlights(document: Document) -> None:
    """Print what an article offers; a star marks what is picked."""
    for each in document["candidates"]:
        mark = "*" if each["picked"] else " "
        say(f"{mark} {each['score']:7.3f}  {_place(each['source']):12}  {each['text']}")
    for each in document["quotes"]:
        who = each["name"] or each["speaker"] or "?"
        say(f"quote   {_place(each['source']):12}  «{each['text']}» — {who}")
    for each in document["figures"]:
        value = f"{each['value']} {each['unit'] or ''}".rstrip()
        say(f"figure  {_place(each['source']):12}  {value}: {each['label']}")
    table = document["comparison"]
    if table:
        heads = table["columns"] or [row[0] for row in table["rows"]]
        say(f"table   {_place(table['source']):12}  {' | '.join(heads)}")


def _place(source: Document | None) -> str:
    return "" if source is None else f"[{source['block']}] {source['start']}-{source['end']}"


def remarks(draft: Draft) -> Iterator[str]:
    """Give what a person should know about a draft: what was left out, what a check refuses."""
    for note in draft.notes:
        yield f"note: {note}"
    for card in draft.cards:
        for check in card.rendered.checks:
            if check.level == "fail":
                yield f"warning: {card.file}: {check.rule}: {check.detail}"


def show_draft(draft: Draft, folder: Path) -> None:
    """Print what was made and where it lies."""
    say(draft.article.title)
    for card in draft.cards:
        made = card.rendered
        say(f"  {card.file:34} {made.width}×{made.height}  {len(made.data) / 1000:.0f} kB")
    say(f"  post.txt, alt-texts.txt, draft.json ({draft.id})")
    say(f"Open {folder / 'index.html'}")


def show_made(document: Document) -> None:
    """Print in two lines what was made of one article of many, and where it lies."""
    cards = document["cards"]
    size = sum(each["bytes"] for each in cards)
    say(document["title"])
    say(f"  {len(cards)} cards, {size / 1000:.0f} kB  {document['folder']}")
