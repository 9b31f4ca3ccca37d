"""The rows of `TTMinis.game` about the page and the phone: requests, storage, files, screen, sound.

Shapes that contract client-sdk §5.3 does not give are assumed; they follow the names that mini game
platforms share.
"""

from typing import Any, Final

from localminis.spec.capabilities import Field
from localminis.spec.game import Rows, need, numbers, pair, row

_SAFE_AREA: Final = Field(
    "safeArea",
    "{ left: number; right: number; top: number; bottom: number; width: number; height: number }",
    since="0.2.0",
)
_VERBS: Final = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")


def _basic() -> Rows:
    group = "Basic"
    yield row(
        group,
        "init",
        "sync",
        "Binds the page to the app and installs every other name.",
        object=(need("clientKey"),),
        source="contract client-sdk §5.1",
    )
    yield row(
        group,
        "canIUse",
        "sync",
        "Says whether the client knows a name, an option or a result field.",
        parameters="path: string",
        returns="boolean",
        source="contract client-sdk §4.2",
    )
    yield row(
        group,
        "env.USER_DATA_PATH",
        "constant",
        "The folder that the game may write to; its name is assumed.",
        returns="string",
    )
    yield row(
        group,
        "request",
        "task",
        "Sends a request with fetch. A host that is no trusted domain gives 21100; the browser "
        "also wants CORS headers of the host, which a phone may not.",
        object=(
            need("url"),
            Field("method", "string", fields=tuple(Field(verb, "string") for verb in _VERBS)),
            Field("data", "any"),
            Field("header", "Record<string, string>"),
            Field("timeout", "number"),
            Field("dataType", '"json" | "text"'),
            Field("responseType", '"text" | "arraybuffer"'),
        ),
        result=(
            need("data", "any"),
            need("statusCode", "number"),
            need("header", "Record<string, string>"),
        ),
        error_prefix=147,
        is_host=True,
        host_options=("url", "method"),
        source="contract client-sdk §2.2",
    )
    yield row(group, "RequestTask.abort", "sync", "Ends the request; fail is called.")


def _storage() -> Rows:
    group = "Storage"
    about = "Kept in the page's localStorage, each value with its type; 10 MB at most are assumed."
    key, data = need("key"), need("data", "any")
    info = (need("keys", "string[]"), *numbers("currentSize", "limitSize"))
    for name, options, result, parameters, returns in (
        ("setStorage", (key, data), (), "key: string, data: any", "void"),
        ("getStorage", (key,), (data,), "key: string", "any"),
        ("removeStorage", (key,), (), "key: string", "void"),
        ("clearStorage", (), (), "", "void"),
        ("getStorageInfo", (), info, "", "TTMinisGameGetStorageInfoResult"),
    ):
        yield row(group, name, "options", about, object=options, result=result, error_prefix=141)
        yield row(
            group,
            f"{name}Sync",
            "sync",
            about,
            result=info if result is info else (),
            parameters=parameters,
            returns=returns,
        )


