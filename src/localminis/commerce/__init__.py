"""Beans: the double-entry ledger, recharge tiers, trade orders and their payment.

Called by the doors. It records events in `webhooks` inside its own transaction and calls nobody
else. Read `ledger.py`, `orders.py`, `model.py`.
"""
