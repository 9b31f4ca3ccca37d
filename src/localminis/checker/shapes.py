"""The forms in which a word that a rule looks for is harmless for certain, seen from its bytes.

A form is a regular expression that is matched where the word begins. It must be true whatever else
the script says: a word without a form, or in another one, is looked at by the parser.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from localminis.checker.injected import TAGS
from localminis.checker.reach import WINDOW_NAMES
from localminis.checker.requests import BASE_KEYS, CLIENT_CALLS, CLIENTS, CLIENTS_THAT_ARE_CALLED

# Nothing that asks the word for more may follow.
_ALONE: Final = rb"(?!\s*(?:[.\[(`\w$\\\x80-\xff]|\?\.|/[/*]|!(?!=)))"
_NO_WORD: Final = rb"(?![\w$\\\x80-\xff])"
_NAME: Final = rb"[A-Za-z_$#][\w$]*+(?![\\\x80-\xff])"
# A member of something, which is never a text.
_MEMBER: Final = rb"[A-Za-z_$][\w$]*+(?:\.[\w$#]++)++(?![\\\x80-\xff])"
# A member of `this`, whose text nobody knows.
_OWN_MEMBER: Final = rb"this(?:\.[\w$#]++)++(?![\\\x80-\xff])"
# A literal that is no address on the network: no scheme, no two slashes at its beginning.
_NEAR: Final = rb"(?:%s)" % b"|".join(
    rb"%s(?!//)[^%s\\:$\s]*+%s" % (quote, quote, quote) for quote in (b'"', b"'", b"`")
)
_KEYWORDS: Final = (
    "return", "typeof", "void", "delete", "in", "of", "case", "throw", "new", "await", "yield",
    "else", "do", "instanceof", "extends", "default", "call", "apply", "construct",
    "get", "map", "forEach", "flatMap", "then",
)  # fmt: skip
# The first thing in the brackets of a named function or a condition. What is called could only be
# a function that takes the value where it is written down, and none of those has a name here.
_GIVEN: Final = (
    rb"(?<=[\w$]\()"
    + b"".join(rb"(?<!\b%s\()" % word.encode() for word in _KEYWORDS)
    + rb"%s\s*[,)]"
)
_GIVEN_TO_CALL: Final = rb"(?<=[\w$\]]\.call\()%s\s*[,)]"
# Where a form is tried, a whole word begins.
_THE_WORD: Final = rb"[\w$]++"
_PROPERTY: Final = rb"(?<=\.)(?<!\.\.\.)"
_DECLARED: Final = rb"(?:(?<=\bvar )|(?<=\blet )|(?<=\bconst )|(?<=\bfunction )|(?<=\bclass ))%s"
_ARROW: Final = rb"%s\s*=>"
_PARAMETER: Final = rb"(?:(?<=[(,])|(?<=[(,] ))%s\s*(?:,[\w$,\s]*)?\)[ \t]*(?:(?P<body>\{)|=>)"
_WRITTEN: Final = rb"%s\s*(?:=(?![=>])|[-+*/%%&|^]=|\+\+|--)"
_OPERAND: Final = (
    rb"%s\s*(?:===?|!==?|&&|[-+*%%^>]|<(?![A-Za-z/])|\|(?!\|)|&(?!&)|(?<=\s)(?:instanceof|in)\b)"
)
_AFTER_OPERATOR: Final = (
    rb"(?:(?<=[=!]=)|(?<=[=!]= )|(?<=[^<>][<>]=)|(?<=[^<>][<>]= )|(?<=[-+*%%<>!~^])"
    rb"|(?<=[-+*%%<>!~^] )|(?<=\bin )|(?<=\bof )|(?<=\btypeof )|(?<=\binstanceof ))%s" + _ALONE
)
_RETURNED: Final = rb"(?<=\breturn )%s\s*[;}]"
_NOT_WRITTEN: Final = rb"(?!\s*(?:\)\s*)*(?:=(?!=)|/[/*]))"
_BRACED: Final = rb"(?:(?<=\{)|(?<=\{ ))%s\s*[,}]"
_MEMBER_OF_IT: Final = rb"%s(?:\s*\?)?\s*\.\s*(?!(?:%s)" + _NO_WORD + rb")" + _NAME
# A function whose body's brace is the group; what follows the body has to be looked at as well.
_BODY: Final = rb"(?:async\s+)?function\s*[\w$]*\s*\([\w$,\s]*\)\s*(?P<brace>\{)"
_FUNCTION: Final = (
    rb"(?:async\s*)?(?:\(\s*(?:[\w$]+\s*(?:,\s*[\w$]+\s*)*)?\)\s*=>|[A-Za-z_$][\w$]*\s*=>)"
)

# Values that are handed on and looked into: their own name says nothing yet.
_ANYWHERE: Final = (
    _DECLARED, _ARROW, _PARAMETER, _AFTER_OPERATOR, _GIVEN, _GIVEN_TO_CALL, _RETURNED, _BRACED
)  # fmt: skip
# Values whose every mention counts.
_COUNTED: Final = frozenset({"eval", "ClipboardItem", "TTMinis"})
# Values that a script may give another meaning by storing into them, which is a finding.
_STORED: Final = frozenset({"location"})
_USED_AS_METHODS: Final = ("bind", "call", "apply")
_ARGUMENT_NEAR: Final = frozenset({"fetch", "Request", "WebSocket", "EventSource", "WebTransport"})
_WINDOW: Final = frozenset(name.encode() for name in WINDOW_NAMES)
_ARGUMENT_FUNCTION: Final = frozenset({"setTimeout", "setInterval"})


@dataclass(frozen=True, slots=True)
class Forms:
    """The harmless forms of all words that are looked for.

    `own` holds those of each word, in one or two expressions; one that is not there is never
    harmless. `after` holds those of a value as a member of the window, from its name on; `through`
    finds that name.
    """

    own: Mapping[bytes, tuple[bytes, ...]]
    after: Mapping[bytes, bytes]
    through: bytes

    def harmless(self, content: bytes, word: bytes, start: int) -> re.Match[bytes] | None:
        """Return how a word at an offset is harmless for certain, or None."""
        for form in self.own.get(word, ()):
            match = _compiled(form).match(content, start)
            if match is not None:
                return match
        if word in _WINDOW:
            member = _compiled(self.through).match(content, start)
            if member is not None:
                return _compiled(self.after[member[1]]).match(content, member.start(1))
        return None


@cache
def _compiled(form: bytes) -> re.Pattern[bytes]:
    # Made when the word is first seen: a small project has few of them.
    return re.compile(form)


def forms(tracked: Iterable[str], words: Iterable[str]) -> Forms:
    """Make the forms of the words that rules look for.

    Args:
        tracked: the global values that rules follow, as in `reach`.
        words: what they look for besides.
    """
    below: dict[str, set[str]] = {}
    for path in tracked:
        head, _, rest = path.partition(".")
        below.setdefault(head, set()).update([rest.split(".")[0]] if rest else [])
    after = {head: _after(head, names) for head, names in below.items()}
    everything = {*below, *WINDOW_NAMES, "bind"}
    found: dict[str, tuple[bytes, ...]] = {
        head: (_around(head), rb"|".join(after[head])) for head in below
    }
    for name in WINDOW_NAMES:
        found[name] = (_around(name), rb"|".join(_after(name, everything)))
    for word in words:
        extra = _WORDS.get(word)
        if extra is None:
            found.pop(word, None)
        elif word in found:
            # Both a value and a word: away from a dot as the value, after one as the word.
            found[word] = (rb"(?<!\.)(?:%s)" % rb"|".join(found[word]), rb"|".join(extra))
        else:
            found[word] = (rb"|".join(extra),)
    heads = b"|".join(re.escape(head.encode()) for head in sorted(below) if head not in _COUNTED)
    window = "|".join(WINDOW_NAMES).encode()
    return Forms(
        {word.encode(): tuple(filter(None, each)) for word, each in found.items()},
        {head.encode(): rb"|".join(each) for head, each in after.items() if each},
        rb"(?:%s)(?:\s*\?)?\s*\.\s*(%s)%s" % (window, heads or rb"(?!)", _NO_WORD),
    )


def _around(head: str) -> bytes:
    """Make the forms that what stands before a value decides; they are the same for most."""
    forms = (_DECLARED, _ARROW, _PARAMETER) if head in _COUNTED else (*_ANYWHERE, rb"(?<=\[)%s\s*,")
    return rb"|".join((_PROPERTY + _THE_WORD, *(form % _THE_WORD for form in forms)))


def _after(head: str, names: set[str]) -> list[bytes]:
    """Make the forms that what follows a value decides, whatever stands before it."""
    if head in _COUNTED:
        return []
    word = re.escape(head.encode())
    asked = sorted(re.escape(name) for name in {*names, *_USED_AS_METHODS})
    made = [_MEMBER_OF_IT % (word, "|".join(asked).encode()), _OPERAND % word, rb"%s\s*\]" % word]
    if head not in _STORED:
        made.append(_WRITTEN % word)
    else:
        made.append(rb"%s\s*\.\s*href%s%s" % (word, _NO_WORD, _NOT_WRITTEN))
    if head == "document":
        made += _MADE
        made.append(
            rb"document\s*\.\s*location\s*\.\s*(?!(?:href|assign|replace)%s)%s" % (_NO_WORD, _NAME)
        )
    if head in _ARGUMENT_NEAR:
        made.append(rb"%s\(\s*(?:%s\s*[,)]|%s\s*[,)])" % (word, _NEAR, _OWN_MEMBER))
    if head in _ARGUMENT_FUNCTION:
        made.append(rb"%s\(\s*(?:%s|%s\s*[,)])" % (word, _FUNCTION, _MEMBER))
        made.append(rb"%s\(\s*%s(?<=\.bind)\([\w$.,\s]*+\)\s*[,)]" % (word, _MEMBER))
        made.append(rb"%s\(\s*%s" % (word, _BODY))
    return made


_TAGS: Final = "|".join(TAGS).encode()
_OTHER_TAG: Final = rb"(?:%s)" % b"|".join(
    rb"%s(?!(?i:%s)%s)[\w:-]*+%s" % (quote, _TAGS, quote, quote) for quote in (b'"', b"'")
)
_MADE: Final = (
    rb"document\s*\.\s*createElement\(\s*%s\s*\)" % _OTHER_TAG,
    rb"document\s*\.\s*createElementNS\(\s*(?:\"[^\"\\]*+\"|'[^'\\]*+'|[\w$.]++)\s*,\s*%s\s*\)"
    % _OTHER_TAG,
)


_CLIENT_NAMES: Final = "|".join(sorted(CLIENT_CALLS)).encode()


def _client(name: str) -> tuple[bytes, ...]:
    word = re.escape(name.encode())
    member = rb"(?:\s*\?)?\s*\.\s*(?!(?:%s)%s)%s" % (_CLIENT_NAMES, _NO_WORD, _NAME)
    is_called = name in CLIENTS_THAT_ARE_CALLED
    after = rb"[-+*%%=&|^,;:)\]}>{\[`%s]" % (b"" if is_called else b"(")
    return (
        _PROPERTY + word,
        _DECLARED % word,
        word + member,
        rb"%s\s*(?:%s|\?(?!\.)|!=|(?<=\s)(?:instanceof|in|of)\b)" % (word, after),
        rb"%s\(\s*(?:\)|this\b|%s\s*[,)])" % (word, _NEAR),
    )


def _element(tag: bytes) -> tuple[bytes, ...]:
    """Make the forms of an element's name that no factory gets and no HTML text begins with."""
    return (
        rb"(?<![<\"'`}])(?<!\\\n)(?<!\\\r)(?<!\\\r\n)%s" % tag,
        rb"(?<=[\"'`])%s(?![\"'`\\$])" % tag,
        # Only the first argument names an element.
        rb"(?<=[^(\s/][\"'`])%s" % tag,
        rb"(?<=[^(\s/]\s[\"'`])%s" % tag,
    )


