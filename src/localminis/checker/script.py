"""One piece of JavaScript or TypeScript: its tree, its scopes, and questions about its nodes.

A file, an inline script and an event attribute are all scripts. Rules ask here and in `reach.py`;
only this module and `scope.py` know the parser.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from typing import Final, Literal

from tree_sitter import Language, Node, Parser, Tree

from localminis.checker.condensed import Condensed
from localminis.checker.declared import Declared
from localminis.checker.finding import Place
from localminis.checker.scope import Binding, Scopes
from localminis.checker.source import Source
from localminis.checker.statement import Aside
from localminis.checker.words import escaped, is_key, name_of, names, occurrences

Dialect = Literal["javascript", "typescript", "tsx"]

_GRAMMARS: Final[Mapping[Dialect, tuple[str, str]]] = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
}
_LANGUAGES: Final[dict[Dialect, Language]] = {}
_WRAPPERS: Final = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
    }
)
_NAMES: Final = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
# An identifier below one of these names something that is not a value of this script.
_NO_REFERENCE: Final = frozenset(
    {
        "import_specifier",
        "export_specifier",
        "namespace_export",
        "jsx_opening_element",
        "jsx_closing_element",
        "jsx_self_closing_element",
        "jsx_namespace_name",
        "type_query",
        "function_signature",
        "index_signature",
        "nested_identifier",
        "nested_type_identifier",
        "type_predicate",
        "asserts",
        "meta_property",
    }
)
# Where a target stands in what stores into it, and in the patterns that a target is made of.
_WRITTEN_FIELDS: Final = {
    "assignment_expression": "left",
    "augmented_assignment_expression": "left",
    "for_in_statement": "left",
    "assignment_pattern": "left",
    "object_assignment_pattern": "left",
    "pair_pattern": "value",
}
_STORING: Final = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "for_in_statement"}
)
_PATTERNS: Final = frozenset(
    {"array_pattern", "object_pattern", "rest_pattern", "parenthesized_expression"}
)
THIS: Final = b"this"
_MEMBER: Final = frozenset({b".", b"["})
_STEPS_BY_PARENT: Final = 24
# After a name into which nothing is stored there.
_NO_WRITE: Final = re.compile(rb"\s*(?:[.(\[]|[!=]==?|&&(?!=)|\|\|(?!=)|\?(?!\?=))")
_MODULE_WORDS: Final = re.compile(rb"\b(?:import|export)\b")


def _language(dialect: Dialect) -> Language:
    if dialect not in _LANGUAGES:
        module, function = _GRAMMARS[dialect]
        # Loading one takes longer than most small projects need for everything else.
        _LANGUAGES[dialect] = Language(getattr(import_module(module), function)())
    return _LANGUAGES[dialect]


class Script:
    """A parsed script; the offsets of its nodes are bytes of `content`.

    The insides of functions may be left out of its `text`. `places` are then the only ones, in the
    whole text, at which these words matter; where another word that is asked for stands among what
    was left out, is `missing`, and whatever was found then does not count. `previous` is the same
    script with more left out; its tree is used up.
    """

    def __init__(
        self,
        source: Source,
        *,
        dialect: Dialect = "javascript",
        text: Condensed | None = None,
        places: Mapping[bytes, Sequence[int]] | None = None,
        declared: Declared | None = None,
        asides: Sequence[Aside] = (),
        previous: "Script | None" = None,
    ) -> None:
        self.source = source
        self.text = text or Condensed(source.content)
        self.content = self.text.content
        self.dialect = dialect
        self.places = places or {}
        self.declared = declared
        self._asides = asides
        self.missing: set[int] = set()
        self.tree = self._parsed(dialect, previous)
        if self.tree.root_node.has_error and dialect == "javascript":
            self._try_wider_grammar()
        self.root = self.tree.root_node

    def _parsed(self, dialect: Dialect, previous: "Script | None" = None) -> Tree:
        parser = Parser(_language(dialect))
        if previous is None or previous.dialect != dialect:
            return parser.parse(self.content)
        return parser.parse(self.content, _edited(previous, self.text))

    def _try_wider_grammar(self) -> None:
        # Decorators and a few newer forms are known to the other grammar only.
        tree = self._parsed("tsx")
        if not tree.root_node.has_error:
            self.dialect, self.tree = "tsx", tree

    @cached_property
    def scopes(self) -> Scopes:
        """The declarations of this script."""
        return Scopes(
            _language(self.dialect),
            dialect=self.dialect,
            root=self.root,
            length=len(self.content),
            spell=self._spelt,
            asides=[(self.text.here(it.places[0]), it) for it in self._asides],
            missing=self.missing,
        )

    def _spelt(self, name: bytes) -> Iterator[tuple[int, int]]:
        """Yield the spans of bytes at which a name may be declared."""
        content = self.content
        for at in names(content, name, 0, len(content)):
            end = at + len(name)
            # A declaration is followed by no member of it.
            if content[end : end + 1] not in _MEMBER:
                yield at, end
        yield from self._escaped.get(name, ())

    @cached_property
    def is_module(self) -> bool:
        """Whether the script imports or exports at its top level, which only modules do."""
        if not _MODULE_WORDS.search(self.content):
            return False
        return any(
            child.type in {"import_statement", "export_statement"}
            for child in self.root.named_children
        )

    def place(self, node: Node, last: Node | None = None) -> Place:
        """Describe where a node stands, or the span from one node to another."""
        return self.place_at(node.start_byte, (last or node).end_byte)

    def place_at(self, start: int, end: int) -> Place:
        """Describe a span of bytes that is not empty."""
        return self.source.place(self.text.in_whole(start), self.text.in_whole(end - 1) + 1)

    def raw(self, node: Node) -> bytes:
        """Return a node's bytes, without what was left out."""
        return self.content[node.start_byte : node.end_byte]

    def beginning(self, node: Node, size: int) -> bytes:
        """Return so many bytes at most of a node as it was written."""
        start, end = map(self.text.in_whole, (node.start_byte, node.end_byte - 1))
        return self.source.content[start : min(end + 1, start + size)]

    def name(self, node: Node) -> str:
        """Return the name that an identifier node spells, its escapes resolved."""
        return name_of(self.raw(node)).decode("utf-8", "replace")

    def first_error(self) -> Node | None:
        """Return the first node that the parser could not make sense of."""
        node = self.root
        if not node.has_error:
            return None
        while not (node.is_error or node.is_missing):
            inner = next((child for child in node.children if child.has_error), None)
            if inner is None:
                return node
            node = inner
        return node

    def above(self, node: Node) -> Iterator[Node]:
        """Yield the nodes around a node, from the inside out, in time linear in their number.

        The parser finds each parent from the top, so a long way up is walked down once instead.
        """
        for _ in range(_STEPS_BY_PARENT):
            parent = node.parent
            if parent is None:
                return
            yield parent
            node = parent
        chain = []
        inner: Node | None = self.root
        while inner is not None and inner != node:
            chain.append(inner)
            inner = inner.child_with_descendant(node)
        yield from reversed(chain)

    def node_at(self, start: int, end: int) -> Node | None:
        """Return the smallest node that spans exactly these bytes."""
        node = self.root.descendant_for_byte_range(start, end)
        if node is None or node.start_byte != start or node.end_byte != end:
            return None
        return node

    def words(self, word: bytes) -> Iterator[int]:
        """Yield the offsets of a whole word, wherever it stands, strings and comments included."""
        if word in self.places:
            yield from map(self.text.here, self.places[word])
            return
        yield from occurrences(self.content, word, 0, len(self.content))
        whole = self.source.content
        self.missing.update(self._left_out(occurrences(whole, word, 0, len(whole))))

    def _left_out(self, offsets: Iterable[int]) -> list[int]:
        """Return those of the whole text's offsets that lie in what was left out."""
        if not self.text.left_out:
            return []
        return [at for at in offsets if self.text.cut_before(at) is not None]

    def stems(self, stem: bytes) -> Iterator[int]:
        """Yield the offsets of a part of a word in small letters, written in any case."""
        if stem in self.places:
            yield from map(self.text.here, self.places[stem])
            return
        lower = self.content.lower()
        at = lower.find(stem)
        while at >= 0:
            yield at
            at = lower.find(stem, at + 1)

    def receivers(self, form: re.Pattern[bytes]) -> Iterator[Node]:
        """Yield the `this` of a form."""
        offsets: Iterable[int]
        if THIS in self.places:
            offsets = map(self.text.here, self.places[THIS])
        else:
            offsets = (match.start() for match in form.finditer(self.content))
        for at in offsets:
            node = self.node_at(at, at + len(THIS))
            if node is not None and node.type == "this":
                yield node

    @cached_property
    def _escaped(self) -> dict[bytes, list[tuple[int, int]]]:
        # Where the blocks could be read, there are no escapes outside of texts.
        return {} if self.declared is not None else escaped(self.content)

    def references(
        self, name: bytes, binding: Binding | None, idle: re.Pattern[bytes] | None = None
    ) -> Iterator[Node]:
        """Yield the places that use a name and mean `binding`, or the page's global for None.

        Where `idle` matches after the name, the caller has no use for the place; it is asked only
        to spare reading what was left out.
        """
        start, end = (0, len(self.content))
        if binding is not None:
            start, end = binding.scope.start, min(end, binding.scope.end)
        is_known = binding is None and name in self.places
        if is_known:
            candidates = list(map(self.text.here, self.places[name]))
        else:
            candidates = list(names(self.content, name, start, end))
        spans = [(at, at + len(name)) for at in candidates]
        spans += self._escaped.get(name, ())
        for first, last in spans:
            if self.scopes.is_site(name, first) or self.scopes.resolve(name, first) is not binding:
                continue
            node = self.node_at(first, last)
            if node is not None and node.type in _NAMES and self._is_reference(node):
                yield node
        # Whoever stops before this has seen enough.
        if self.text.left_out and not is_known:
            whole = self.source.content
            first, last = 0, len(whole)
            # What was left out at either end of the script belongs to its outermost scope.
            if binding is not None and binding.scope.parent is not None:
                first, last = map(self.text.in_whole, (start, end - 1))
            outside = self._left_out(names(whole, name, first, last))
            self._miss(name, binding, outside, idle)

    def _miss(
        self,
        name: bytes,
        binding: Binding | None,
        outside: list[int],
        idle: re.Pattern[bytes] | None,
    ) -> None:
        """Note the places in what was left out that could mean the binding and matter."""
        assert self.declared is not None
        missing = [
            at
            for at in outside
            if (idle is None or not idle.match(self.source.content, at + len(name)))
            and not is_key(self.source.content, at, at + len(name))
            and self.scopes.resolve(name, self.text.here(at)) is binding
            and not self.declared.is_around(name, at, self.text.cut_before(at) or 0)
        ]
        pairs = zip(missing, self.declared.seen.kinds_at(missing), strict=True)
        self.missing.update(at for at, kind in pairs if kind == "code")

    def _is_reference(self, node: Node) -> bool:
        parent = node.parent
        if parent is None or parent.type in _NO_REFERENCE:
            return False
        if parent.type in {"required_parameter", "optional_parameter"}:
            return parent.child_by_field_name("pattern") != node
        return True

    def is_write(self, node: Node) -> bool:
        """Tell whether an identifier stands where a value is stored into it."""
        for parent in self.above(node):
            kind = parent.type
            if kind == "update_expression":
                return True
            if kind in _WRITTEN_FIELDS:
                if parent.child_by_field_name(_WRITTEN_FIELDS[kind]) != node:
                    return False
                if kind in _STORING:
                    return True
            elif kind not in _PATTERNS:
                return False
            node = parent
        return False

    def only_value(self, binding: Binding) -> Node | None:
        """Return the one expression that ever gives a variable its value, if there is just one.

        None for parameters, loop variables, destructured names and whatever is stored twice.
        """
        values: list[Node] = []
        for kind, identifier, owner in binding.sites:
            if kind not in {"var", "lexical"} or owner.type != "variable_declarator":
                return None
            value = owner.child_by_field_name("value")
            if value is None:
                continue
            if owner.child_by_field_name("name") != identifier:
                return None
            values.append(value)
        if len(values) > 1:
            return None
        for node in self.references(binding.name, binding, _NO_WRITE):
            if self.is_write(node):
                parent = node.parent
                if values or parent is None or parent.type != "assignment_expression":
                    return None
                values += children(parent, "right")
        return values[0] if values else None

    def is_stored_once(self, binding: Binding) -> bool:
        """Tell whether a variable holds one value for good after it first has one."""
        stores = 0
        for kind, _, owner in binding.sites:
            is_bare = owner.type == "variable_declarator" and not children(owner, "value")
            stores += 0 if is_bare and kind in {"var", "lexical"} else 1
        if stores > 1:
            return False
        for node in self.references(binding.name, binding, _NO_WRITE):
            stores += self.is_write(node)
            if stores > 1:
                return False
        return True


