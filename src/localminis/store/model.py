"""The refusals of the database room."""

from localminis.errors import Conflict, Invalid, Unavailable


class NotOurDatabase(Conflict):
    """The file at the database's place was not made by LocalMinis; it is left untouched."""

    code = "not_our_database"


class NewerDatabase(Conflict):
    """The file was written by a newer LocalMinis; it is left untouched."""

    code = "newer_database"


class DatabaseUnavailable(Unavailable):
    """The file could not be opened or written; nothing of the transaction is stored."""

    code = "database_unavailable"


class SealBroken(DatabaseUnavailable):
    """A sealed text was sealed with another key, or for another record."""


class DatabaseInUse(Unavailable):
    """Another program holds the state folder's lock."""

    code = "database_in_use"


class StateInvalid(Invalid):
    """The document is not a state that this version can take; nothing has been changed."""

    code = "state_invalid"
