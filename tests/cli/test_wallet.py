import json

import pytest


def test_a_wallet_is_filled_and_emptied(command):
    """Users are named or numbered, and a negative grant takes Beans out."""
    assert command("wallet", "show", "Mia").out == "Mia has 50 Beans.\n"
    assert command("wallet", "grant", "Mia", "100").out == "Mia has 150 Beans.\n"
    assert command("wallet", "grant", "1", "-150").out == "Mia has 0 Beans.\n"
    shown = json.loads(command("wallet", "show", "1", "--json").out)
    assert (shown["user"]["name"], shown["balance_beans"]) == ("Mia", 0)


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (1, ["show", "Nobody"], "No user is called 'Nobody'"),
        (1, ["grant", "Mia", "0"], "0 Beans cannot be granted"),
        (1, ["grant", "Mia", "-51"], "holds 50 Beans and 51 are needed"),
        (2, ["grant", "Mia", "1.5"], "BEANS"),
        (2, ["grant", "Mia", "many"], "BEANS"),
        (2, ["grant", "Mia"], "BEANS"),
    ],
)
def test_a_wrong_amount_moves_nothing(command, refused, code, arguments, said):
    """The wallet holds afterwards what it held."""
    assert said in refused(code, "wallet", *arguments)
    assert command("wallet", "show", "Mia").out == "Mia has 50 Beans.\n"
