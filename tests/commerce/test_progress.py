from localminis.clock import MAIN
from localminis.commerce import ledger, orders, progress, refunds, renewals, subscriptions, tiers
from localminis.commerce.model import OrderRequest, SubscriptionOrderInfo
from localminis.identity import apps, users
from localminis.store import vault

DAY_S = 86_400


def buyer(shelf, tmp_path):
    """Make an app and a user who has paid an order with all that was recharged."""

    def work(tx):
        seal = vault.load(tmp_path / "key")
        app = apps.create(tx, shelf.clock, seal, name="Drama")
        user = users.create(tx, shelf.clock, name="Mia")
        open_id = users.open_id(tx, app, user)
        ledger.recharge(tx, shelf.clock, user.id, tiers.get("local_beans_100", "US"))
        wanted = OrderRequest(token_amount=100, order_id="o-1", product_name="Episode")
        order = orders.create(tx, shelf.clock, app.id, user.id, wanted, is_payment_enabled=True)
        orders.pay(tx, shelf.clock, shelf.bell, app.id, user.id, order, open_id)
        return app, user

    return shelf.run(work)


def test_parts_of_refunds_after_a_mark_are_told_in_order(shelf, tmp_path):
    """What was recovered before the mark is not told again."""
    _, user = buyer(shelf, tmp_path)
    shelf.run(lambda tx: refunds.refund(tx, shelf.clock, shelf.bell, user.id, parts=4))
    before = shelf.run(lambda tx: progress.mark(tx, MAIN, shelf.clock.now_s()))
    assert shelf.run(lambda tx: progress.tracebacks_since(tx, before)) == []


def test_a_step_counts_renewals_and_failures_apart(shelf, tmp_path):
    """A renewal begins the count of failures anew; one that did not move is not told."""
    app, user = buyer(shelf, tmp_path)

    def subscribe(tx):
        order = subscriptions.create(
            tx,
            shelf.clock,
            shelf.bell,
            app.id,
            user.id,
            "local_499_1M",
            SubscriptionOrderInfo("s-1", "Club"),
            region="US",
            is_payment_enabled=True,
        )
        return subscriptions.pay(tx, shelf.clock, shelf.bell, app.id, user.id, order)

    made = shelf.run(subscribe)
    nothing = shelf.run(lambda tx: progress.mark(tx, MAIN, shelf.clock.now_s()))
    assert nothing.due == ()
    shelf.run(
        lambda tx: renewals.hold(
            tx, shelf.clock, shelf.bell, made.subscription_id, is_at_renewal=True
        )
    )
    shelf.turn(made.end_time - made.begin_time)
    failing = shelf.run(lambda tx: progress.mark(tx, MAIN, shelf.clock.now_s()))
    assert shelf.run(lambda tx: progress.steps_since(tx, failing)) == []

    def catch_up(tx):
        return renewals.get(tx, shelf.clock, shelf.bell, made.subscription_id)

    shelf.run(catch_up)
    [step] = shelf.run(lambda tx: progress.steps_since(tx, failing))
    assert (step.renewals, step.state) == (0, "onhold")
    assert step.failed_payments >= 1
    shelf.run(lambda tx: renewals.recover(tx, shelf.clock, shelf.bell, made.subscription_id))
    [step] = shelf.run(lambda tx: progress.steps_since(tx, failing))
    assert (step.renewals, step.failed_payments, step.state) == (1, 0, "active")