def _device() -> Rows:
    group = "Device and network"
    keyboard = "A keyboard of the simulator at the bottom of the phone; its shapes are assumed."
    yield row(
        group,
        "showKeyboard",
        "options",
        keyboard,
        state="simulated",
        object=(
            Field("defaultValue", "string"),
            Field("maxLength", "number"),
            Field("multiple", "boolean"),
            Field("confirmHold", "boolean"),
            Field("confirmType", "string"),
        ),
        error_prefix=136,
        is_host=True,
    )
    yield row(
        group,
        "updateKeyboard",
        "options",
        keyboard,
        state="simulated",
        object=(need("value"),),
        error_prefix=136,
        is_host=True,
    )
    yield row(
        group,
        "hideKeyboard",
        "options",
        keyboard,
        state="simulated",
        error_prefix=136,
        is_host=True,
    )
    value, height = (need("value"),), numbers("height")
    for name, result in (
        ("KeyboardInput", value),
        ("KeyboardHeightChange", height),
        ("KeyboardConfirm", value),
        ("KeyboardComplete", value),
    ):
        yield from pair(group, name, keyboard, result, state="simulated")
    yield row(
        group,
        "getNetworkType",
        "options",
        "The simulated phone's network: wifi, 3g while it is slow, none while it is offline.",
        state="simulated",
        result=(need("networkType"),),
        error_prefix=139,
    )
    yield from pair(
        group,
        "NetworkWeakChange",
        "Raised when the simulated phone's network becomes slow or fast again.",
        (need("weakNet", "boolean"), need("networkType")),
        state="simulated",
    )
    touches = (
        need("touches", "TTMinisTouch[]"),
        need("changedTouches", "TTMinisTouch[]"),
        need("timeStamp", "number"),
    )
    for name in ("TouchStart", "TouchMove", "TouchEnd", "TouchCancel"):
        yield from pair(group, name, "Touches of the page, with a mouse as well.", touches)
    for name, about in (
        ("vibrateShort", "The simulated phone shakes for 15 ms; the web API stays forbidden."),
        ("vibrateLong", "The simulated phone shakes for 400 ms; the web API stays forbidden."),
    ):
        yield row(
            group,
            name,
            "options",
            about,
            state="simulated",
            since="0.10.0",
            error_prefix=137,
            is_host=True,
        )
    screen: dict[str, Any] = {"state": "simulated", "error_prefix": 138, "is_host": True}
    yield row(
        group,
        "setKeepScreenOn",
        "options",
        "Noted in the log; the simulated phone never sleeps.",
        object=(need("keepScreenOn", "boolean"),),
        **screen,
    )
    yield row(
        group,
        "getScreenBrightness",
        "options",
        "The simulated phone's brightness, from 0 to 1.",
        result=numbers("value"),
        **screen,
    )
    yield row(
        group,
        "setScreenBrightness",
        "options",
        "Makes the simulated phone darker.",
        object=numbers("value"),
        **screen,
    )


def _files() -> Rows:
    group = "Files"
    yield row(
        group,
        "getFileSystemManager",
        "object",
        "Files below USER_DATA_PATH are kept in the page's localStorage, which holds about 5 MB; "
        "other paths are the app's own files and can be read only.",
    )
    path, encoding = need("filePath"), Field("encoding", "string")
    data = need("data", "string | ArrayBuffer")
    read = (data,)
    for name, options, result, parameters, returns in (
        ("readFile", (path, encoding), read, "filePath: string, encoding?: string", data.type),
        ("access", (need("path"),), (), "path: string", "void"),
        (
            "writeFile",
            (path, data, encoding),
            (),
            "filePath: string, data: string | ArrayBuffer, encoding?: string",
            "void",
        ),
        (
            "mkdir",
            (need("dirPath"), Field("recursive", "boolean")),
            (),
            "dirPath: string, recursive?: boolean",
            "void",
        ),
        (
            "copyFile",
            (need("srcPath"), need("destPath")),
            (),
            "srcPath: string, destPath: string",
            "void",
        ),
        (
            "appendFile",
            (path, data, encoding),
            (),
            "filePath: string, data: string | ArrayBuffer, encoding?: string",
            "void",
        ),
        (
            "truncate",
            (path, Field("length", "number")),
            (),
            "filePath: string, length?: number",
            "void",
        ),
    ):
        about = f"{name} on the files of getFileSystemManager."
        full = f"FileSystemManager.{name}"
        yield row(group, full, "options", about, object=options, result=result, error_prefix=142)
        yield row(group, f"{full}Sync", "sync", about, parameters=parameters, returns=returns)
    yield row(
        group,
        "FileSystemManager.unzip",
        "options",
        "Unpacks a zip of the app or the user's folder.",
        object=(need("zipFilePath"), need("targetPath")),
        error_prefix=142,
    )
    yield row(
        group,
        "FileSystemManager.readZipEntry",
        "options",
        "Reads entries of a zip; `entries` is a list of paths, or all.",
        object=(path, encoding, Field("entries", '"all" | { path: string; encoding?: string }[]')),
        result=(need("entries", "Record<string, { data: string | ArrayBuffer; errMsg: string }>"),),
        error_prefix=142,
    )
    for name in ("ftruncate", "ftruncateSync"):
        yield row(
            group,
            f"FileSystemManager.{name}",
            "options" if name == "ftruncate" else "sync",
            "Wants the number of an open file, and no documented call opens one. Use truncate.",
            state="refused",
            error_prefix=142,
        )
    for name in ("readCompressedFile", "readCompressedFileSync"):
        yield row(
            group,
            f"FileSystemManager.{name}",
            "options" if name == "readCompressedFile" else "sync",
            "Reads Brotli, which browsers do not give to scripts. Use a zip with readZipEntry.",
            state="refused",
            error_prefix=142,
        )


