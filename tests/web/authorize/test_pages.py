from localminis.web.authorize import pages


def test_what_a_page_shows_is_text(caplog):
    """Markup in an app's words stays words, and no script or frame is allowed."""
    response = pages.refusal("invalid_request", "<script>alert(1)</script>", 400)

    assert response.status_code == 400
    assert b"<script>" not in response.body
    assert b"&lt;script&gt;" in response.body
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_redirect_is_a_get_without_a_referrer():
    """A code in the address is told to nobody but its receiver."""
    response = pages.redirect("http://127.0.0.1:9/callback?code=x")
    assert response.status_code == 303
    assert response.headers["referrer-policy"] == "no-referrer"
