"""Subscriptions as the platform describes them: cycles, states, spellings, times, sandbox tiers.

Source: contract server-api §6. Every number that no page gives is marked as assumed.
"""

from typing import Final, Literal

DeductCycle = Literal["WEEKLY", "MONTHLY", "BIMONTHLY", "QUARTERLY", "SEMIANNYALLY", "ANNUALLY"]
DeductType = Literal["one_time", "auto_renew"]
TradeOrderStatus = Literal["PENDING", "SUCCESS", "REFUNDED"]
PayType = Literal["IAP", "WEB"]

# Calendar months of each cycle; a week has none. `SEMIANNYALLY` is the documented spelling.
CYCLE_MONTHS: Final[dict[DeductCycle, int]] = {
    "WEEKLY": 0,
    "MONTHLY": 1,
    "BIMONTHLY": 2,
    "QUARTERLY": 3,
    "SEMIANNYALLY": 6,
    "ANNUALLY": 12,
}
WEEK_S: Final = 7 * 86_400

# The spelling of both the field table and the sample.
NEXT_DEDUCT_FIELD: Final = "next_duduct_time"
# The sample's spelling; the table's own is `begine_time` (contradiction C-9).
BEGIN_FIELD: Final = "begin_time"

# Documented: renewal is attempted a day before expiry, nothing is changed or reactivated within a
# day of it, and an hour lies between two changes.
RENEWAL_LEAD_S: Final = 86_400
RENEWAL_BLOCK_S: Final = 86_400
CHANGE_PAUSE_S: Final = 3_600
# Documented as "one to two months"; the store's daily further attempts are assumed.
HOLD_MAX_S: Final = 60 * 86_400
RETRY_EVERY_S: Final = 86_400

# Documented sandbox: every five minutes, twelve times, blocked within two minutes. So a sandbox
# subscription has thirteen periods: the first and twelve renewed ones, 65 minutes.
SANDBOX_PERIOD_S: Final = 300
SANDBOX_RENEWALS: Final = 12
SANDBOX_BLOCK_S: Final = 120
# Assumed: a day of a month, in a period of five minutes; two periods on hold.
SANDBOX_RENEWAL_LEAD_S: Final = 10
SANDBOX_HOLD_MAX_S: Final = 600
SANDBOX_RETRY_EVERY_S: Final = 60

# Tier id to cycle and price in US dollars. Source: contract server-api §6.3.
SANDBOX_TIERS: Final[dict[str, tuple[DeductCycle, str]]] = {
    "sandbox_499_1M": ("MONTHLY", "4.99"),
    "sandbox_1347_3M": ("QUARTERLY", "13.47"),
    "sandbox_699_1M": ("MONTHLY", "6.99"),
    "sandbox_1887_3M": ("QUARTERLY", "18.87"),
}
