from localminis.members import access, audit
from localminis.members.model import Actor, Role


def test_pages_go_back_in_time_and_miss_nothing(shelf):
    """The newest first, a hundred at a time, and one member's alone on request."""
    ana = Actor("ana@example.com", Role.ADMIN)

    def work(tx):
        for number in range(150):
            who = ana if number % 3 == 0 else access.OPERATOR_ACTOR
            audit.record(tx, who, "POST apps", f"/admin/v1/apps/{number}")

    shelf.run(work)
    first = shelf.run(audit.page)
    rest = shelf.run(lambda tx: audit.page(tx, before=first[-1].id))
    assert [each.subject for each in (*first, *rest)] == [
        f"/admin/v1/apps/{number}" for number in reversed(range(150))
    ]
    mine = shelf.run(lambda tx: audit.page(tx, actor=ana.name))
    assert {each.actor for each in mine} == {ana.name}
    assert len(mine) == 50
