"""The phones that the simulator can be: sizes, safe areas, capsule, and how they name themselves.

Sizes are CSS pixels in portrait. They follow common models and are ours, not the platform's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One simulated device.

    `status_bar_px` is the height above the page or its navigation bar, `bottom_px` the bottom safe
    area, `side_px` the safe area beside the page in landscape.
    """

    title: str
    width_px: int
    height_px: int
    status_bar_px: int
    bottom_px: int
    side_px: int
    corner_px: int
    cutout: Literal["none", "hole", "notch", "island"]
    platform: Literal["android", "ios"]
    system: str
    user_agent: str


# Source: contract client-sdk §6 for the client's marks in the user agent, observed in public
# issues. No mark of the Minis container is published. `{version}` is the client version,
# `{language}` and `{region}` are the phone's.
_ANDROID_MARKS: Final = (
    "musical_ly_20{digits} JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly "
    "app_version/{version} ByteLocale/{language} ByteFullLocale/{language} Region/{region} "
    "AppId/1233 AppVersion/{version} BytedanceWebview/d8a21c6"
)
_ANDROID: Final = (
    "Mozilla/5.0 (Linux; Android {system}; {model}; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 " + _ANDROID_MARKS
)
_IOS: Final = (
    "Mozilla/5.0 ({model}; CPU {os} {system} like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1 "
    "musical_ly_{version} BytedanceWebview/d8a21c6"
)


def _android(system: str, model: str) -> str:
    return _ANDROID.replace("{system}", system).replace("{model}", model)


def _ios(system: str, model: str, os: str) -> str:
    return _IOS.replace("{system}", system).replace("{model}", model).replace("{os}", os)


DEFAULT: Final = "notch"

DEVICES: Final[Mapping[str, Device]] = MappingProxyType(
    {
        "notch": Device(
            title="Phone with notch",
            width_px=390,
            height_px=844,
            status_bar_px=47,
            bottom_px=34,
            side_px=47,
            corner_px=46,
            cutout="notch",
            platform="ios",
            system="iOS 16.6",
            user_agent=_ios("16_6", "iPhone", "iPhone OS"),
        ),
        "island": Device(
            title="Phone with island",
            width_px=393,
            height_px=852,
            status_bar_px=59,
            bottom_px=34,
            side_px=59,
            corner_px=54,
            cutout="island",
            platform="ios",
            system="iOS 17.5",
            user_agent=_ios("17_5", "iPhone", "iPhone OS"),
        ),
        "android": Device(
            title="Android",
            width_px=412,
            height_px=892,
            status_bar_px=40,
            bottom_px=24,
            side_px=0,
            corner_px=36,
            cutout="hole",
            platform="android",
            system="Android 14",
            user_agent=_android("14", "Pixel 8"),
        ),
        "small": Device(
            title="Small Android",
            width_px=360,
            height_px=640,
            status_bar_px=24,
            bottom_px=0,
            side_px=0,
            corner_px=14,
            cutout="none",
            platform="android",
            system="Android 10",
            user_agent=_android("10", "SM-A105F"),
        ),
        "tablet": Device(
            title="Tablet",
            width_px=768,
            height_px=1024,
            status_bar_px=24,
            bottom_px=20,
            side_px=0,
            corner_px=24,
            cutout="none",
            platform="ios",
            system="iPadOS 17.5",
            user_agent=_ios("17_5", "iPad", "OS"),
        ),
    }
)

# Languages and regions that the phone offers; the first is the default. BCP 47 and ISO 3166.
LANGUAGES: Final = ("en-US", "es-MX", "pt-BR", "fr-FR", "de-DE", "ja-JP", "ko-KR", "id-ID", "ar-EG")
REGIONS: Final = ("US", "GB", "MX", "BR", "FR", "DE", "JP", "KR", "ID", "EG", "CN")
TEXT_SIZES_PERCENT: Final = (85, 100, 115, 130, 160)

NAV_BAR_PX: Final = 44

# Source: contract client-sdk §4.18: the real place is unpublished; the size and margin are those
# that public stand-ins use, 88 by 32 with 8 at the side.
CAPSULE_WIDTH_PX: Final = 88
CAPSULE_HEIGHT_PX: Final = 32
CAPSULE_MARGIN_PX: Final = 8
