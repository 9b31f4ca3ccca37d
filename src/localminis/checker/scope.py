"""Which declaration a name in a script belongs to; a name without one belongs to the page.

The table is made from one query over the syntax tree. Hoisting, parameters, default values,
destructuring, named function expressions, catch, class, import, for and switch are exact; a `with`
block is read as if it changed nothing, so that it cannot hide a name.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from tree_sitter import Language, Node, Query, QueryCursor

Kind = Literal["var", "lexical", "parameter", "function", "class", "catch", "import", "loop"]

_SCOPES: Final = """
[(function_declaration) (generator_function_declaration) (method_definition)] @inner
[(function_expression) (generator_function) (arrow_function)] @whole
(class) @class
[(catch_clause) (for_statement) (for_in_statement) (switch_body) (statement_block)] @block
(class_static_block) @static
(variable_declaration (variable_declarator) @var)
(lexical_declaration (variable_declarator) @lexical)
(class_declaration name: (_) @class.name)
(import_clause) @import
"""
_PLAIN_SCOPES: Final = "(using_declaration (variable_declarator) @lexical)"
_TYPED_SCOPES: Final = """
(internal_module body: (statement_block) @module)
(internal_module name: (identifier) @class.name)
(enum_declaration name: (identifier) @class.name)
(abstract_class_declaration name: (_) @class.name)
(import_require_clause (identifier) @import)
"""
_ESCAPE: Final = re.compile(rb"\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_CODE_POINT_MAX: Final = 0x10FFFF
_PATTERNS: Final = frozenset(
    {"object_pattern", "array_pattern", "rest_pattern", "assignment_pattern", "pair_pattern",
     "object_assignment_pattern", "required_parameter", "optional_parameter"}
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


def name_of(raw: bytes) -> bytes:
    """Return an identifier's name with its unicode escapes resolved."""
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(_character, raw)


def _character(match: re.Match[bytes]) -> bytes:
    point = int(match[1] or match[2], 16)
    return chr(point).encode("utf-8", "replace") if point <= _CODE_POINT_MAX else b"?"