# Harmless forms of a word that are so frequent that they are looked for together with the words.
FREQUENT: Final[Mapping[str, tuple[bytes, ...]]] = {
    "export": tuple(
        b"export %s " % word
        for word in (b"default", b"const", b"let", b"function", b"class", b"async")
    )
}

_FROM: Final = rb"(?:%s)" % b"|".join(
    rb"%s(?!//|\s)[^%s\\:]*+%s" % (quote, quote, quote) for quote in (b'"', b"'")
)
_WORDS: Final[Mapping[str, tuple[bytes, ...]]] = {
    **{name: _client(name) for name in CLIENTS},
    **{
        key: (
            rb"%s%s(?!\s*[:=/])" % (key.encode(), _NO_WORD),
            rb"%s\s*[:=]\s*(?:\"\"|''|%s)\s*[,;})]" % (key.encode(), _OWN_MEMBER),
        )
        for key in BASE_KEYS
    },
    **{tag: _element(tag.encode()) for tag in ("embed", "iframe", "IFRAME", "script", "video")},
    # A word of every bundle: only an element in JSX or HTML, or a first of several arguments.
    "object": (
        rb"(?<![<\"'`])object",
        rb"(?<=[\"'`])object(?![\"'`]\s*,)",
        rb"(?<=[^(\s/][\"'`])object",
    ),
    # A value of `rel`, in a text or in HTML.
    "stylesheet": (rb"stylesheet(?![\\\"'`>\s])", rb"(?<!=)stylesheet\s"),
    "src": (
        rb"(?<!\.)src",
        rb"src%s(?!\s*[=/])" % _NO_WORD,
        rb"src\s*==",
        rb"src\s*=\s*(?:%s|\"\"|'')\s*[,;})]" % _MEMBER,
    ),
    "open": (
        rb"(?<=\.)open%s(?!\s*(?:\(|/|\?\.))" % _NO_WORD,
        rb"(?<=\.)open\(\s*(?:[\w$.]*+\s*\)|%s\s*,)" % _MEMBER,
        rb"(?<=\.)open\(\s*(?:%s)\s*,"
        % b"|".join(
            rb"%s(?!(?i:get|post|put|patch|delete|head|options)%s)[^%s\\]*+%s"
            % (quote, quote, quote, quote)
            for quote in (b'"', b"'")
        ),
    ),
    "import": (
        rb"(?<=\.)import",
        rb"import\s*\.\s*meta\b",
        rb"import\(\s*%s\s*[,)]" % _NEAR,
        rb"import\b\s*(?:[\w$*\s{},]+?(?<=[\s}])from\s*)?%s" % _FROM,
    ),
    "export": (
        rb"(?<=\.)export",
        rb"export\s*(?:default|const|let|var|function|class|async|abstract|enum|interface)\b",
        rb"export\s*\{[^{}\"'`/]*+\}(?!\s*(?:from\b|/))",
        rb"export\s*(?:\*[\w$\s]*?|\{[^{}\"'`/]*+\})\s*from\s*%s" % _FROM,
    ),
    "constructor": (
        # A class's own, and a text that is no key.
        rb"(?<![.\"'`}])constructor",
        rb"(?<=\})constructor\s*\(",
        rb"(?<=[\"'`])constructor[\"'`]\s*[,):;}=!&|?+]",
        rb"(?<=[\"'`])constructor(?![\"'`\\$])",
        rb"(?<=this\.)constructor" + _NO_WORD,
        rb"(?<=\.)constructor\s*(?:!==?|&&|=(?!>)|[\"'])",
        rb"(?<=\.)constructor\s*\.\s*(?!(?:constructor|call|apply|bind)%s)%s" % (_NO_WORD, _NAME),
    ),
}
