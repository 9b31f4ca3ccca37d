"""Write `docs/reference/*.md` from the program itself; `--check` only says which pages are stale.

Nothing here is typed twice: commands come from the command line's own help, settings from their
fields, endpoints, errors, events and statements from `spec/`, refusals from the tree of
`errors.py`, rules from the checker's own files.
"""

import argparse
import collections
import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING
from pathlib import Path
from typing import Any, Final

import click
import msgspec

import localminis
from localminis import client, errors, settings
from localminis.checker.rule import Example, Rule, all_rules
from localminis.cli import root, terminal
from localminis.client import resources, transport, webhooks
from localminis.errors import Conflict, Invalid, MinisError, NotFound, Refused, Unavailable
from localminis.spec import (
    endpoints,
    error_codes,
    events,
    fields,
    limits,
    scopes,
    signature,
    unsent_events,
)
from localminis.spec.statements import topics
from localminis.spec.statements.statement import CONFIDENCES, VERDICTS, Statement
from localminis.web import openapi
from localminis.web.admin.routes import TABLE as ADMIN_TABLE
from localminis.webhooks import events as recording

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
HELP_WIDTH: Final = 88
KINDS: Final = (Invalid, Refused, NotFound, Conflict, Unavailable)

TOKENS: Final = {
    "client_credentials": "client key and secret in the form",
    "user": "user access token (`act.…`)",
    "client": "client access token (`clt.…`)",
}
BODY_KINDS: Final = {
    "form": "form-encoded",
    "json": "JSON",
    "query": "query string",
    "none": "none",
}