def _edited(previous: Script, text: Condensed) -> Tree:
    """Tell the tree of a script what was put back into its text, to use the rest of it again."""
    tree, content = previous.tree, previous.content
    for start, end in reversed(previous.text.left_out):
        added = text.here(end) - text.here(start)
        if added:
            at = previous.text.here(start)
            row, line = content.count(b"\n", 0, at), content.rfind(b"\n", 0, at) + 1
            point, put = (row, at - line), text.content[text.here(start) : text.here(end)]
            rows, last = put.count(b"\n"), put.rfind(b"\n") + 1
            column = len(put) - last if rows else at - line + added
            tree.edit(at, at, at + added, point, point, (row + rows, column))
    return tree


@cache
def idle_members(asked: frozenset[str]) -> re.Pattern[bytes]:
    """Make what matches after a name of which a member is taken that nobody asks for."""
    return re.compile(rb"\s*(?:%s)" % _member_but(asked))


@cache
def idle_uses(asked: frozenset[str], *, is_called: bool) -> re.Pattern[bytes]:
    """Make what matches after a name whose value, but for these members, goes nowhere from there.

    Args:
        asked: the members that somebody asks for.
        is_called: somebody asks where it is called.
    """
    called = b"" if is_called else rb"|\("
    return re.compile(rb"\s*(?:%s|%s%s)" % (_member_but(asked), _GOES_NOWHERE, called))


