"""What the drama SDK has: every method with its options, results, errors and client version.

The one table behind `canIUse`, the SDK's and the simulator's tables, the TypeScript declarations,
the outcome menus and the tests. Types are written as TypeScript writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

# callback: `x(callback, options)`. options: `x(options, callback)`. inside: `x({…, callback})`.
# sync: returns at once. ad: returns an ad object. promise: returns a promise.
Call = Literal["callback", "options", "inside", "sync", "ad", "promise"]

# G1 is the text of 2025, whose names the newest text has dropped. Source: contract client-sdk §0.
Generation = Literal["G1", "G3"]

# SDK library and the client that brought it, oldest first. Source: contract client-sdk §3.
LIBRARY_VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0.0.0": "40.0.0",
        "0.1.0": "40.3.0",
        "0.2.0": "40.9.0",
        "0.3.0": "43.8.0",
        "0.4.0": "44.2.0",
        "0.5.0": "44.9.0",
        "0.6.0": "45.0.0",
    }
)
# What was there before the update log begins; its client version is assumed.
BASE: Final = "0.0.0"
LATEST: Final = "0.6.0"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an options object or a result; `type` is TypeScript."""

    name: str
    type: str
    is_required: bool = False
    since: str = BASE
    fields: tuple["Field", ...] = ()
    generation: Generation = "G3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One method of the SDK.

    `flag` is the field that says whether a result is a success, None where the result shows it
    otherwise. `error_prefix` gives with the suffixes of `spec/error_codes.py` the error numbers, 0
    where none are reported that way. `page_timeout_ms` is when the page gives up, 0 for calls that
    no host answers; the host gives up earlier, so that its sheet is gone before the call is.
    """

    name: str
    call: Call
    about: str
    since: str = BASE
    generation: Generation = "G3"
    object: tuple[Field, ...] = ()
    result: tuple[Field, ...] = ()
    flag: str | None = None
    echo: tuple[str, ...] = ()
    error_prefix: int = 0
    page_timeout_ms: int = 0
    source: str

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the options without which the call is refused."""
        return tuple(field.name for field in self.object if field.is_required)

    @property
    def is_async(self) -> bool:
        """Whether the host answers this call with one result."""
        return self.call in {"callback", "options", "inside"}


ERROR: Final = Field(
    "error",
    "TTMinisError",
    fields=(
        Field("error_code", "number"),
        Field("error_msg", "string"),
        Field("error_extra", "Record<string, unknown>"),
    ),
)

# No time-out is documented; these are assumed. A person decides what takes ten minutes.
QUICK_MS: Final = 30_000
PERSON_MS: Final = 600_000

_ORDER: Final = Field("trade_order_id", "string", is_required=True)
_SUCCESS: Final = Field("is_success", "boolean", is_required=True)
_AUTH: Final = Field(
    "authResponse",
    "{ code: string; grantedScopes?: string } | null",
    is_required=True,
    fields=(Field("code", "string", is_required=True), Field("grantedScopes", "string")),
)
_AD_OPTIONS: Final = (Field("adUnitId", "string", is_required=True),)
_AD_METHODS: Final = tuple(
    Field(name, "unknown") for name in ("show", "onClose", "offClose", "onError", "offError")
)
_SUBSCRIPTION: Final = (
    _SUCCESS,
    Field("trade_order_id", "string"),
    Field("subscription_id", "string"),
)

