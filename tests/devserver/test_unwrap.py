"""webpack's wrapper is undone, and no other eval() is."""

import json
import subprocess

from localminis.devserver.unwrap import unwrap

MODULE = (
    'var a = 1;\nresult.push(a + " \\"quoted\\" \\u2028 é");\n'
    "\n//# sourceURL=webpack://app/./src/index.js?\n"
)
BUNDLE = f"""var result = [];
var modules = {{
"./a.js": (() => {{ "use strict";
eval({json.dumps(MODULE)});
}}),
"./b.js": ((__webpack_require__) => {{
eval(__webpack_require__.ts({json.dumps("result.push(this === undefined, typeof a);" + MODULE)}));
}}),
}};
modules["./a.js"]();
modules["./b.js"]({{ ts: (text) => text }});
console.log(JSON.stringify(result));
"""


def run(script: bytes, *flags: str) -> list:
    """Run a script with Node and return what it prints."""
    command = ["node", *flags, "-e", script.decode()]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_modules_do_the_same_without_making_code():
    """What runs is what ran, where the engine refuses to make code of text."""
    bundle = BUNDLE.encode()
    assert run(unwrap(bundle), "--disallow-code-generation-from-strings") == run(bundle)
    assert b"eval" not in unwrap(bundle)
    assert b"sourceURL" not in unwrap(bundle)


def test_what_is_not_webpacks_stays_as_it_is():
    """An eval of the page's own, a string that is no JSON, and another script pass untouched."""
    own = b'eval("1 + 1");'
    assert unwrap(own) == own
    beside = BUNDLE.encode() + own + b'eval("\\x41 //# sourceURL=webpack");'
    assert unwrap(beside).endswith(b'eval("1 + 1");eval("\\x41 //# sourceURL=webpack");')
