import pytest


def ask(platform, token, path, **body):
    return platform.api(f"utility/{path}/", token, body)


def test_tiers_are_described_by_their_id(shared, known):
    """Each asked tier is told with its amount and its price."""
    tier_ids = ["local_beans_100", "local_beans_500"]
    answer = ask(shared, known.token, "get_tier_infos", token_type="BEANS", tier_ids=tier_ids)
    tiers = answer.json()["data"]["tier_infos"]
    assert list(tiers) == tier_ids
    assert tiers["local_beans_100"] == {
        "tier_id": "local_beans_100",
        "tier_name": "pd_beans_local_100",
        "token_type": "BEANS",
        "token_amount": 100,
        "price": "1.19",
        "currency": "USD",
        "symbol": "$",
    }


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("get_tier_infos", {"token_type": "BEANS", "tier_ids": ["nope"]}, "20001003"),
        ("get_tier_infos", {"token_type": "GOLD", "tier_ids": []}, "40001000"),
        ("get_tier_infos", {"token_type": "BEANS", "tier_ids": "local_beans_100"}, "40001000"),
        ("get_tier_infos", {"token_type": "BEANS"}, "40001000"),
        ("check_redeem_amounts", {"token_type": "BEANS", "token_amounts": [1.5]}, "40001000"),
        ("check_redeem_amounts", {"token_type": "GOLD", "token_amounts": [1]}, "40001000"),
        ("check_redeem_amounts", {}, "40001000"),
    ],
)
def test_a_bad_question_is_refused(shared, known, path, body, code):
    """An unknown tier and a bad shape have their codes."""
    answer = ask(shared, known.token, path, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (200, code)


@pytest.mark.parametrize(
    ("amounts", "is_valid"),
    [([1], True), ([1, 40_000], True), ([1, 40_001], False), ([0], False), ([-1, 5], False)],
)
def test_amounts_are_checked_as_a_whole(shared, known, amounts, is_valid):
    """One bad price spoils the list."""
    answer = ask(
        shared, known.token, "check_redeem_amounts", token_type="BEANS", token_amounts=amounts
    )
    assert answer.json()["data"] == {"valid": is_valid}
