"""Who may do what at the desk."""

from enum import StrEnum


class Right(StrEnum):
    """A thing that not everybody may do."""

    WRITE = "write"  # make drafts, change them, ask for approval
    APPROVE = "approve"  # approve and reject
    PUBLISH = "publish"  # give times, publish, settle, correct, withdraw


class Role(StrEnum):
    """What a person is at the desk. The values are stored; never rename one."""

    WRITER = "writer"
    EDITOR = "editor"
    PUBLISHER = "publisher"

    def may(self, right: Right) -> bool:
        """Tell whether a person in this role may do something; each may what the one before may."""
        return right in _RIGHTS[self]


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.WRITER: frozenset({Right.WRITE}),
    Role.EDITOR: frozenset({Right.WRITE, Right.APPROVE}),
    Role.PUBLISHER: frozenset({Right.WRITE, Right.APPROVE, Right.PUBLISH}),
}
