"""An editing room over a real store with a real draft, and people who change it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk import Office, working
from stores import write_bundle

from composer.app.editing import Changed, ChangeRefused, Clash, EditingRoom, Sheet, change_of
from composer.app.newsroom import Newsroom


@dataclass(slots=True, kw_only=True)
class EditingTable:
    """A draft that people sit around.

    Args:
        office: Where it lies, with a clock that stands still.
        id: ID of the draft.
        room: What edits it.
        people: The newsroom as each person works in it.
    """

    office: Office
    id: str
    room: EditingRoom
    people: dict[str, Newsroom] = field(default_factory=dict)

    def newsroom(self, person: str = "sara") -> Newsroom:
        if person not in self.people:
            self.people[person] = self.office.open(person)
        return self.people[person]

    @property
    def sheet(self) -> Sheet:
        return self.room.sheet(self.id, self.newsroom())

    def ask(self, op: str, *, by: str = "sara", base: int | None = None, **values: Any) -> Any:  # noqa: ANN401 - a change or a clash
        """Change something as JSON asks for it, as somebody who saw ``base``, else the present."""
        seen = self.sheet.revision if base is None else base
        change = change_of({"op": op, **values})
        return self.room.change(self.id, change, base=seen, newsroom=self.newsroom(by))

    def done(self, op: str, **values: Any) -> Changed:  # noqa: ANN401 - as JSON has it
        result = self.ask(op, **values)
        assert isinstance(result, Changed), result
        return result

    def clash(self, op: str, **values: Any) -> Clash:  # noqa: ANN401 - as JSON has it
        result = self.ask(op, **values)
        assert isinstance(result, Clash), result
        return result

    def refused(self, op: str, **values: Any) -> ChangeRefused:  # noqa: ANN401 - as JSON has it
        before = self.sheet
        try:
            result = self.ask(op, **values)
        except ChangeRefused as error:
            assert self.sheet == before  # the draft stays as it was
            return error
        raise AssertionError(result)

    def images(self) -> dict[str, str]:
        """Return the hash of each card's image by its key."""
        return {card.key: card.sha256 for card in self.sheet.cards}

    def words_on(self, key: str) -> str:
        """Return what a card says."""
        card = next(each for each in self.sheet.cards if each.key == key)
        return " ".join(line.text for line in card.lines)


@contextmanager
def editing(
    folder: Path, files: Mapping[str, bytes], room: EditingRoom | None = None
) -> Iterator[EditingTable]:
    """Give a table with the draft of a bundle."""
    with working(folder) as office:
        write_bundle(folder / ".nashir" / "inbox", dict(files))
        newsroom = office.open()
        (name,) = newsroom.taken
        yield EditingTable(
            office=office, id=name, room=room or EditingRoom(), people={"sara": newsroom}
        )
