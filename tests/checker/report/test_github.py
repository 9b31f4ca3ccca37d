"""The report for GitHub's annotations."""

from localminis.checker.report import github
from localminis.checker.report.model import Report


def test_github_commands_are_escaped(report):
    """Each finding is one line that GitHub reads as an annotation of its place."""
    lines = github.render(report).splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("::warning file=dist/a.html,line=2,endLine=2,col=1,")
    assert any(
        it.startswith("::error file=dist/empty.css,title=LM603 empty-file::") for it in lines
    )
    hostile = Report(report.findings[:1], 1, 1, prefix="a,b:%\n/")
    assert github.render(hostile).startswith("::warning file=a%2Cb%3A%25%0A/a.html,")


def test_github_names_the_source_of_a_bundle(mapped):
    """The annotation stands at the bundle, so its text says where to look."""
    assert " From node_modules/a b/run.js:3:5 (package a b). " in github.render(mapped)
