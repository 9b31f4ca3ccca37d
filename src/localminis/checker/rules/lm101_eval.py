"""`eval` in any form: called, aliased, by any name of the window, computed, passed on."""

from collections.abc import Iterator

from localminis.checker.rule import WARNING, Hit, ScriptSubject, html, js, restricted, ts


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report every place that obtains `eval`; a variable that holds it is not reported again."""
    script = subject.script
    for use in subject.reach.uses("eval"):
        if use.is_alias:
            continue
        parent = use.parent
        if parent is not None and parent.type == "unary_expression":
            operator = parent.child_by_field_name("operator")
            if operator is not None and operator.type == "typeof":
                message = "typeof eval only asks for it, but a scan may refuse the word."
                yield Hit(message, script.place(use.at), WARNING)
                continue
        is_called = parent is not None and parent.type == "call_expression"
        what = "eval() is called" if is_called else "eval is taken as a value"
        yield Hit(f"{what}.", script.place(use.at))


RULE = restricted(
    "LM101",
    "eval",
    script=check,
    reaches=("eval",),
    bad=(
        js("eval('1 + 1');", (1, 1)),
        js("(0, eval)('x');", (1, 5)),
        js("const run = eval;\nrun('x');", (1, 13)),
        js("const { eval: run } = window;\nrun('x');", (1, 9)),
        js("window['ev' + 'al']('x');", (1, 8)),
        js("self[`eval`]?.('x');", (1, 6)),
        js("const key = 'eval';\nglobalThis[key]('x');", (2, 12)),
        js("window.window?.eval.call(null, 'x');", (1, 16)),
        js("const w = window;\nw.eval('x');", (2, 3)),
        js("(function (w) { w.eval('x'); })(window);", (1, 19)),
        js("texts.map(eval);", (1, 11)),
        js("this.eval('x');", (1, 6)),
        js("\\u0065val('x');", (1, 1)),
        js("typeof eval === 'function';", (1, 8)),
        js("document.defaultView.eval('x');", (1, 22)),
        js("function f(run = eval) { run('x'); }", (1, 18)),
        js("Reflect.get(window, 'eval')('x');", (1, 21)),
        js("with (o) { eval('x'); }", (1, 12)),
        ts("(window as any).eval('x');", (1, 17)),
        html("<button onclick=\"eval('x')\">go</button>", (1, 18)),
        html("<a href=\"javascript:eval('x')\">go</a>", (1, 21)),
        html("<p>\n<script>\n  eval('x');\n</script>", (3, 3)),
    ),
    good=(
        js("const Reflect = own;\nReflect.get(window, 'eval')('x');"),
        js("// eval('x')\nconst text = \"eval('x')\"; const form = /eval\\(/;"),
        js("`eval('x') ${safe}`;"),
        js("const machine = { eval(code) { return code; } };\nmachine.eval('x');"),
        js("function run(eval) { return eval('x'); }"),
        js("import { eval } from './machine.js';\neval('x');"),
        js("try { go(); } catch (eval) { eval('x'); }"),
        js("label: for (const eval of list) { eval('x'); }"),
        js("class Machine { #eval() {} run() { this.#eval(); this.eval(); } }"),
        ts("type Eval = typeof eval;"),
        html("<template><!-- eval('x') --></template><script type='text/template'>eval()</script>"),
    ),
)
