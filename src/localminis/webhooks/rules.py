"""How webhooks are sent where the documentation leaves a choice: the settings, read once.

`shape` turns an event's text into the bytes of the wire; with the default settings they are equal.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import msgspec

from localminis.errors import Invalid
from localminis.settings import Settings
from localminis.webhooks import guard
from localminis.webhooks.guard import LOOPBACK, Network

_EXTRA_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_EXTRA_VALUE: Final = "localminis"
_SUCCESS_MAX: Final = 299


class ExtraKeyInvalid(Invalid):
    """The setting `webhook_extra_key` is not the name of a key."""

    code = "extra_key_invalid"


@dataclass(frozen=True, slots=True)
class Rules:
    """The choices. Each field is the setting of the same name, said as a yes or no."""

    is_any_2xx_success: bool = False
    is_first_t_kept: bool = False
    is_t_platform_time: bool = False
    is_sandbox_omitted: bool = False
    is_user_blank: bool = False
    extra_key: str = ""
    is_standard_signed: bool = False
    networks: Sequence[Network] = LOOPBACK

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """Read the choices from the settings.

        Raises:
            ExtraKeyInvalid: the extra key is no name, or one that events have already.
            AddressRefused: the networks cannot be read.
        """
        extra_key = settings.webhook_extra_key
        if extra_key and not _EXTRA_KEY.fullmatch(extra_key):
            raise ExtraKeyInvalid(
                f"The setting webhook_extra_key is {extra_key!r}. "
                "Use up to 40 letters, digits or underscores, such as pay_type."
            )
        return cls(
            is_any_2xx_success=settings.webhook_success == "2xx",
            is_first_t_kept=settings.webhook_resign == "first",
            is_t_platform_time=settings.signature_time == "platform",
            is_sandbox_omitted=settings.webhook_is_sandbox == "omitted",
            is_user_blank=settings.webhook_user_openid == "blank",
            extra_key=extra_key,
            is_standard_signed=settings.standard_webhooks == "on",
            networks=guard.parse_networks(settings.webhook_allow_networks)
            or (guard.PUBLIC if settings.is_served else LOOPBACK),
        )

    def is_success(self, status: int | None) -> bool:
        """Return whether a status acknowledges an event.

        Source: contract server-api §7: 200; whether the other 2xx count is unknown.
        """
        if status is None:
            return False
        if self.is_any_2xx_success:
            return HTTPStatus.OK <= status <= _SUCCESS_MAX
        return status == HTTPStatus.OK

    def shape(self, body: str) -> str:
        """Return an event's text as it goes over the wire; the same for every attempt."""
        if not (self.is_sandbox_omitted or self.is_user_blank or self.extra_key):
            return body
        envelope = json.loads(body)
        if self.is_user_blank:
            envelope["user_openid"] = ""
        content = json.loads(envelope["content"])
        if self.is_sandbox_omitted:
            content.pop("is_sandbox", None)
        if self.extra_key:
            content.setdefault(self.extra_key, _EXTRA_VALUE)
        envelope["content"] = compact(content)
        return compact(envelope)


def compact(document: Any) -> str:
    """Write JSON the way events are stored and sent: no spaces, letters as they are."""
    return msgspec.json.encode(document).decode()
