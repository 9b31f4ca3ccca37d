"""The records of the team and its refusals."""

import enum
from dataclasses import dataclass
from typing import Final

from localminis.errors import Conflict, Invalid, NotFound, Refused

# The one who holds the run file: the person at the machine, as in embedded mode.
OPERATOR: Final = "operator"


class Role(enum.IntEnum):
    """What a member may do; each role may do what the ones before it may."""

    VIEWER = 1
    DEVELOPER = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The name on the command line and in the admin API."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the team; times are the machine's.

    Without a password the member signs in through the identity provider only.
    """

    id: int
    email: str
    name: str
    role: Role
    has_password: bool
    is_disabled: bool
    created_at_s: int
    last_seen_at_s: int | None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A member's token for the admin API, known by its name; the token itself is not kept."""

    id: int
    member_id: int
    name: str
    created_at_s: int
    expires_at_s: int | None
    last_used_at_s: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is behind a call: a member, or the operator of the machine."""

    name: str
    role: Role
    member_id: int | None = None

    def require(self, role: Role) -> None:
        """Let pass who has at least `role`.

        Raises:
            RoleTooLow: says which role is needed.
        """
        if self.role < role:
            raise RoleTooLow(
                f"{self.name} is {_article(self.role)}, and this needs {_article(role)}. Ask an "
                "admin of this platform for the role."
            )


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did: the action's name, what it was done to, wall time."""

    id: int
    at_s: int
    actor: str
    action: str
    subject: str


def _article(role: Role) -> str:
    return f"an {role.word}" if role is Role.ADMIN else f"a {role.word}"


class MemberUnknown(NotFound):
    """No member has this e-mail address."""

    code = "member_unknown"


class MemberExists(Conflict):
    """Somebody has this e-mail address already."""

    code = "member_exists"


class EmailInvalid(Invalid):
    """The text is no e-mail address."""

    code = "email_invalid"


class RoleInvalid(Invalid):
    """There is no such role."""

    code = "role_invalid"


class PasswordWeak(Invalid):
    """The password is too short, too long or the address itself."""

    code = "password_weak"


class TokenInvalid(Invalid):
    """The name or the life of a new API token cannot be taken."""

    code = "token_invalid"


class TokenUnknown(NotFound):
    """The member has no token of this name."""

    code = "token_unknown"


class TokenExists(Conflict):
    """The member has a token of this name already."""

    code = "token_exists"


class RoleTooLow(Refused):
    """The member's role does not allow it."""

    code = "role_too_low"


class LastAdmin(Conflict):
    """Nobody would be left to manage the team."""

    code = "last_admin"


class SignInRefused(Refused):
    """Wrong address, wrong password, or an account that may not sign in; it is not said which."""

    code = "sign_in_refused"