def pattern_names(pattern: Node) -> Iterator[Node]:
    """Yield the identifiers that a pattern binds, default values and computed keys left out."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        kind = node.type
        if kind in {"identifier", "shorthand_property_identifier_pattern"}:
            yield node
        elif kind in {"assignment_pattern", "object_assignment_pattern"}:
            waiting += _field(node, "left")
        elif kind == "pair_pattern":
            waiting += _field(node, "value")
        elif kind in {"required_parameter", "optional_parameter"}:
            waiting += _field(node, "pattern")
        elif kind in _PATTERNS:
            waiting += node.named_children


def _field(node: Node, name: str) -> list[Node]:
    child = node.child_by_field_name(name)
    return [] if child is None else [child]


class Scopes:
    """All scopes of one script and what is declared in each."""

    def __init__(self, language: Language, *, dialect: str, root: Node, content: bytes) -> None:
        self.content = content
        self.root = Scope(0, len(content) + 1, holds_var=True)
        self._sites: set[int] = set()
        self._declared: dict[bytes, list[tuple[Kind, Node, Node, int, int]]] = {}
        # A query belongs to one grammar, and making it takes longer than a small script.
        if dialect not in _QUERIES:
            own = _PLAIN_SCOPES if dialect == "javascript" else _TYPED_SCOPES
            _QUERIES[dialect] = Query(language, _SCOPES + own)
        found = QueryCursor(_QUERIES[dialect]).captures(root)
        self._functions = [*found.get("inner", ()), *found.get("whole", ())]
        self._all = sorted(self._spans(found), key=lambda it: (it.start, -it.end))
        self._nest()
        self._starts = [scope.start for scope in self._all]
        self._declare(found)

    def _spans(self, found: dict[str, list[Node]]) -> Iterator[Scope]:
        yield self.root
        bodies = set()
        for node in self._functions:
            # The name of a declaration or method belongs outside, that of an expression inside.
            is_named_outside = node.type.endswith(("_declaration", "_definition"))
            parameters = node.child_by_field_name("parameters") if is_named_outside else None
            start = node.start_byte if parameters is None else parameters.start_byte
            yield Scope(start, node.end_byte, holds_var=False)
            body = node.child_by_field_name("body")
            if body is not None:
                bodies.add(body.start_byte)
        for node in (*found.get("class", ()), *found.get("block", ())):
            yield Scope(node.start_byte, node.end_byte, holds_var=node.start_byte in bodies)
        for node in (*found.get("static", ()), *found.get("module", ())):
            yield Scope(node.start_byte, node.end_byte, holds_var=True)

    def _nest(self) -> None:
        above: list[Scope] = []
        for scope in self._all:
            while above and above[-1].end <= scope.start:
                above.pop()
            scope.parent = above[-1] if above else None
            above.append(scope)

    def _declare(self, found: dict[str, list[Node]]) -> None:
        for function in self._functions:
            self._declare_function(function)
        for declarator in found.get("var", ()):
            self._declare_pattern("var", declarator, declarator)
        for declarator in found.get("lexical", ()):
            self._declare_pattern("lexical", declarator, declarator)
        for name in found.get("class.name", ()):
            self._add("class", name, name)
        for node in found.get("class", ()):
            for name in _field(node, "name"):
                self._add("class", name, node)
        for node in found.get("block", ()):
            self._declare_block(node)
        for node in found.get("import", ()):
            self._declare_import(node)

    def _declare_block(self, node: Node) -> None:
        if node.type == "for_in_statement" and _field(node, "kind"):
            self._declare_loop(node)
        elif node.type == "catch_clause":
            for parameter in _field(node, "parameter"):
                for name in pattern_names(parameter):
                    self._add("catch", name, node)

    def _declare_function(self, node: Node) -> None:
        is_declaration = node.type.endswith("_declaration")
        for name in _field(node, "name"):
            # A method's name is a property; an expression's name is seen by itself only.
            if name.type == "identifier":
                self._add("function", name, node, at=node.start_byte if is_declaration else None)
        for single in _field(node, "parameter"):
            self._add("parameter", single, node)
        for parameters in _field(node, "parameters"):
            for parameter in parameters.named_children:
                for name in pattern_names(parameter):
                    self._add("parameter", name, parameter)

    def _declare_pattern(self, kind: Kind, declarator: Node, owner: Node) -> None:
        for pattern in _field(declarator, "name"):
            for name in pattern_names(pattern):
                self._add(kind, name, owner)

    def _declare_loop(self, node: Node) -> None:
        kind = _field(node, "kind")[0].type
        for pattern in _field(node, "left"):
            for name in pattern_names(pattern):
                hoisted: Kind = "var" if kind == "var" else "loop"
                self._add(hoisted, name, node)

    def _declare_import(self, node: Node) -> None:
        if node.type == "identifier":
            self._add("import", node, node)
        for child in node.named_children:
            if child.type == "identifier":
                self._add("import", child, node)
            elif child.type == "namespace_import":
                for name in child.named_children:
                    self._add("import", name, node)
            elif child.type == "named_imports":
                for specifier in child.named_children:
                    if specifier.type == "import_specifier":
                        names = _field(specifier, "alias") or _field(specifier, "name")
                        for name in names:
                            self._add("import", name, specifier)

    def _add(self, kind: Kind, identifier: Node, owner: Node, *, at: int | None = None) -> None:
        start = identifier.start_byte
        name = name_of(self.content[start : identifier.end_byte])
        site = (kind, identifier, owner, start, start if at is None else at)
        self._declared.setdefault(name, []).append(site)

    def _bind(self, name: bytes) -> None:
        """Give the declarations of a name to their scopes; most names are never asked for."""
        for kind, identifier, owner, start, at in self._declared.pop(name):
            scope = self.innermost(at)
            if kind == "var":
                while not scope.holds_var and scope.parent is not None:
                    scope = scope.parent
            binding = scope.bindings.get(name)
            if binding is None:
                binding = scope.bindings[name] = Binding(name, scope)
            binding.sites.append((kind, identifier, owner))
            self._sites.add(start)

    def is_site(self, name: bytes, offset: int) -> bool:
        """Tell whether a name is declared by what stands at an offset."""
        if name in self._declared:
            self._bind(name)
        return offset in self._sites

    def innermost(self, offset: int) -> Scope:
        """Return the smallest scope around a byte offset."""
        scope: Scope | None = self._all[bisect_right(self._starts, offset) - 1]
        while scope is not None and scope.end <= offset:
            scope = scope.parent
        return scope or self.root

    def resolve(self, name: bytes, offset: int) -> Binding | None:
        """Return the declaration that a name at an offset means, or None for a global."""
        if name in self._declared:
            self._bind(name)
        scope: Scope | None = self.innermost(offset)
        while scope is not None:
            binding = scope.bindings.get(name)
            if binding is not None:
                return binding
            scope = scope.parent
        return None