_DRAMA: Final = (
    Capability(
        name="init",
        call="sync",
        about="Binds the page to the app and installs every other method.",
        object=(Field("clientKey", "string", is_required=True),),
        source="contract client-sdk §4.1",
    ),
    Capability(
        name="canIUse",
        call="sync",
        about="Says whether the client knows a method, an option or a result field.",
        source="contract client-sdk §4.2",
    ),
    Capability(
        name="login",
        call="callback",
        about="Logs the user in silently and gives a one-time code.",
        object=(
            Field("scope", "string", generation="G1"),
            Field("returnScopes", "boolean", generation="G1"),
        ),
        result=(_AUTH,),
        error_prefix=102,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.3",
    ),
    Capability(
        name="authorize",
        call="callback",
        about="Asks the user for scopes and gives a one-time code that carries them.",
        object=(Field("scope", "string"), Field("returnScopes", "boolean", generation="G1")),
        result=(_AUTH,),
        error_prefix=103,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.4",
    ),
    Capability(
        name="pay",
        call="callback",
        about="Opens the payment sheet for a trade order.",
        object=(_ORDER, Field("log_extra", "Record<string, unknown>")),
        result=(_SUCCESS, Field("trade_order_id", "string")),
        flag="is_success",
        echo=("trade_order_id",),
        error_prefix=115,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.5",
    ),
    Capability(
        name="checkBalance",
        call="callback",
        about="Says whether the wallet covers an amount of Beans.",
        generation="G1",
        object=(
            Field("type", '"BEANS"', is_required=True),
            Field("amount", "number", is_required=True),
        ),
        result=(Field("is_sufficient", "boolean"),),
        error_prefix=111,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.6",
    ),
    Capability(
        name="recharge",
        call="callback",
        about="Opens the store for one tier of Beans.",
        generation="G1",
        object=(Field("tier_id", "string", is_required=True),),
        result=(_SUCCESS, Field("tier_id", "string"), Field("trade_order_id", "string")),
        flag="is_success",
        echo=("tier_id",),
        error_prefix=112,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.7",
    ),
    Capability(
        name="openBalance",
        call="callback",
        about="Opens the user's Beans balance page.",
        object=(Field("type", '"BEANS"', is_required=True),),
        result=(_SUCCESS,),
        flag="is_success",
        error_prefix=113,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.8",
    ),
    Capability(
        name="navigateToBalance",
        call="callback",
        about="The earlier name of openBalance.",
        generation="G1",
        object=(Field("type", '"BEANS"', is_required=True),),
        result=(_SUCCESS,),
        flag="is_success",
        error_prefix=113,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.8",
    ),
    Capability(
        name="createSubscription",
        call="callback",
        about="Opens the store's sheet for a new subscription.",
        since="0.1.0",
        object=(_ORDER,),
        result=_SUBSCRIPTION,
        flag="is_success",
        echo=("trade_order_id",),
        error_prefix=116,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.10",
    ),
    Capability(
        name="changeSubscription",
        call="callback",
        about="Opens the store's sheet for a change of tier; its shapes are assumed.",
        since="0.1.0",
        object=(_ORDER,),
        result=_SUBSCRIPTION,
        flag="is_success",
        echo=("trade_order_id",),
        error_prefix=117,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.11",
    ),
    Capability(
        name="reactivateSubscription",
        call="callback",
        about="Turns the renewal of a cancelled subscription on again.",
        since="0.1.0",
        object=(_ORDER,),
        result=_SUBSCRIPTION,
        flag="is_success",
        echo=("trade_order_id",),
        error_prefix=118,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.11",
    ),
    Capability(
        name="showSurfaceCoupon",
        call="callback",
        about="Shows the first-subscription discount before the product list.",
        since="0.3.0",
        result=(_SUCCESS, Field("coupon_discount", "string", since="0.6.0")),
        flag="is_success",
        error_prefix=119,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.12",
    ),
    Capability(
        name="hideRibbon",
        call="callback",
        about="Takes the pinned discount ribbon away.",
        since="0.3.0",
        result=(_SUCCESS,),
        flag="is_success",
        error_prefix=120,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.12",
    ),
    Capability(
        name="createRewardedVideoAd",
        call="ad",
        about="Makes an ad that gives a reward when it is watched to its end; one show each.",
        since="0.4.0",
        object=_AD_OPTIONS,
        result=_AD_METHODS,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.13",
    ),
    Capability(
        name="createInterstitialAd",
        call="ad",
        about="Makes an ad for a natural pause; one show each.",
        since="0.4.0",
        object=_AD_OPTIONS,
        result=_AD_METHODS,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.14",
    ),
    Capability(
        name="share",
        call="callback",
        about="Sets what is shared when the user picks share in the menu.",
        object=(
            Field("title", "string", is_required=True),
            Field("desc", "string"),
            Field("imageUrl", "string"),
            Field("query", "Record<string, string> | string"),
        ),
        result=(_SUCCESS,),
        flag="is_success",
        error_prefix=121,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.15",
    ),
    Capability(
        name="on",
        call="sync",
        about="Listens for an event; returns the id that off takes.",
        source="contract client-sdk §4.16",
    ),
    Capability(
        name="off",
        call="sync",
        about="Ends a listener; says whether there was one.",
        source="contract client-sdk §4.16",
    ),
    Capability(
        name="reportEvent",
        call="inside",
        about="Reports an event of the app to the platform's advertising.",
        since="0.2.0",
        object=(
            Field("eventName", "string", is_required=True),
            Field("params", "Record<string, unknown>", is_required=True),
        ),
        result=(Field("isSuccess", "boolean", is_required=True),),
        flag="isSuccess",
        error_prefix=123,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.17",
    ),
    Capability(
        name="getMenuButtonBoundingClientRect",
        call="sync",
        about="Gives the capsule's place on the screen; zeros under the default navigation bar.",
        since="0.1.0",
        result=tuple(
            Field(side, "number", is_required=True)
            for side in ("width", "height", "top", "right", "bottom", "left")
        ),
        source="contract client-sdk §4.18",
    ),
    Capability(
        name="setNavigationBarColor",
        call="options",
        about="Colours the navigation bar.",
        since="0.1.0",
        object=(
            Field("frontColor", '"#ffffff" | "#000000"', is_required=True),
            Field("backgroundColor", "string", is_required=True),
        ),
        result=(_SUCCESS,),
        flag="is_success",
        error_prefix=122,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.19",
    ),
    Capability(
        name="getDeviceInfo",
        call="sync",
        about="Gives the height of the bottom safe area, and the device while debugging.",
        result=(
            Field("bottomHeight", "number", is_required=True),
            Field("data", "{ bottomHeight: string }"),
            Field("screenWidth", "number"),
            Field("screenHeight", "number"),
            Field("platform", "string"),
            Field("system", "string"),
        ),
        source="contract client-sdk §4.20",
    ),
    Capability(
        name="enableCapture",
        call="callback",
        about="Allows screenshots and recordings of the page again.",
        result=(Field("isSuccess", "boolean", is_required=True),),
        flag="isSuccess",
        error_prefix=124,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.21",
    ),
    Capability(
        name="disableCapture",
        call="callback",
        about="Forbids screenshots and recordings of the page.",
        result=(Field("isSuccess", "boolean", is_required=True),),
        flag="isSuccess",
        error_prefix=125,
        page_timeout_ms=QUICK_MS,
        source="contract client-sdk §4.21",
    ),
    Capability(
        name="requestSubscribeMessage",
        call="callback",
        about="Asks the user which messages the app may send; its shapes are assumed.",
        since="0.5.0",
        object=(Field("tmplIds", "string[]", is_required=True),),
        result=(_SUCCESS, Field("result", 'Record<string, "accept" | "reject">')),
        flag="is_success",
        error_prefix=126,
        page_timeout_ms=PERSON_MS,
        source="contract client-sdk §4.22",
    ),
    Capability(
        name="getPlayer",
        call="promise",
        about="Loads the player and gives its constructor; its client version is assumed.",
        since="0.4.0",
        source="contract client-sdk §4.23",
    ),
    Capability(
        name="setValidateVideoReplaceElement",
        call="sync",
        about="Gives the element to show in place of a replaced native video.",
        since="0.4.0",
        source="contract client-sdk §4.24",
    ),
)

