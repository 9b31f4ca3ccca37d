"""Scripts to hold both engines to: what rules show as wrong and right, in all surroundings.

Not a test module. A script is put together from pieces that are valid by themselves, and may then
be damaged.
"""

from hypothesis import strategies as st

from localminis.checker.rule import all_rules

EXAMPLES = sorted(
    {
        text
        for rule in all_rules().values()
        for example in (*rule.bad, *rule.good)
        for path, text in example.files.items()
        if path.endswith(".js")
        and isinstance(text, str)
        and "import {" not in text
        and len(text) < 500
    }
)
# What is hard to read without a parser: texts in texts, slashes, braces that are no functions.
PIECES = [
    "a = b / c / d;",
    "a = (b + c) / 2 / (d - e);",
    "if (a) /eval('x')/.test(b);",
    "for (const it of list) /[/'\"`]/u.exec(it);",
    "const form = /[/\\]'\"]+/g, other = a++ / 2;",
    "x = a ? /'/ : b / 1;",
    "// it's eval('x') here\n",
    "/* window.open('https://a.example') \" */",
    "const text = 'it\\'s ${eval}'; const more = \"//\";",
    'const t = `a ${b ? `c ${d} \'` : "}"} e`;',
    "const t = `${window.eval('x')}`;",
    "const { eval: run, open } = window; run('x'); open('y');",
    "const w = window, d = w.document; d.createElement('iframe'); w['ev' + 'al']('x');",
    "var later = setTimeout; later('tick()', 1);",
    "let e = 'tick()'; setTimeout(e, 1);",
    "function parent(top) { return top.eval(parent); }",
    "const parent = node.parent; parent.eval('x'); parent[0].open();",
    "class Box { constructor(open) { this.open = open; } eval() { this.eval(); } }",
    "class Box { static { this.x = 1; } field = this.eval; #p() {} }",
    "o = { eval, open: 1, setTimeout(text) { return text; }, get top() { return 1; } };",
    "(function () { this.eval('x'); })();",
    "!function (w, d) { w.eval('x'); d.write('y'); }(window, document);",
    "f.call(this, window); g(window, document);",
    "[].map.constructor('x')(); ({}).constructor.name; a.constructor === Object;",
    "label: for (;;) { break label; }",
    "import('https://cdn.example.com/a.js'); import('./a.js');",
    "$('#a').get('https://a.example'); $.get('https://a.example/b'); http('https://c.example');",
    "i.src = 'https://cdn.example.com/a.js'; i.src = url; i.src = this.url;",
    "axios.create({ baseURL: 'https://api.example.com', timeout: 1 });",
    "client_secret = 'k2j4h5k2j3h4k5'; o.login();",
    "switch (tag) { case 'iframe': case \"video\": break; }",
    "h('iframe', null); jsx('video', {}); make('iframe', {});",
    "typeof eval; typeof window === 'object' && window.navigator.vibrate(1);",
    "location.href = 'https://a.example/'; if (location.href) location.reload();",
    "x = y\n/re/g.exec(z);",
    "a = function () {} / 2;",
    "throw /x'/;",
    "do x++; while (x < 5) /'/.test(x);",
    "const big = function () { return { a: [1, 2, 3], b: 'c', d: function () { return e; } }; };",
    "\\u0065val('x');",
    "a <!-- b\n;",
    # Statements that declare what others ask for.
    "var w = window;",
    "w.eval('x'); d.write('y');",
    "var { d } = { d: document }, later = null;",
    "var [own, fetch] = list, run = eval;",
    "run('x'); later('tick()', 1); fetch('https://a.example');",
    "if (a) { var eval = own; }",
    "for (var setTimeout in o);",
    "if (a) { let navigator = 1; } else navigator.vibrate(1);",
    "function open() {}\nfunction run() { return 1; }",
    "async function later() { const w = 1; return `${w} ${d}`; }",
    "const f = function navigator() {}, w = (a, b), o = { d: d, w };",
    "if (a) run('x'); else if (b) w.eval('x'); else c();",
    "do run('x'); while (w.open('y'));",
    "let self, n = `${function document() {}}`;",
    "class parent {} class d extends w {}",
    "var x = {}\nfunction eval() {}\nvar y = () => {}\nw = 1",
    "(function () { return this; })().eval('x')",
    "return { d, w: window };",
]
WRAPPERS = [
    "%s",
    "function f(a, b) { %s }",
    "const g = (a) => { %s };",
    "(function () { %s })();",
    "class C { m(a) { %s } n(a, { b } = {}) { return 1; } }",
    "const o = { m() { %s }, k: async function () { return 2; } };",
    "if (a) { %s } else { b(); }",
    "try { %s } catch (window) { window.eval('x'); }",
    "void function (document, eval) { %s }(1, 2);",
    "e => { %s };",
    "!function (e, n, r) { e.eval('x'); n.write('y'); %s }(window, document);",
    "var w = window, d = w.document, later = setTimeout; function h() { %s w.eval(d); }",
    "(function (root) { const view = root, f = view.eval; %s f('x'); })(self);",
]
# Long enough to be left out, with names that may matter.
_LONG = "a text that makes it long enough to be left out, with // and /* in it; " * 3
FILLERS = [
    "function filler%d(e, t) { const n = e.map((r) => r.id + t); return n.concat('LONG') / 2; }",
    "class Filler%d { constructor(e) { this.e = e; } sum() { return this.e / 2 + 'LONG'; } }",
    "const filler%d = (w, e) => { w = e; later = 1; run = w; d = e.document; return 'LONG';\n};",
]

pieces = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from(EXAMPLES),
    st.builds(
        lambda form, number: (form % number).replace("LONG", _LONG),
        st.sampled_from(FILLERS),
        st.integers(0, 3),
    ),
)
bodies = st.recursive(
    pieces,
    lambda inner: st.builds(
        lambda form, parts: form.replace("%s", "\n".join(parts)),
        st.sampled_from(WRAPPERS),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)
scripts = st.builds("\n".join, st.lists(bodies, min_size=1, max_size=5))
_DAMAGE = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 3),
    st.sampled_from(
        ["", "'", '"', "`", "/", "{", "}", "(", ")", "\n", "//", "/*", "*/", "\\", " ", "x"]
    ),
)


# What is small is read with all statements around what matters.
_LARGE = f"/* {'a comment ' * 6600} */"


def large(text):
    """Make a script large enough for statements to be left out, in functions as well."""
    return _LARGE + text.replace("{ ", "{ /* " + "large " * 180 + "*/ ")


@st.composite
def damaged(draw):
    """Make a script with some characters taken away or put in."""
    text = draw(scripts)
    for where, length, put in draw(st.lists(_DAMAGE, max_size=4)):
        at = int(where * len(text))
        text = text[:at] + put + text[at + length :]
    return text
