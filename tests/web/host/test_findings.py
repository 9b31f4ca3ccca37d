"""What a check found: kept by the admin API, shown to the app's simulators, forgotten after."""

from localminis.web.host.findings import CheckBook, Finding

FOUND = {
    "code": "LM101",
    "name": "eval",
    "severity": "error",
    "path": "src/app.js",
    "line": 2,
    "column": 7,
    "message": "eval() is called.",
    "excerpt": "eval(text)",
    "fix": "Call a function.",
}


def test_a_check_replaces_the_one_before_and_has_a_number_of_its_own():
    """A page that saw one check notices that there is another, even with the same findings."""
    book = CheckBook()
    first = book.keep("mnone", [Finding(**FOUND)], files=3)
    second = book.keep("mnone", [Finding(**FOUND)], files=3)
    assert first.summary() == {"revision": 1, "errors": 1, "warnings": 0}
    assert book.last("mnone") is second
    assert second.revision > first.revision
    book.forget("mnone")
    assert book.last("mnone") is None


def test_the_simulator_counts_in_its_session_and_reads_the_findings(platform):
    """The session says that there is something new, and one more call brings it."""
    key = platform.new_app()["client_key"]

    def session():
        return platform.http.get("/simulator/api/session", params={"client_key": key}).json()

    def findings():
        token = {"X-LocalMinis-Page": session()["page_token"]}
        query = {"client_key": key}
        return platform.http.get("/simulator/api/findings", params=query, headers=token).json()

    assert session()["check"] is None
    assert findings() == {"revision": 0, "files": 0, "problem": "", "findings": []}
    kept = platform.admin("PUT", f"apps/{key}/findings", {"findings": [FOUND], "files": 2})
    assert session()["check"] == kept == {"revision": 1, "errors": 1, "warnings": 0}
    assert findings() == {"revision": 1, "files": 2, "problem": "", "findings": [FOUND]}
    platform.admin("DELETE", f"apps/{key}/page")
    assert session()["check"] is None
