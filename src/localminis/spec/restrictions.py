"""What a page may not do on the platform, and the two headers that make a browser refuse it.

The rules' codes are shared by the browser shim, the simulator's log and the checker. The platform's
own policy was never published: these headers are built from the written rules.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import urlsplit

Confidence = Literal["documented", "observed", "policy"]
# What a page server does about the restrictions: refuse, only tell, or nothing.
Mode = Literal["enforce", "report", "off"]
MODES: Final[tuple[Mode, ...]] = ("enforce", "report", "off")


@dataclass(frozen=True, slots=True)
class Restriction:
    """One thing that a page may not do.

    `confidence` says whether the platform documents it, projects observed it, or it is our own
    policy, drawn from a documented rule. `fix` is a sentence for the developer.
    """

    code: str
    title: str
    why: str
    fix: str
    confidence: Confidence
    source: str


_ALL: Final = (
    Restriction(
        "eval",
        "eval() is forbidden",
        "Code that is made at run time cannot be reviewed.",
        "Call a function, or parse data with JSON.parse.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "function-constructor",
        "The Function constructor is forbidden",
        "new Function(text) makes code at run time, as eval() does.",
        "Write the function in a source file; use a template library's precompiled build.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "string-timer",
        "setTimeout() and setInterval() take no string",
        "A string given to a timer is code made at run time, as with eval().",
        "Pass a function: setTimeout(() => …, delay).",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "foreign-script",
        "Scripts must come from the app itself",
        "A script from another host could change after review.",
        "Put the script into the package; the SDK's own address is the exception.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "foreign-style",
        "Style sheets must come from the app itself",
        "A style sheet from another host could change after review; fonts may be foreign.",
        "Put the style sheet into the package; its fonts may stay where they are.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "iframe",
        "iframe is not supported",
        "A frame would show a page that was never reviewed.",
        "Show the content in the page itself.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "untrusted-request",
        "Requests may go to trusted domains only",
        "The client denies every request to a host that is not registered.",
        "Register the exact https:// host as a trusted domain, and list it in minis.config.json.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "clipboard",
        "The clipboard is forbidden",
        "Clipboard APIs are named among the forbidden web APIs.",
        "Show the text for the person to select.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "geolocation",
        "The device's location is forbidden",
        "Location APIs are named among the forbidden web APIs; read as geolocation.",
        "Ask the person for a place, or do without it.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "vibration",
        "Vibration is forbidden",
        "Vibration APIs are named among the forbidden web APIs.",
        "Do without it in a mini drama; in a game call TTMinis.game.vibrateShort or vibrateLong.",
        "documented",
        "seed:restrictions",
    ),
    Restriction(
        "navigation",
        "The page must not be left",
        "APIs related to navigation are disabled; which ones is not published. Reading location "
        "and the history API are used by published apps.",
        "Show the content in the app itself; offer an address as text.",
        "policy",
        "contract:toolchain-6",
    ),
    Restriction(
        "plugin",
        "object and embed are not supported",
        "They frame foreign content as an iframe does.",
        "Show the content in the page itself.",
        "policy",
        "contract:toolchain-6",
    ),
    Restriction(
        "foreign-form",
        "Forms may be sent to the app itself only",
        "A form sent elsewhere is a request to an undeclared host and leaves the app.",
        "Send the fields to your backend with fetch().",
        "policy",
        "contract:toolchain-6",
    ),
    Restriction(
        "foreign-base",
        "base may name the app itself only",
        "A foreign base address turns every relative script into a foreign one.",
        "Leave out the base element, or give it a relative address.",
        "policy",
        "contract:toolchain-6",
    ),
)

RESTRICTIONS: Final[Mapping[str, Restriction]] = MappingProxyType(
    {each.code: each for each in _ALL}
)

# Source: contract:toolchain-6 (limits of the portal's Security tab).
TRUSTED_DOMAINS_MAX: Final = 20

# While debugging the backend runs on this machine. A release needs an https trusted domain.
LOOPBACK_SOURCES: Final = (
    "http://127.0.0.1:*",
    "http://localhost:*",
    "ws://127.0.0.1:*",
    "ws://localhost:*",
)

# Named by the platform: clipboard and location. Vibration has no policy feature in browsers.
DENIED_FEATURES: Final = ("clipboard-read", "clipboard-write", "geolocation")

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_HOST_LENGTH_MAX: Final = 253


def trusted_domain_problem(value: str) -> str | None:
    """Say what is wrong with one trusted domain, or None when it is well formed.

    Source: seed:restrictions, contract:toolchain-6. That a port may be given is assumed.
    """
    wrong = None
    if re.search(r"[\s\x00-\x1f\x7f]", value):
        wrong = "contains white space"
    elif "*" in value:
        wrong = "has a wildcard, and none is allowed"
    elif not value.lower().startswith("https://"):
        wrong = "does not start with https://"
    elif re.search(r"[/?#\\]", value[len("https://") :]):
        wrong = "has a path, and none is allowed"
    elif not _is_plain_origin(value.lower()):
        wrong = "is no host name"
    if wrong is None:
        return None
    return f"The trusted domain {value!r} {wrong}. Write the host as in https://api.example.com."


def _is_plain_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if value != f"https://{host}" + ("" if port is None else f":{port}"):
        return False
    return len(host) <= _HOST_LENGTH_MAX and all(map(_LABEL.fullmatch, host.split(".")))


def trusted_domain_problems(values: Iterable[str]) -> list[str]:
    """Say what is wrong with a list of trusted domains, one sentence each, in the list's order.

    Source: contract:toolchain-6.
    """
    values = list(values)
    problems = [each for each in map(trusted_domain_problem, values) if each is not None]
    if len(set(values)) > TRUSTED_DOMAINS_MAX:
        problems.append(
            f"There are {len(set(values))} trusted domains, and the portal takes "
            f"{TRUSTED_DOMAINS_MAX}. Leave some out."
        )
    return problems


def content_security_policy(trusted_domains: Iterable[str], *, frame_ancestor: str) -> str:
    """Build the Content-Security-Policy of a mini app's page.

    Inline scripts and styles are allowed: the written rule is about `src`, and `init` writes an
    inline script itself. WebAssembly is allowed, because nothing written forbids it (assumed), as
    are images, media and fonts from anywhere. Requests to loopback pass while debugging. Games get
    the same policy: their list of rules leaves the iframe out, and that it is refused there as well
    is assumed.

    Args:
        trusted_domains: https origins; one that is malformed is left out, so that it can never
            widen the policy (`trusted_domain_problem` says why).
        frame_ancestor: origin of the simulator, the only page that may frame this one.

    Source: seed:restrictions, contract:toolchain-6.
    """
    trusted = dict.fromkeys(
        each.lower() for each in trusted_domains if trusted_domain_problem(each) is None
    )
    connect = " ".join(["'self'", "data:", "blob:", *trusted, *LOOPBACK_SOURCES])
    directives = (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' 'report-sample'",
        "style-src 'self' 'unsafe-inline' 'report-sample'",
        "font-src * data: blob:",
        "img-src * data: blob:",
        "media-src * data: blob:",
        f"connect-src {connect}",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'self' blob:",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {frame_ancestor}",
    )
    return "; ".join(directives)


def page_headers(
    trusted_domains: Iterable[str], *, frame_ancestor: str, mode: Mode = "enforce"
) -> dict[str, str]:
    """Build the headers of a mini app's page; in every mode only the simulator may frame it.

    Args:
        trusted_domains: as `content_security_policy` takes them.
        frame_ancestor: origin of the simulator.
        mode: whether the browser refuses, only reports, or is told nothing.
    """
    framing = {"Content-Security-Policy": f"frame-ancestors {frame_ancestor}"}
    if mode == "off":
        return framing
    policy = content_security_policy(trusted_domains, frame_ancestor=frame_ancestor)
    if mode == "report":
        # A policy that only reports may not speak of framing.
        told = "; ".join(
            each for each in policy.split("; ") if not each.startswith("frame-ancestors")
        )
        return {**framing, "Content-Security-Policy-Report-Only": told}
    return {"Content-Security-Policy": policy, "Permissions-Policy": permissions_policy()}


def permissions_policy() -> str:
    """Build the Permissions-Policy of a mini app's page.

    Source: seed:restrictions.
    """
    return ", ".join(f"{feature}=()" for feature in DENIED_FEATURES)
