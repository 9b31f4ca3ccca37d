"""Due work on the platform's clock: schedule it in the transaction that causes it, run it when due.

It knows no kind of work: handlers are registered in `runtime.py`. Read `agenda.py`, `worker.py`,
`queries.py`.
"""
