"""What a call of the admin API is about: the app and the user that its path names."""

from starlette.requests import Request

from localminis.identity import apps, users
from localminis.identity.model import App, User
from localminis.store.transaction import Tx


def app(tx: Tx, request: Request) -> App:
    """Return the app that the path names.

    Raises:
        AppNotFound: there is none.
    """
    return apps.get(tx, request.path_params["client_key"])


def user(tx: Tx, request: Request) -> User:
    """Return the user that the path names, by name or number.

    Raises:
        UserNotFound: there is none.
    """
    return users.get(tx, request.path_params["user"])
