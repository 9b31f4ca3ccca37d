"""Collecting what is wrong with a text."""

from localminis.project.config.remarks import Remarks


def test_remarks_have_their_place_and_come_in_the_order_of_the_text():
    """Whoever finds something gives offsets; readers get lines and columns."""
    remarks = Remarks("\ufeffa\r\nbc\n")
    remarks.note("late", "info", "x", (5, 6), "Late.")
    remarks.note("early", "error", "y", (1, 2), "Early.", "Fix.", is_fatal=True)
    early, late = remarks.in_order()
    assert (early.code, early.line, early.column, early.sentence) == ("early", 1, 1, "Early. Fix.")
    assert (late.line, late.column, late.is_fatal) == (2, 2, False)
    assert remarks.has({"x"})
    assert not remarks.has({"z"})