def _audio() -> Rows:
    group = "Audio"
    yield row(
        group,
        "createInnerAudioContext",
        "object",
        "A player over an audio element of the page.",
        returns="TTMinisInnerAudio",
    )
    yield row(
        group,
        "createWebAudioContext",
        "object",
        "The browser's AudioContext, with all of its node factories.",
        returns="AudioContext",
    )


def _canvas() -> Rows:
    group = "Canvas"
    yield row(
        group,
        "createCanvas",
        "object",
        "A canvas element. The first one is put on a page that has none, as large as the window.",
        returns="HTMLCanvasElement",
    )
    yield row(group, "createImage", "object", "An img element.", returns="HTMLImageElement")
    for name in ("getContext", "toDataURL"):
        yield row(group, f"Canvas.{name}", "sync", "The browser's own.", returns="any")
    yield row(
        group,
        "setPreferredFramesPerSecond",
        "sync",
        "requestAnimationFrame leaves frames out from now on; from 1 to 60.",
        parameters="fps: number",
    )
    yield row(
        group,
        "loadFont",
        "sync",
        "Loads a font file and gives the name of its family, null where it cannot be.",
        parameters="path: string",
        returns="string | null",
    )


def _system() -> Rows:
    group = "System"
    window = (
        *numbers("pixelRatio", "screenWidth", "screenHeight", "windowWidth", "windowHeight"),
        Field("statusBarHeight", "number", since="0.2.0"),
        _SAFE_AREA,
    )
    system = (
        *window,
        *numbers("devicePixelRatio"),
        need("deviceOrientation", '"portrait" | "landscape"'),
        need("system"),
        need("platform", '"android" | "ios"'),
        need("language"),
        need("SDKVersion"),
        need("version"),
    )
    about = "The simulated phone's sizes, safe area, system, language and versions."
    source = "contract client-sdk §5.3"
    yield row(group, "getSystemInfo", "options", about, result=system, error_prefix=148)
    yield row(
        group,
        "getSystemInfoSync",
        "sync",
        about,
        result=system,
        returns="TTMinisGameGetSystemInfoResult",
        source=source,
    )
    yield row(
        group,
        "getWindowInfo",
        "sync",
        "Sizes and safe area of the window.",
        result=(*window, *numbers("screenTop")),
        returns="TTMinisGameGetWindowInfoResult",
        source=source,
    )
    sides = numbers("width", "height", "top", "right", "bottom", "left")
    yield row(
        group,
        "getMenuButtonBoundingClientRect",
        "sync",
        "The capsule's place on the screen.",
        since="0.3.0",
        result=sides,
        returns="TTMinisGameGetMenuButtonBoundingClientRectResult",
    )


def _sockets() -> Rows:
    group = "Sockets"
    yield row(
        group,
        "connectSocket",
        "task",
        "A WebSocket of the page. A host that is no trusted domain is refused by the browser.",
        object=(
            need("url"),
            Field("header", "Record<string, string>"),
            Field("protocols", "string[]"),
        ),
        error_prefix=145,
    )
    for name, about, options in (
        ("send", "Sends text or bytes.", (need("data", "string | ArrayBuffer"),)),
        ("close", "Closes.", (Field("code", "number"), Field("reason", "string"))),
    ):
        yield row(group, f"SocketTask.{name}", "options", about, object=options, error_prefix=145)
    for name, result in (
        ("onOpen", ()),
        ("onMessage", (need("data", "string | ArrayBuffer"),)),
        ("onClose", (need("code", "number"), need("reason"))),
        ("onError", (need("error_code", "number"), need("error_msg"))),
    ):
        yield row(group, f"SocketTask.{name}", "event", "As a WebSocket has it.", result=result)


PHONE: Final = (
    *_basic(),
    *_storage(),
    *_device(),
    *_files(),
    *_audio(),
    *_canvas(),
    *_system(),
    *_sockets(),
)
