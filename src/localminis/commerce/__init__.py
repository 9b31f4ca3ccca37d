"""Beans and subscriptions: ledger, tiers, orders and their payment, store refunds, renewals.

Called by the doors, and by the agenda through `runtime.py`. It records events in `webhooks` inside
its own transaction and calls nobody else. Read `ledger.py`, `orders.py`, `renewals.py`.
"""
