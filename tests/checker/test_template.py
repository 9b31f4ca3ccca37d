"""Code in the templates of Vue, Svelte and Astro components."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config

RULES = [all_rules()[it] for it in ("LM101", "LM901")]


def found(name, code):
    outcome = engine.check_texts(
        {name: code}, Circumstances(Config(), is_output=False), rules=RULES
    )
    return [(it.code, it.place.line, it.place.column) for it in outcome.findings]


@pytest.mark.parametrize(
    ("name", "code", "line", "column"),
    [
        ("a.vue", "<template>\n<p @click=\"eval('x')\"></p></template>", 2, 12),
        ("a.vue", "<p v-on:click.prevent=\"eval('x')\" />", 1, 24),
        ("a.vue", "<p :title=\"window.eval('x')\" />", 1, 19),
        ("a.svelte", "<p on:click={() => eval('x')} />", 1, 20),
        ("a.svelte", "don't <p>\n{#if eval('x')}a{/if}", 2, 6),
        ("a.svelte", "{#each eval('x') as { a, b }, i (a)}{/each}", 1, 8),
        ("a.svelte", "{@html eval('<p>')}", 1, 8),
        ("a.astro", "---\nconst x: string = eval('1');\n---\n<p>", 2, 19),
        ("a.astro", "<ul>{list.map((it) => <li>{eval(it)}</li>)}</ul>", 1, 28),
    ],
)
def test_code_in_a_template_is_checked_at_its_place(name, code, line, column):
    """Attributes that hold expressions, braces around them, and the code above an Astro page."""
    assert found(name, code) == [("LM101", line, column)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (
            "a.vue",
            '<p v-for="(a, i) in list" v-slot:x="{ a }" on="a b" @tap="a = b; go()">eval(1)</p>',
        ),
        (
            "a.svelte",
            "<p onclick={(e) => go(e, '}')} {onclick} {...rest}>{#if a}b{:else if c}d{/if}</p>",
        ),
        ("a.svelte", "<!-- {eval('x')} --><style>p { color: red }</style>{`}`}"),
        ("a.svelte", "{#await load() then value}{value}{:catch}{/await}{@const a = b}{unclosed"),
        (
            "a.astro",
            (
                "---\nimport A from './a.astro';\n---\n"
                "<A onClick={() => 1} b={`x ${1}`}>{/* eval(1) */}</A>"
            ),
        ),
    ],
)
def test_the_language_of_a_template_is_no_finding(name, code):
    """What is no script by itself is passed over, and its text and comments are not looked into."""
    assert found(name, code) == []


def test_a_page_has_no_template():
    """In plain HTML a brace is a block, and an attribute with a colon is one without a meaning."""
    assert found("a.html", "<p onclick=\"{ eval('x') }\" @click=\"eval('x')\">{eval('x')}</p>") == [
        ("LM101", 1, 15)
    ]
