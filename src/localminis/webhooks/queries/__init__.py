"""All SQL of webhooks: what is sent, the log of it, and the addresses that listen in.

The statements of each purchase are built once: building one costs five times its running.
"""