DRAMA: Final[Mapping[str, Capability]] = MappingProxyType({each.name: each for each in _DRAMA})


def is_known_in(
    since: str, library_version: str, clients: Mapping[str, str] = LIBRARY_VERSIONS
) -> bool:
    """Tell whether what came with one library version is there in another.

    Args:
        clients: the versions of a library, oldest first; the drama's by default.
    """
    versions = list(clients)
    return versions.index(since) <= versions.index(library_version)


def paths() -> dict[str, str]:
    """Return every path that `canIUse` knows, with the library version that brought it.

    Source: contract client-sdk §4.2: `api[.part[.field[.option]]]`; that other paths are unknown
    is assumed.
    """
    return {path: since for each in _DRAMA for path, since in _paths_of(each)}


def _paths_of(capability: Capability) -> Iterator[tuple[str, str]]:
    yield capability.name, capability.since
    parts = {"object": capability.object}
    if capability.is_async:
        flat = capability.result
        if capability.result == (_AUTH,):
            flat = _AUTH.fields
        parts |= {"success": flat, "callback": (*capability.result, ERROR)}
    elif capability.result:
        parts["return"] = capability.result
    yield from part_paths(capability.name, capability.since, parts, LIBRARY_VERSIONS)


def part_paths(
    name: str, since: str, parts: Mapping[str, tuple[Field, ...]], clients: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the paths below a name: each part, its fields and theirs, with a library version.

    Args:
        since: when the name came; a field cannot have come before.
        clients: the versions of the library, oldest first.
    """
    for part, fields in parts.items():
        if fields:
            yield f"{name}.{part}", since
        for path, came in _field_paths(fields):
            newer = came if is_known_in(since, came, clients) else since
            yield f"{name}.{part}.{path}", newer


def _field_paths(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield field.name, field.since
        for path, since in _field_paths(field.fields):
            yield f"{field.name}.{path}", since
