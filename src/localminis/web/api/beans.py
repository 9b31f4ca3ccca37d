"""`/v2/minis/utility/*`: tiers and the price check. Source: contract server-api §3, §4."""

import msgspec

from localminis.commerce import tiers
from localminis.commerce.model import ParametersInvalid
from localminis.identity.model import Caller
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.web.api import answers
from localminis.web.context import Context


class TierInfosBody(msgspec.Struct):
    """The body of `get_tier_infos`."""

    token_type: str
    tier_ids: list[str]


class CheckAmountsBody(msgspec.Struct):
    """The body of `check_redeem_amounts`."""

    token_type: str
    token_amounts: list[int]


def tier_infos(tx: Tx, _: Context, caller: Caller, body: TierInfosBody) -> answers.TierInfos:
    """Answer `get_tier_infos`, priced for the caller's region."""
    _require_beans(body.token_type)
    found = tiers.infos(body.tier_ids, caller.user.region, tiers.sold(tx))
    return answers.TierInfos(
        {
            tier.tier_id: answers.TierInfo(
                tier_id=tier.tier_id,
                tier_name=tier.tier_name,
                token_type="BEANS",  # noqa: S106 - a currency, not a secret
                token_amount=tier.token_amount,
                price=tier.price,
                currency=tier.currency,
                symbol=tier.symbol,
            )
            for tier in found
        }
    )


def check_amounts(
    _: Tx, __: Context, caller: Caller, body: CheckAmountsBody
) -> answers.AmountsVerdict:
    """Answer `check_redeem_amounts`: one verdict for the whole list."""
    _require_beans(body.token_type)
    return answers.AmountsVerdict(tiers.are_amounts_allowed(body.token_amounts, caller.user.region))


def _require_beans(token_type: str) -> None:
    if token_type != limits.TOKEN_TYPE:
        raise ParametersInvalid(
            f"token_type is {token_type!r}; it must be BEANS.", field="token_type"
        )
