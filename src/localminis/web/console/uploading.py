"""Uploading a zip from a page: it goes through, piece by piece, and is never held whole.

A build becomes a version, a bundle takes the place of everything. What each makes of the bytes is
said by the taker of its call.

The form has its fields before its file, so the visit's mark is checked before a byte is kept.
"""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from localminis.errors import MinisError
from localminis.members import audit
from localminis.publishing.model import IconInvalid
from localminis.spec import publishing as spec
from localminis.spec.manifest import MEGABYTE
from localminis.web import uploads
from localminis.web.admin import bundle_views, calls, roles
from localminis.web.bundles.model import BUNDLE_MAX_BYTES
from localminis.web.console import access, door, forms
from localminis.web.console.access import Visit
from localminis.web.console.door import Action, Page
from localminis.web.console.forms import Given
from localminis.web.context import Context
from localminis.web.endpoint import BodyInvalid, View

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FIELD_MAX_BYTES: Final = 4_096
# What is around the file in a form, and more.
_FRAME_MAX_BYTES: Final = 65_536
_NO_FILE: Final = "No file was chosen. Choose the zip on your disk, then send it again."


@dataclass(slots=True)
class _Parts:
    """What has come of a form so far: its fields, and the file's bytes that nobody has taken."""

    fields: dict[str, bytearray] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    has_file: bool = False
    _name: str = ""
    _is_file: bool = False
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": self._take,
        }

    def _begin(self) -> None:
        self._name, self._is_file = "", False
        self._header.clear()
        self._value.clear()

    def _end_header(self) -> None:
        from python_multipart.multipart import parse_options_header

        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
            self._is_file = b"filename" in options
            self.has_file = self.has_file or bool(options.get(b"filename"))
            if not self._is_file:
                self.fields[self._name] = bytearray()  # the last of a name counts, as in a form
        self._header.clear()
        self._value.clear()

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.pieces.append(data[start:end])
            return
        kept = self.fields.setdefault(self._name, bytearray())
        kept.extend(data[start:end])
        if len(kept) > _FIELD_MAX_BYTES:
            raise BodyInvalid(f"The field {self._name} is longer than {_FIELD_MAX_BYTES} bytes.")

    def given(self) -> Given:
        """Return the fields as texts."""
        return {name: bytes(raw).decode("utf-8", "replace") for name, raw in self.fields.items()}


async def _version(
    context: Context, request: Request, chunks: AsyncIterator[bytes], given: Given
) -> dict[str, Any]:
    key = request.path_params["client_key"]
    made = await uploads.take(context, key, chunks, note=given.get("note", ""))
    return {"number": made.number}


async def _bundle(
    context: Context, _: Request, chunks: AsyncIterator[bytes], given: Given
) -> dict[str, Any]:
    is_replacing = given.get("replace") == "true"
    loaded = await bundle_views.load(context, chunks, is_replacing=is_replacing)
    return {"apps": len(loaded["apps"])}


# Of each call that takes a file: who takes it, and beyond which size the form is not even read.
_TAKERS: Final = {
    "apps/{client_key}/versions": (_version, 2 * spec.UPLOAD_MAX_BYTES),
    "bundle": (_bundle, 2 * BUNDLE_MAX_BYTES),
}


def upload_view(context: Context, action: Action, page: Page, actions: tuple[Action, ...]) -> View:
    """Build the view that hands a form's file to its taker; a refusal shows the page again."""
    method, path = action.call
    take, most_bytes = _TAKERS[path]

    async def answer(request: Request, visit: Visit) -> Response:
        parts = _Parts()
        stream = _fed(request, parts, most_bytes)
        try:
            given = await _fields(parts, stream)
            access.check_mark(visit, given.pop(forms.MARK, ""))
            visit.actor.require(roles.needed(method, path, request))
            if not parts.has_file:
                raise BodyInvalid(_NO_FILE)
            made = await take(context, request, _chunks(parts, stream), given)
            if context.settings.is_served:
                done, where = " ".join(action.call), request.url.path
                await context.store.run(lambda tx: audit.record(tx, visit.actor, done, where))
        except MinisError as refusal:
            # A browser that is still sending would not hear the answer.
            async for _ in stream:
                parts.pieces.clear()
            refused = door.Refused(action, refusal, {})
            return await door.shown(context, request, visit, page, actions, refused)
        return await door.finished(
            context, request, visit, page, actions, door.Done(action, {}, made)
        )

    return door.guarded(context, answer)


def file_view(context: Context, action: Action, page: Page, actions: tuple[Action, ...]) -> View:
    """Build the view of a form with a small file, which goes into the call's body in base64."""
    call, name = calls.find(*action.call), action.file
    assert name is not None, "the action has a file"

    async def answer(request: Request, visit: Visit) -> Response:
        parts = _Parts()
        stream = _fed(request, parts)
        given: Given = {}
        try:
            content = await _small(parts, stream)
            given = parts.given()
            access.check_mark(visit, given.pop(forms.MARK, ""))
            if not parts.has_file:
                raise BodyInvalid("No file was chosen. Choose a picture.")
            encoded = {**given, name: base64.b64encode(content).decode()}
            made = await door.called(context, visit, call, request, encoded, action)
        except MinisError as refusal:
            async for _ in stream:
                parts.pieces.clear()
            refused = door.Refused(action, refusal, given)
            return await door.shown(context, request, visit, page, actions, refused)
        return await door.finished(
            context, request, visit, page, actions, door.Done(action, given, made)
        )

    return door.guarded(context, answer)


async def _small(parts: _Parts, stream: AsyncIterator[None]) -> bytes:
    """Read a form to its end, and its file no further than a picture goes."""
    content = bytearray()
    async for _ in stream:
        taken, parts.pieces = parts.pieces, []
        content += b"".join(taken)
        if len(content) > spec.ICON_MAX_BYTES:
            raise IconInvalid(
                f"The file is larger than {spec.ICON_MAX_BYTES // MEGABYTE} MB. Choose a picture."
            )
    return bytes(content) + b"".join(parts.pieces)


async def _fed(
    request: Request, parts: _Parts, most_bytes: int = 2 * spec.UPLOAD_MAX_BYTES
) -> AsyncIterator[None]:
    """Read a form piece by piece into its parts, up to a limit."""
    # Imported at the first upload: most runs see none.
    from python_multipart import MultipartParser
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import parse_options_header

    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise BodyInvalid("The form is not multipart/form-data with a boundary.")
    parser = MultipartParser(options[b"boundary"], parts.callbacks())
    size_bytes = 0
    try:
        async for chunk in request.stream():
            size_bytes += len(chunk)
            if size_bytes > most_bytes + _FRAME_MAX_BYTES:
                raise BodyInvalid("The form goes on and on. Choose one zip.")
            if chunk:
                parser.write(chunk)
                yield
        parser.finalize()
    except FormParserError as error:
        raise BodyInvalid(f"The form cannot be read: {error}.") from error


async def _fields(parts: _Parts, stream: AsyncIterator[None]) -> Given:
    """Read a form up to its file, which comes last, and return its fields."""
    while not parts.has_file:
        try:
            await anext(stream)
        except StopAsyncIteration:
            break
    return parts.given()


async def _chunks(parts: _Parts, stream: AsyncIterator[None]) -> AsyncIterator[bytes]:
    """Read a form's file as it comes."""
    while True:
        taken, parts.pieces = parts.pieces, []
        for piece in taken:
            yield piece
        try:
            await anext(stream)
        except StopAsyncIteration:
            break
    for piece in parts.pieces:
        yield piece
