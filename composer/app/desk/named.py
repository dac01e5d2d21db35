"""What the people of the newsroom are called."""

from dataclasses import dataclass, field

from composer.store.person import People


@dataclass(slots=True)
class Named:
    """Returns the name that others read of somebody whom the journal names.

    Who is no user of the desk, such as who works by the command line, is called as the journal
    does it. One of these serves one page: the users are read once, and only if somebody is named.

    Args:
        people: All users.
    """

    people: People
    _shown: dict[str, str] | None = field(default=None, init=False)

    def __call__(self, name: str) -> str:
        """Return what somebody is called."""
        if self._shown is None:
            self._shown = {each.name: each.shown for each in self.people.all()}
        return self._shown.get(name, name)
