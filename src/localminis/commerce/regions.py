"""What money looks like in a user's country: currency, symbol, decimals and a rate.

The table is ours and frozen (assumed): prices must repeat from run to run, not follow a market.
The documentation says only that a tier's price is that of the user's region. Source: contract
server-api §3.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: ISO 4217 code, symbol, decimals, and units for one US dollar."""

    code: str
    symbol: str
    decimals: int
    units_per_usd: Decimal

    def price(self, usd: str) -> str:
        """Return a price in US dollars as a decimal of this currency, rounded half up."""
        units = Decimal(usd) * self.units_per_usd
        return str(units.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP))


USD: Final = Currency("USD", "$", 2, Decimal(1))
_EUR: Final = Currency("EUR", "€", 2, Decimal("1.00"))

_BY_REGION: Final = {
    "US": USD,
    "GB": Currency("GBP", "£", 2, Decimal("0.84")),
    "JP": Currency("JPY", "¥", 0, Decimal(150)),
    "KR": Currency("KRW", "₩", 0, Decimal(1_400)),
    "BR": Currency("BRL", "R$", 2, Decimal("5.80")),
    "MX": Currency("MXN", "MX$", 2, Decimal("19.00")),
    "CA": Currency("CAD", "CA$", 2, Decimal("1.40")),
    "AU": Currency("AUD", "A$", 2, Decimal("1.50")),
    "ID": Currency("IDR", "Rp", 0, Decimal(16_500)),
    "TH": Currency("THB", "฿", 2, Decimal("34.00")),
    "VN": Currency("VND", "₫", 0, Decimal(26_000)),
    "PH": Currency("PHP", "₱", 2, Decimal("58.00")),
    "MY": Currency("MYR", "RM", 2, Decimal("4.40")),
    "SG": Currency("SGD", "S$", 2, Decimal("1.35")),
    "SA": Currency("SAR", "SAR", 2, Decimal("3.80")),
    "AE": Currency("AED", "AED", 2, Decimal("3.70")),
    "TR": Currency("TRY", "₺", 2, Decimal("42.00")),
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "NL", "PT"), _EUR),
}

REGIONS: Final = tuple(_BY_REGION)


def currency(region: str) -> Currency:
    """Return the currency of a two-letter country code; US dollars where the table has none."""
    return _BY_REGION.get(region.upper(), USD)
