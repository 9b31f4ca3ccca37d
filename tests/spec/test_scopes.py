from localminis.spec import scopes


def test_every_field_is_opened_by_a_known_scope():
    """No field can be closed for good, and none is open to everybody."""
    for opening in scopes.FIELD_SCOPES.values():
        assert opening
        assert set(opening) <= set(scopes.SCOPES)


def test_silent_login_opens_the_open_id_and_nothing_else():
    """What a person was not asked about is not told."""
    opened = {
        field
        for field, opening in scopes.FIELD_SCOPES.items()
        if set(opening) & set(scopes.SILENT_LOGIN_SCOPES)
    }
    assert opened == {"open_id"}