def _member_but(asked: Iterable[str]) -> bytes:
    names = "|".join(sorted(map(re.escape, asked))).encode()
    keys = rb"\"(?!(?:%s)\")[^\"\\]*+\"|'(?!(?:%s)')[^'\\]*+'" % (names, names)
    member = rb"\.\s*(?!(?:%s)(?![\w$\\\x80-\xff]))[A-Za-z_$][\w$]*+(?![\\\x80-\xff])" % names
    return rb"%s|\[\s*(?:%s)\s*\]" % (member, keys)


# It is compared, counted with, asked for, an index, or another value is stored in its place.
_GOES_NOWHERE: Final = (
    rb"=(?!>)|!=|&&|[-+*%^>]|/(?![/*])|<(?![A-Za-z/])|\|(?!\|)|&(?!&)|\?(?![?.])|\]"
    rb"|(?<=\s)(?:instanceof|in)\b"
)


def children(node: Node, field: str) -> list[Node]:
    """Return the child in a field as a list of one, or an empty list."""
    child = node.child_by_field_name(field)
    return [] if child is None else [child]


def unwrapped(node: Node) -> Node:
    """Return the expression inside brackets and type annotations, the last one of a sequence."""
    while node.type in _WRAPPERS or node.type == "sequence_expression":
        inner = [child for child in node.named_children if child.type != "comment"]
        if not inner:
            return node
        node = inner[-1] if node.type == "sequence_expression" else inner[0]
    return node


def is_wrapper(node: Node) -> bool:
    """Tell whether a node only wraps the expression in it."""
    return node.type in _WRAPPERS


def arguments(call: Node) -> list[Node]:
    """Return the argument expressions of a call or a `new`; none for a tagged template."""
    given = call.child_by_field_name("arguments")
    if given is None or given.type != "arguments":
        return []
    return [child for child in given.named_children if child.type not in {"comment", "ERROR"}]


def callee(call: Node) -> Node | None:
    """Return what a call or a `new` calls."""
    called = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if called is not None and called.type == "await_expression" and called.named_children:
        # The grammar reads `await f<T>()` as a call of `await f`.
        return called.named_children[0]
    return called
