import asyncio

from localminis import runtime, settings
from localminis.spec import limits


def shown(platform):
    (delivery,) = platform.admin("GET", "webhooks/deliveries")["deliveries"]
    return delivery


def wait_for_attempts(platform, count):
    """Ask until so many attempts are in the log; each question is a round trip."""
    for _ in range(5_000):
        if shown(platform)["attempts"] >= count:
            return
    raise AssertionError(shown(platform))


def turn_stopped(home, seconds):
    """Turn the clock while no platform runs, and let nothing run that falls due."""
    turned = {"action": "advance", "seconds": seconds, "wait_s": 0}

    async def turn():
        async with runtime.opened(settings.load({}, home=home)) as steering:
            await steering.call("POST", "/admin/v1/clock", turned)

    asyncio.run(turn())


def test_a_weekend_off_uses_up_nothing(serve_platform, receiver, tmp_path):
    """An event that waited for longer than its 72 hours goes on where it was left.

    The attempt at the start counts from then, so a receiver that comes up later gets it as well.
    """
    home = tmp_path / "home"
    receiver.answers = [503, 503, 503]
    with serve_platform(home) as platform:
        app = platform.new_app(receiver.url)
        platform.admin("POST", f"apps/{app['client_key']}/ping")
        wait_for_attempts(platform, 1)
    turn_stopped(home, 80 * 3600)
    with serve_platform(home) as platform:
        wait_for_attempts(platform, 2)
        assert (shown(platform)["state"], len(receiver.heard)) == ("pending", 2)
        step_s = limits.WEBHOOK_FIRST_DELAY_S * limits.WEBHOOK_FACTOR
        for attempts in (3, 4):
            step_s *= limits.WEBHOOK_FACTOR
            platform.admin("POST", "clock", {"action": "advance", "seconds": step_s})
            wait_for_attempts(platform, attempts)
        assert shown(platform)["state"] == "delivered"


def test_the_horizon_still_ends_it(serve_platform, receiver, tmp_path):
    """72 hours in which a platform ran, and the event is given up, whatever was between."""
    home = tmp_path / "home"
    receiver.answers = [503] * 40
    with serve_platform(home) as platform:
        app = platform.new_app(receiver.url)
        platform.admin("POST", f"apps/{app['client_key']}/ping")
        wait_for_attempts(platform, 1)
    turn_stopped(home, 30 * 3600)
    with serve_platform(home) as platform:
        wait_for_attempts(platform, 2)
        platform.admin(
            "POST", "clock", {"action": "advance", "seconds": limits.WEBHOOK_HORIZON_S + 3600}
        )
        for _ in range(5_000):
            if shown(platform)["state"] == "dead":
                break
        assert shown(platform)["state"] == "dead"
