"""Which declaration a name in a script belongs to; a name without one belongs to the page.

The spans of scopes come from one query over the syntax tree; what a name is declared by is looked
up when it is asked for, where the name stands in the text, because few names ever are. Hoisting,
parameters, default values, destructuring, named function expressions, catch, class, import, for and
switch are exact; a `with` block is read as if it changed nothing, so that it cannot hide a name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from tree_sitter import Language, Node, Query, QueryCursor

from localminis.checker.statement import Aside

Kind = Literal["var", "lexical", "parameter", "function", "class", "catch", "import", "loop"]

# An empty block declares nothing.
_SCOPES: Final = """
[(function_declaration) (generator_function_declaration) (method_definition)] @inner
[(function_expression) (generator_function) (arrow_function)] @whole
[(class) (catch_clause) (for_statement) (for_in_statement) (switch_body)] @inside
(statement_block . (_)) @block
(class_static_block) @static
"""
_TYPED_SCOPES: Final = "(internal_module body: (statement_block) @static)"
# The field of a pattern that holds what is bound; in the others, everything is.
_PATTERNS: Final = {
    "assignment_pattern": "left",
    "object_assignment_pattern": "left",
    "pair_pattern": "value",
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
    "object_pattern": None,
    "array_pattern": None,
    "rest_pattern": None,
}
# The field of what declares that holds a name or a pattern.
_TARGETS: Final = {
    "variable_declarator": "name",
    "arrow_function": "parameter",
    "catch_clause": "parameter",
    "for_in_statement": "left",
}
_BOUND: Final = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_DECLARATIONS: Final[dict[str, Kind]] = {
    "variable_declaration": "var",
    "lexical_declaration": "lexical",
    "using_declaration": "lexical",
}
_FUNCTIONS: Final = frozenset(
    {"function_declaration", "generator_function_declaration", "method_definition",
     "function_expression", "generator_function", "arrow_function"}
)  # fmt: skip
# Their names hold around them.
_NAMED_OUTSIDE: Final = frozenset({"function_declaration", "generator_function_declaration"})
_CLASSES: Final = frozenset(
    {"class", "class_declaration", "abstract_class_declaration", "enum_declaration",
     "internal_module"}
)  # fmt: skip
_QUERIES: Final[dict[str, Query]] = {}


@dataclass(slots=True, eq=False)
class Binding:
    """One declared name; `sites` are its declarations, most often one.

    A site is the kind, the identifier and the node that gives the value: a declarator, a parameter,
    a function.
    """

    name: bytes
    scope: "Scope"
    sites: list[tuple[Kind, Node, Node]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Scope:
    """A span of bytes in which declared names hold; `holds_var` where `var` comes to rest."""

    start: int
    end: int
    holds_var: bool
    parent: "Scope | None" = None
    bindings: dict[bytes, Binding] = field(default_factory=dict)


class Scopes:
    """All scopes of one script and what is declared in each.

    `spell` returns the spans of bytes at which a name may be declared. `asides` are statements that
    were left out, with an offset in their scope: where one of them could change an answer, it is
    added to `missing`.
    """

    def __init__(
        self,
        language: Language,
        *,
        dialect: str,
        root: Node,
        length: int,
        spell: Callable[[bytes], Iterable[tuple[int, int]]],
        asides: Iterable[tuple[int, Aside]],
        missing: set[int],
    ) -> None:
        self.root = Scope(0, length + 1, holds_var=True)
        self._node = root
        self._spell = spell
        self._missing = missing
        self._sites: set[int] = set()
        self._unread: dict[bytes, list[tuple[int, int]]] = {}
        # A query belongs to one grammar, and making it takes longer than a small script.
        if dialect not in _QUERIES:
            own = "" if dialect == "javascript" else _TYPED_SCOPES
            _QUERIES[dialect] = Query(language, _SCOPES + own)
        found = QueryCursor(_QUERIES[dialect]).captures(root)
        self._all = sorted(self._spans(found), key=lambda it: (it.start, -it.end))
        self._nest()
        self._starts = [scope.start for scope in self._all]
        self._asides: dict[Scope, list[Aside]] = {}
        for at, aside in asides:
            self._asides.setdefault(_holding(self.innermost(at)), []).append(aside)
        self._doubted: set[tuple[Scope, bytes]] = set()

    def _spans(self, found: dict[str, list[Node]]) -> Iterator[Scope]:
        yield self.root
        ends = set()
        for node in found.get("inner", ()):
            # What stands before the parameters, a name or a computed key, belongs outside.
            parameters = node.child_by_field_name("parameters") or node
            ends.add(node.end_byte)
            yield Scope(parameters.start_byte, node.end_byte, holds_var=False)
        for node in found.get("whole", ()):
            ends.add(node.end_byte)
            yield Scope(node.start_byte, node.end_byte, holds_var=False)
        for node in found.get("inside", ()):
            yield Scope(node.start_byte, node.end_byte, holds_var=False)
        for node in found.get("block", ()):
            # A block that ends with a function is its body.
            end = node.end_byte
            yield Scope(node.start_byte, end, holds_var=end in ends)
        for node in found.get("static", ()):
            yield Scope(node.start_byte, node.end_byte, holds_var=True)

    def _nest(self) -> None:
        above: list[Scope] = []
        for scope in self._all:
            while above and above[-1].end <= scope.start:
                above.pop()
            scope.parent = above[-1] if above else None
            above.append(scope)

    def _bind(self, name: bytes, scope: Scope) -> None:
        """Find the declarations of a name inside a scope, and give each to the scope it is for.

        Outer scopes are read when a name is not declared further inside: a short name of minified
        code is declared in a thousand other functions.
        """
        unread = self._unread.get(name)
        if unread is None:
            unread = self._unread[name] = sorted(self._spell(name))
        first, last = bisect_left(unread, (scope.start,)), bisect_left(unread, (scope.end,))
        for start, end in unread[first:last]:
            self._declare(name, start, end)
        del unread[first:last]

    def _declare(self, name: bytes, start: int, end: int) -> None:
        node = self._node.descendant_for_byte_range(start, end)
        if node is None or node.start_byte != start or node.end_byte != end:
            return
        site = _site(node)
        if site is None:
            return
        kind, owner, at = site
        scope = self.innermost(at)
        if kind == "var":
            scope = _holding(scope)
        binding = scope.bindings.get(name)
        if binding is None:
            binding = scope.bindings[name] = Binding(name, scope)
        binding.sites.append((kind, node, owner))
        self._sites.add(start)

    def is_site(self, name: bytes, offset: int) -> bool:
        """Tell whether a name is declared by what stands at an offset."""
        self._bind(name, self.innermost(offset))
        return offset in self._sites

    def innermost(self, offset: int) -> Scope:
        """Return the smallest scope around a byte offset."""
        scope: Scope | None = self._all[bisect_right(self._starts, offset) - 1]
        while scope is not None and scope.end <= offset:
            scope = scope.parent
        return scope or self.root

    def resolve(self, name: bytes, offset: int) -> Binding | None:
        """Return the declaration that a name at an offset means, or None for a global."""
        scope: Scope | None = self.innermost(offset)
        while scope is not None:
            self._bind(name, scope)
            if scope in self._asides and (scope, name) not in self._doubted:
                self._doubted.add((scope, name))
                for aside in self._asides[scope]:
                    self._missing.update(aside.may_declare(name))
            binding = scope.bindings.get(name)
            if binding is not None:
                return binding
            scope = scope.parent
        return None


def _holding(scope: Scope) -> Scope:
    """Return where a `var` in a scope comes to rest."""
    while not scope.holds_var and scope.parent is not None:
        scope = scope.parent
    return scope


def _site(name: Node) -> tuple[Kind, Node, int] | None:
    """Tell how an identifier declares a name: as what, by which node, and where it holds."""
    above = name.parent
    if above is None:
        return None
    if above.type in _CLASSES:
        is_name = above.child_by_field_name("name") == name
        # The name of an expression is seen inside it only.
        owner = above if above.type == "class" else name
        return ("class", owner, name.start_byte) if is_name else None
    if name.type not in _BOUND:
        return None
    if above.type in _FUNCTIONS and above.child_by_field_name("name") == name:
        is_outside = above.type in _NAMED_OUTSIDE
        return "function", above, above.start_byte if is_outside else name.start_byte
    return _imported(name, above) or _bound(name, above)


def _imported(name: Node, above: Node) -> tuple[Kind, Node, int] | None:
    kind, owner = above.type, above
    if kind == "import_specifier":
        if (above.child_by_field_name("alias") or above.child_by_field_name("name")) != name:
            return None
    elif kind == "namespace_import":
        owner = above.parent or above
    elif kind == "import_require_clause":
        owner = name
    elif kind != "import_clause":
        return None
    return "import", owner, name.start_byte


def _bound(name: Node, above: Node) -> tuple[Kind, Node, int] | None:
    """Tell how a name is declared as a variable or a parameter, alone or in a pattern."""
    inner = name
    outer: Node | None = above
    while outer is not None and outer.type in _PATTERNS:
        bound = _PATTERNS[outer.type]
        if bound is not None and outer.child_by_field_name(bound) != inner:
            return None
        inner, outer = outer, outer.parent
    found = None if outer is None else _declared_by(outer, inner)
    return None if found is None else (*found, name.start_byte)


def _declared_by(outer: Node, inner: Node) -> tuple[Kind, Node] | None:
    kind = outer.type
    if kind == "formal_parameters":
        function = outer.parent
        is_real = function is not None and function.type in _FUNCTIONS
        return ("parameter", inner) if is_real else None
    if kind not in _TARGETS or outer.child_by_field_name(_TARGETS[kind]) != inner:
        return None
    if kind == "variable_declarator":
        declared = _DECLARATIONS.get(outer.parent.type) if outer.parent else None
        return (declared, outer) if declared else None
    if kind == "for_in_statement":
        word = outer.child_by_field_name("kind")
        return None if word is None else ("var" if word.type == "var" else "loop", outer)
    return "catch" if kind == "catch_clause" else "parameter", outer
