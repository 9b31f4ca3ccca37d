"""Our signatures against verifiers that others published, both ways.

The platform's own scheme has no public verifier of its maker's; the one of Stripe computes the same
digest and calls it `v1` where the platform says `s`.
"""

import json
import shutil
import subprocess
import time

import pytest

from localminis.spec import signature

SECRET = "local-client-secret-0001"
BODY = '{"event":"tiktok.ping","content":"{\\"order_id\\":\\"ord-é\\"}"}'
PACKAGES = ("standardwebhooks@1.0.0", "stripe@18.5.0")
STANDARD = """
const { Webhook } = require("standardwebhooks");
const { secret, body, headers } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const hook = new Webhook(secret);
hook.verify(body, headers);
let refused = false;
try { hook.verify(body + " ", headers); } catch { refused = true; }
const at = new Date();
const made = hook.sign("msg_1", at, body);
console.log(JSON.stringify({ refused, made, t: Math.floor(at.getTime() / 1000) }));
"""
STRIPE = """
const { webhooks } = require("stripe")("sk_test_1");
const { secret, body, header } = JSON.parse(require("fs").readFileSync(0, "utf8"));
webhooks.constructEvent(body, header, secret);
let refused = false;
try { webhooks.constructEvent(body + " ", header, secret); } catch { refused = true; }
const made = webhooks.generateTestHeaderString({ payload: body, secret });
console.log(JSON.stringify({ refused, made }));
"""

pytestmark = pytest.mark.npm


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """Install the verifiers; gives a function that runs a script with them on a JSON input."""
    if shutil.which("npm") is None:
        pytest.skip("npm is missing")
    folder = tmp_path_factory.mktemp("verifiers")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=100)

    def run(script: str, **given):
        done = subprocess.run(
            ["node", "-e", script],
            cwd=folder,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_standard_webhooks_libraries_take_our_headers(node):
    """Their verifier takes what we sign and refuses a changed body; we make what they make."""
    t = int(time.time())
    headers = signature.sign_standard(SECRET, BODY.encode(), t, "evt_1")
    secret = signature.standard_secret(SECRET)
    found = node(STANDARD, secret=secret, body=BODY, headers=headers)
    assert found["refused"]
    ours = signature.sign_standard(SECRET, BODY.encode(), found["t"], "msg_1")
    assert ours[signature.STANDARD_SIGNATURE] == found["made"]


def test_a_verifier_of_the_same_digest_takes_our_signature(node):
    """But for the letter before the digest the two schemes are one, in both directions."""
    header = signature.sign(SECRET, BODY.encode(), int(time.time())).replace(",s=", ",v1=")
    found = node(STRIPE, secret=SECRET, body=BODY, header=header)
    assert found["refused"]
    theirs = found["made"].replace("v1=", "s=")
    signature.verify(SECRET, BODY.encode(), theirs, now_s=int(time.time()))