def page(title: str, about: str, *sections: str) -> str:
    """Join a page: title, who wrote it, what it is about, sections."""
    notice = "<!-- Written by tools/write_reference.py; edit the program instead. -->"
    return "\n\n".join([f"# {title}", notice, about, *sections]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(text: str, language: str = "") -> str:
    """Write a block of code."""
    return f"```{language}\n{text}\n```"


def first_line(thing: Any) -> str:
    """Return the first paragraph of a docstring as one line."""
    return " ".join((thing.__doc__ or "").strip().split("\n\n")[0].split())


def commands() -> str:
    """Write every command's own help."""
    main = root.LazyGroup("localminis", root.LOCALMINIS, "")
    context = click.Context(
        main, info_name="localminis", terminal_width=HELP_WIDTH, **main.context_settings
    )
    sections = []
    for path, command in _walk(main, context):
        if not isinstance(command, click.Group):
            sections.append(f"## `{path.command_path}`")
            sections.append(code(command.get_help(path)))
    alias = table(
        ("as existing scripts call it", "the same as"),
        [(f"`ttdx minis {name}`, `minis {name}`", f"`localminis {name}`") for name in root.LEGACY],
    )
    codes = table(
        ("exit code", "meaning"),
        [
            (0, "done"),
            (terminal.EXIT_REFUSED, "refused, in one sentence on standard error"),
            (terminal.EXIT_USAGE, "wrong usage: an unknown option, a value of the wrong form"),
            (
                terminal.EXIT_UNAVAILABLE,
                "something outside is not there: a port, a program",
            ),
            (terminal.EXIT_BUG, "a bug in LocalMinis, with its traceback"),
            (terminal.EXIT_INTERRUPTED, "interrupted"),
        ],
    )
    about = (
        "One program under three names. `minis dev` and `localminis dev` are the same as `debug`."
        " Commands that steer a platform find the running one through its state folder;"
        " with none running they open the folder themselves."
    )
    return page("Commands", about, alias, codes, *sections)


def _walk(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Context, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, context, name, **command.context_settings)
        yield below, command
        if isinstance(command, click.Group):
            yield from _walk(command, below)


def settings_page() -> str:
    """Write the settings with their environment variables."""
    rows = []
    for each in dataclasses.fields(settings.Settings):
        default = "your data folder, `localminis` in it"
        if each.default is not MISSING:
            default = "none" if each.default is None else f"`{each.default}`"
        about = each.metadata["about"]
        rows.append((f"`LOCALMINIS_{each.name.upper()}`", default, about))
    about = (
        "A flag of a command (`--home`, `--port`) comes before the environment, and the environment"
        " before the default. Settings are read once, when a command starts."
    )
    backend = table(
        ("variable", "default", "meaning"),
        [
            (
                f"`{transport.ENVIRONMENT_VARIABLE}`",
                f"`{endpoints.OPEN_API_ORIGIN}`",
                "Address of the platform; the argument `base_url` comes before it.",
            )
        ],
    )
    return page(
        "Settings",
        about,
        table(("variable", "default", "meaning"), rows),
        "## Read by `localminis.client` in your backend",
        backend,
    )


def endpoints_page() -> str:
    """Write the open API's endpoints and the admin API's calls."""
    sections, client_methods = [], _client_methods()
    for each in endpoints.ENDPOINTS:
        methods = ", ".join(f"`{name}`" for name in client_methods.get(each.id, ())) or "none"
        facts = [("token", TOKENS[each.auth]), ("body", BODY_KINDS[each.body])]
        sections.append(f"## `{each.method} {each.path}`")
        own = ", ".join(f"`{word}`" for word in fields.ERRORS[each.id])
        facts += [("errors of its own", own or "none"), ("in `localminis.client`", methods)]
        sections.append(table(("", ""), facts))
        if fields.FIELDS[each.id]:
            rows = [_field(one) for one in fields.FIELDS[each.id]]
            sections.append(table(("field", "type", "", "limits", ""), rows))
    calls = table(
        ("call", "body", "does"),
        [
            (
                f"`{method} /admin/v1/{path}`",
                _body(shape),
                first_line(handler),
            )
            for method, path, shape, handler in ADMIN_TABLE
        ],
    )
    fields_by_scope = table(
        ("field of `/v2/user/info/`", "scopes that open it"),
        [
            (f"`{name}`", " or ".join(f"`{scope}`" for scope in opened_by))
            for name, opened_by in scopes.FIELD_SCOPES.items()
        ],
    )
    return page(
        "Endpoints",
        "The part of the open API that is served, at the same paths as the platform's own,"
        " with and without the slash at the end. Limits of length and number are ours; the platform"
        " publishes none. A running platform describes itself in OpenAPI, at"
        f" `{openapi.OPEN_API_PATH}` and `{openapi.ADMIN_PATH}`; both lie beside this page, as"
        " [openapi.json](openapi.json) and [openapi-admin.json](openapi-admin.json).",
        *sections,
        "## User fields and scopes",
        fields_by_scope,
        "## Steering: the admin API",
        "On the same address, for `Authorization: Bearer` with the `admin_token` of `run.json` in"
        " the state folder; no browser page may call it. The command line uses these calls.",
        calls,
    )


def _client_methods() -> dict[str, list[str]]:
    """Find which calls of the client use an endpoint, in the one module that makes them."""
    found: dict[str, list[str]] = {}
    for name, function in inspect.getmembers(resources, inspect.isfunction):
        if not name.startswith("_") and function.__module__ == resources.__name__:
            for constant in re.findall(r"endpoints\.([A-Z_]+)", inspect.getsource(function)):
                found.setdefault(getattr(endpoints, constant).id, []).append(name)
    return {id_: list(dict.fromkeys(names)) for id_, names in found.items()}


def _body(shape: Any) -> str:
    if shape is bytes:
        return "a zip"
    if not issubclass(shape, msgspec.Struct):
        return "any JSON object"
    return ", ".join(f"`{name}`" for name in shape.__struct_fields__) or "none"


FIELD_KINDS: Final = {
    "text": "text",
    "number": "whole number",
    "texts": "list of texts",
    "numbers": "list of whole numbers",
    "object": "object",
}


def _field(each: fields.Field) -> tuple[str, ...]:
    return f"`{each.name}`", FIELD_KINDS[each.kind], _need(each), _limits(each), each.about


def _limits(each: fields.Field) -> str:
    if each.only:
        return ", ".join(f"`{value}`" for value in each.only)
    if each.most is None:
        return ""
    if each.kind == "number":
        return f"{each.least} to {each.most}"
    least = 0 if each.may_be_empty else 1
    return f"{least} to {each.most} {'characters' if each.kind == 'text' else 'of them'}"


def errors_page() -> str:
    """Write every error code with its status, and every refusal of our own."""
    words = [
        (f"`{word}`", status, _client_class(word))
        for word, status in error_codes.WORD_STATUS.items()
    ]
    numbers = [
        (
            f"`{number}`",
            meaning,
            f"{error_codes.api_status(number, 'ok')} / {error_codes.api_status(number, 'http')}",
            _client_class(number),
        )
        for number, meaning in error_codes.NUMERIC_MEANING.items()
    ]
    oauth = [
        (
            f"`{word}`",
            " / ".join(str(error_codes.oauth_status(word, way)) for way in ("standard", "ok")),
            f"`{type(client.errors.oauth_error(word, '', 400, '')).__name__}`",
        )
        for word in error_codes.OAUTH_STATUS
    ]
    sdk = [
        (f"`{method}`", f"`{error_codes.sdk_error_code(method, reason)}`", reason.replace("_", " "))
        for method in error_codes.SDK_PREFIX
        for reason in error_codes.SDK_SUFFIX
    ]
    return page(
        "Errors",
        "Every error the platform can answer with, and every refusal of LocalMinis itself.",
        "## Open API: words",
        "In the envelope, as `error.code`.",
        table(("code", "status", "`localminis.client` raises"), words),
        "## Open API: Minis numbers",
        "The status depends on the setting `numeric_error_status`: `ok` / `http`.",
        table(("code", "meaning", "status", "`localminis.client` raises"), numbers),
        "## OAuth endpoints",
        "Flat, as `error`. The status depends on the setting `oauth_error_status`:"
        " `standard` / `ok`.",
        table(("error", "status", "`localminis.client` raises"), oauth),
        "## The page's SDK",
        table(("method", "`error_code`", "reason"), sdk),
        "## Refusals of LocalMinis",
        "On the command line a refusal is one sentence and exit code 1, or 3 for `Unavailable`."
        " The simulator's and the admin API answer with `error.code`.",
        table(("refusal", "kind", "`code`", "when"), _refusals()),
    )


def _client_class(code_: str) -> str:
    return f"`{type(client.errors.api_error(code_, 400, '', '')).__name__}`"


def _refusals() -> list[tuple[str, str, str, str]]:
    for each in pkgutil.walk_packages(localminis.__path__, "localminis."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    rows = []
    for leaf in _subclasses(MinisError):
        # The kinds themselves are no refusals, and a test's own leaves are none of the program's.
        if leaf.__module__ == errors.__name__ or not leaf.__module__.startswith("localminis."):
            continue
        kind = next(
            (each.__name__ for each in KINDS if issubclass(leaf, each)), MinisError.__name__
        )
        rows.append((f"`{leaf.__name__}`", kind, f"`{leaf.code}`", first_line(leaf)))
    return sorted(rows)


def _subclasses(kind: type[MinisError]) -> Iterator[type[MinisError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def events_page() -> str:
    """Write the webhook events, and one delivery with a real signature."""
    produced = [each for each in vars(recording).values() if isinstance(each, events.EventKind)]
    produced.extend(recording.SUBSCRIPTION_EVENTS.values())
    rows = [
        (
            f"`{each.name}`",
            ", ".join(f"`{name}`" for name in each.content_fields) or "none",
            each.confidence,
            "yes" if each in produced else "not yet",
            f"`{_event_class(each)}`",
        )
        for each in events.EVENTS
    ]
    body = json.dumps(
        {
            "client_key": "mnexample0000001",
            "event": events.REDEEM_SUCCESS.name,
            "create_time": 1_800_000_000,
            "user_openid": "-000example",
            "content": json.dumps(
                {"trade_order_id": "TOIDexample", "order_id": "order-1", "is_sandbox": False},
                separators=(",", ":"),
            ),
        },
        separators=(",", ":"),
    )
    secret = "example-client-secret"  # noqa: S105 - the example's, of no app
    header = signature.sign(secret, body.encode(), 1_800_000_000)
    hours = limits.WEBHOOK_HORIZON_S // 3600
    return page(
        "Webhook events",
        "A POST with a JSON envelope; `content` is a JSON document inside a JSON text. Only status"
        f" 200 acknowledges it. Everything else is tried again, first after about"
        f" {limits.WEBHOOK_FIRST_DELAY_S} s, then {limits.WEBHOOK_FACTOR} times later each, at most"
        f" {limits.WEBHOOK_DELAY_CAP_S // 3600} h apart, for {hours} h of platform time.",
        table(("event", "fields of `content`", "confidence", "sent", "`localminis.client`"), rows),
        "## Signature",
        f"`{signature.HEADER}: t=<epoch seconds>,s=<hex>`, where `s` is HMAC-SHA256 over `t`, a dot"
        " and the raw body, keyed by the app's client secret. This example is genuine: check your"
        f" own verification with the secret `{secret}`.",
        code(body, "json"),
        code(f"{signature.HEADER}: {header}"),
    )


def _event_class(kind: events.EventKind) -> str:
    """Let the client read an event of this kind, and return the class it makes of it."""
    texts = {"trade_order_id": "T", "order_id": "o", "is_sandbox": False}
    content = json.dumps({**texts, "refund_amount": 1, "reason": 1})
    envelope = {"event": kind.name, "client_key": "k", "create_time": 0, "content": content}
    body = json.dumps(envelope).encode()
    return type(webhooks.parse_webhook("s", body, signature.sign("s", body, 0), now_s=0)).__name__


def fidelity_page() -> str:
    """Write every statement of the contract with what we do, and the test that proves it."""
    rows_of = {topic: [_statement(each) for each in rows] for topic, rows in topics.TOPICS.items()}
    header = ("the platform", "how sure", "verdict", "here", "source", "proof")
    sections = []
    for topic, rows in rows_of.items():
        sections += [f"## {topic}", table(header, rows)]
    verdicts = collections.Counter(each.verdict for each in _statements())
    words = [(word, f"{verdicts[word]} of the rules below", VERDICTS[word]) for word in VERDICTS]
    sure = list(CONFIDENCES.items())
    return page(
        "Fidelity",
        "Every statement about the platform that we know of: how sure it is, what LocalMinis does,"
        " and the test that proves it. [How faithful it is](../explanation/fidelity.md) says how to"
        " read it.",
        table(("verdict", "", "means"), words),
        table(("how sure", "means"), sure),
        *sections,
        "## Endpoints",
        f"Each is served as documented; proof: {_proof(topics.ENDPOINT_TEST)}.",
        table(
            ("endpoint", "token", "body"),
            [
                (f"`{each.method} {each.path}`", TOKENS[each.auth], BODY_KINDS[each.body])
                for each in endpoints.ENDPOINTS
            ],
        ),
        "## Fields of requests",
        "The same as documented, with limits of ours; every one is tried with everything that goes"
        f" wrong with its kind: {_proof(topics.FIELD_TEST)}.",
        table(
            ("endpoint", "field", "", "limits (ours)"),
            [
                (f"`{id_}`", f"`{each.name}`", _need(each), _limits(each))
                for id_, found in fields.FIELDS.items()
                for each in found
            ],
        ),
        "## Errors of endpoints",
        f"Each is provoked in its situation: {_proof(topics.ERROR_TEST)}.",
        table(
            ("endpoint", "errors beside those of its family"),
            [
                (f"`{id_}`", ", ".join(f"`{word}`" for word in words_) or "none")
                for id_, words_ in fields.ERRORS.items()
            ],
        ),
        "## Fields of answers",
        "Answers are made from the shapes of the [OpenAPI description](openapi.json) and hold no"
        " other field; proof: "
        + _proof(
            "conformance/openapi/test_schemathesis.py::test_the_open_api_answers_as_it_is_described"
        )
        + ".",
        "## Events",
        f"Proof: {_proof(topics.EVENT_TEST)}.",
        table(
            ("event", "how sure", "here"),
            [(f"`{each.name}`", each.confidence, "sent") for each in events.EVENTS]
            + [
                (f"`{each.name}`", each.confidence, "made up on request only")
                for each in (*unsent_events.UNAVAILABLE, *unsent_events.FOREIGN)
            ],
        ),
    )


def _statements() -> Iterator[Statement]:
    for rows in topics.TOPICS.values():
        yield from rows


def _statement(each: Statement) -> tuple[str, ...]:
    setting = f"setting `{each.setting}`" if each.setting else ""
    here = "; ".join(filter(None, (each.here, setting)))
    return each.says, each.confidence, each.verdict, here, each.source, _proof(each.test)


def _proof(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../../tests/{path})"


def _need(each: fields.Field) -> str:
    return "required" if each.is_required else "optional"


def rules_page() -> str:
    """Write every rule of the checker with its first example of both kinds."""
    rules = all_rules().values()
    rows = [
        (f"[{it.code}](#{_anchor(it)})", f"`{it.name}`", it.severity.word, it.confidence, it.title)
        for it in rules
    ]
    about = (
        "What `localminis check` looks for. A rule is named by its code or its name, in"
        " `--severity`, in `package.json` and in comments; `localminis rules CODE` shows all of its"
        " examples. The basis says what stands behind a rule: the platform's documentation"
        " (`documented`), what developers met (`observed`), or ourselves (`policy`)."
    )
    header = ("code", "name", "severity", "basis", "title")
    return page("Rules", about, table(header, rows), *map(_rule_section, rules))


def _rule_section(rule: Rule) -> str:
    parts = [
        f"## {rule.code} `{rule.name}`",
        f"{rule.title}.",
        f"Severity: {rule.severity.word}. Basis: {rule.confidence} (`{rule.source}`).",
        f"Why: {rule.why}",
        f"Fix: {rule.fix}",
    ]
    for word, examples in (("Found", rule.bad), ("Fine", rule.good)):
        if examples:
            parts.append(f"{word}: {_places(examples[0])}")
            parts.extend(_example_files(examples[0]))
    return "\n\n".join(parts)


def _anchor(rule: Rule) -> str:
    return f"{rule.code} {rule.name}".lower().replace(" ", "-")


def _places(example: Example) -> str:
    names = ", ".join(f"`{path}`" for path in example.files) or "nothing but the config"
    kind = "" if example.is_output else " in the sources"
    at = ", ".join(
        f"`{path}` {line}:{column}" if line else f"`{path}` as a whole"
        for path, line, column in example.at
    )
    return f"{names}{kind}{f', reported at {at}' if at else ''}."


def _example_files(example: Example) -> Iterator[str]:
    for path, content in example.files.items():
        if isinstance(content, str):
            yield code(content, Path(path).suffix.removeprefix("."))
        else:
            yield f"(`{path}`: {len(content)} bytes)"


def _described(describe: Callable[[], Any]) -> Callable[[], str]:
    return lambda: json.dumps(describe(), indent=1, ensure_ascii=False) + "\n"


PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands,
    "openapi.json": _described(openapi.open_api),
    "openapi-admin.json": _described(openapi.admin_api),
    "settings.md": settings_page,
    "endpoints.md": endpoints_page,
    "errors.md": errors_page,
    "fidelity.md": fidelity_page,
    "events.md": events_page,
    "rules.md": rules_page,
}


def stale(folder: Path) -> list[str]:
    """Return the names of pages that are missing or not what the program says now."""
    return [
        name
        for name, write in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != write()
    ]


def main(arguments: Sequence[str] | None = None, folder: Path = REFERENCE) -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description="Write docs/reference from the program.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on stale pages")
    is_check = parser.parse_args(arguments).check
    names = stale(folder)
    if is_check:
        for name in names:
            print(f"docs/reference/{name} is stale. Run `make docs`.")
        return 1 if names else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(PAGES[name](), "utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
