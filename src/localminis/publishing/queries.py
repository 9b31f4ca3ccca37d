"""All SQL of publishing: functions that take a transaction and return models."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from localminis.ids import AppId, UserId
from localminis.publishing.model import (
    Draft,
    Localization,
    Placement,
    Version,
    VersionConfig,
    VersionId,
)
from localminis.store.tables.identity import users
from localminis.store.tables.publishing import (
    ad_placements,
    app_drafts,
    app_icons,
    app_localizations,
    code_versions,
    promo_images,
    trusted_domains,
    version_target_users,
)
from localminis.store.transaction import Tx

_JSON = ("config", "report", "reasons")


def _version(row: Row[Any]) -> Version:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    config = json.loads(values["config"])
    config["trusted_domains"] = tuple(config["trusted_domains"])
    values["config"] = VersionConfig(**config)
    values["report"] = json.loads(values["report"])
    values["reasons"] = tuple(json.loads(values["reasons"]))
    return Version(**values)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write what is no text or number as JSON."""
    stored = dict(values)
    if "config" in stored:
        stored["config"] = asdict(stored["config"])
    for name in _JSON:
        if name in stored:
            stored[name] = json.dumps(stored[name], ensure_ascii=False)
    return stored


def insert_version(tx: Tx, **values: Any) -> VersionId:
    """Store a new version and return its key."""
    return VersionId(tx.insert(insert(code_versions).values(**_stored(values))))


def update_version(tx: Tx, version_id: VersionId, **values: Any) -> None:
    """Change columns of a version."""
    statement = update(code_versions).where(code_versions.c.id == version_id)
    tx.execute(statement.values(**_stored(values)))


def delete_version(tx: Tx, version_id: VersionId) -> None:
    """Forget a version and its target users."""
    tx.execute(delete(version_target_users).where(version_target_users.c.version_id == version_id))
    tx.execute(delete(code_versions).where(code_versions.c.id == version_id))


def version_by_number(tx: Tx, app_id: AppId, number: int) -> Version | None:
    """Find one version of an app."""
    row = tx.first(
        select(code_versions).where(
            code_versions.c.app_id == app_id, code_versions.c.number == number
        )
    )
    return _version(row) if row else None


def versions_of(
    tx: Tx, app_id: AppId, *, states: Sequence[str] = (), limit: int | None = None, before: int = 0
) -> list[Version]:
    """Return an app's versions, the newest first; of some states, below a number, when asked."""
    statement = select(code_versions).where(code_versions.c.app_id == app_id)
    if states:
        statement = statement.where(code_versions.c.state.in_(states))
    if before:
        statement = statement.where(code_versions.c.number < before)
    statement = statement.order_by(code_versions.c.number.desc())
    return [_version(row) for row in tx.all(statement.limit(limit) if limit else statement)]


def read_everything(tx: Tx) -> None:
    """Read every version and draft, so that one that cannot be read is met now.

    Raises:
        ValueError, TypeError, KeyError: one cannot be.
    """
    for row in tx.all(select(code_versions)):
        _version(row)
    for row in tx.all(select(app_drafts)):
        _draft(row)


def count_versions(tx: Tx, app_id: AppId, states: Sequence[str]) -> int:
    """Count an app's versions of some states."""
    return int(
        tx.scalar(
            select(func.count())
            .select_from(code_versions)
            .where(code_versions.c.app_id == app_id, code_versions.c.state.in_(states))
        )
    )


def package_digests(tx: Tx) -> set[str]:
    """Return the digest of every package that a version refers to."""
    return {row.package_sha256 for row in tx.all(select(code_versions.c.package_sha256).distinct())}


def target_users_of(tx: Tx, version_id: VersionId) -> list[UserId]:
    """Return who gets a version whatever its share, in the order of their numbers."""
    statement = (
        select(version_target_users.c.user_id)
        .join(users, users.c.id == version_target_users.c.user_id)
        .where(version_target_users.c.version_id == version_id, users.c.deleted_at_s.is_(None))
        .order_by(version_target_users.c.user_id)
    )
    return [UserId(row.user_id) for row in tx.all(statement)]


def insert_target_user(tx: Tx, version_id: VersionId, user_id: UserId) -> None:
    """Add a target user."""
    tx.execute(insert(version_target_users).values(version_id=version_id, user_id=user_id))


def delete_target_user(tx: Tx, version_id: VersionId, user_id: UserId) -> None:
    """Take a target user out."""
    tx.execute(
        delete(version_target_users).where(
            version_target_users.c.version_id == version_id,
            version_target_users.c.user_id == user_id,
        )
    )


def trusted_domains_of(tx: Tx, app_id: AppId) -> list[str]:
    """Return the origins that an app has registered, sorted."""
    statement = select(trusted_domains.c.origin).where(trusted_domains.c.app_id == app_id)
    return sorted(row.origin for row in tx.all(statement))


def replace_trusted_domains(tx: Tx, app_id: AppId, origins: Sequence[str]) -> None:
    """Store an app's trusted domains in place of the earlier ones."""
    tx.execute(delete(trusted_domains).where(trusted_domains.c.app_id == app_id))
    if origins:
        rows = [{"app_id": app_id, "origin": origin} for origin in origins]
        tx.execute(insert(trusted_domains), rows)


def placements_of(tx: Tx, app_id: AppId) -> list[Placement]:
    """Return an app's ad placements, the oldest first."""
    statement = select(ad_placements).where(ad_placements.c.app_id == app_id)
    rows = tx.all(statement.order_by(ad_placements.c.created_at_s, ad_placements.c.placement_id))
    return [_placement(row) for row in rows]


def placement_by_id(tx: Tx, placement_id: str) -> Placement | None:
    """Find an ad placement of any app."""
    row = tx.first(select(ad_placements).where(ad_placements.c.placement_id == placement_id))
    return _placement(row) if row else None


def _placement(row: Row[Any]) -> Placement:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Placement(**{**values, "is_active": bool(row.is_active)})


def insert_placement(tx: Tx, **values: Any) -> None:
    """Store a new ad placement."""
    tx.execute(insert(ad_placements).values(**values))


def update_placement(tx: Tx, placement_id: str, **values: Any) -> None:
    """Change columns of an ad placement."""
    statement = update(ad_placements).where(ad_placements.c.placement_id == placement_id)
    tx.execute(statement.values(**values))


def delete_placement(tx: Tx, placement_id: str) -> None:
    """Forget an ad placement."""
    tx.execute(delete(ad_placements).where(ad_placements.c.placement_id == placement_id))


def draft_of(tx: Tx, app_id: AppId) -> Draft | None:
    """Return the changes of an app that wait."""
    row = tx.first(select(app_drafts).where(app_drafts.c.app_id == app_id))
    return None if row is None else _draft(row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        app_id=AppId(row.app_id),
        content=json.loads(row.content),
        state=row.state,
        reasons=tuple(json.loads(row.reasons)),
        changed_at_s=row.changed_at_s,
    )


def put_draft(
    tx: Tx,
    app_id: AppId,
    *,
    content: Mapping[str, Any],
    state: str,
    reasons: Sequence[str],
    changed_at_s: int,
) -> None:
    """Store an app's draft in place of the earlier one."""
    delete_draft(tx, app_id)
    tx.execute(
        insert(app_drafts).values(
            app_id=app_id,
            content=json.dumps(content, ensure_ascii=False),
            state=state,
            reasons=json.dumps(reasons, ensure_ascii=False),
            changed_at_s=changed_at_s,
        )
    )


def delete_draft(tx: Tx, app_id: AppId) -> None:
    """Forget an app's draft."""
    tx.execute(delete(app_drafts).where(app_drafts.c.app_id == app_id))


def icon_of(tx: Tx, app_id: AppId) -> tuple[str, str] | None:
    """Return the media type of an app's icon and its content in base64."""
    row = tx.first(select(app_icons).where(app_icons.c.app_id == app_id))
    return (row.media_type, row.content_base64) if row else None


def has_icon(tx: Tx, app_id: AppId) -> bool:
    """Return whether an app has an icon, without reading it."""
    mine = select(app_icons.c.app_id).where(app_icons.c.app_id == app_id)
    return tx.first(mine) is not None


def put_icon(tx: Tx, app_id: AppId, media_type: str, content_base64: str) -> None:
    """Store an app's icon in place of the earlier one."""
    delete_icon(tx, app_id)
    tx.execute(
        insert(app_icons).values(
            app_id=app_id, media_type=media_type, content_base64=content_base64
        )
    )


def delete_icon(tx: Tx, app_id: AppId) -> None:
    """Forget an app's icon."""
    tx.execute(delete(app_icons).where(app_icons.c.app_id == app_id))


def promo_numbers(tx: Tx, app_id: AppId) -> list[int]:
    """Return the numbers of an app's promotional images, in order."""
    mine = select(promo_images.c.number).where(promo_images.c.app_id == app_id)
    return [row.number for row in tx.all(mine.order_by(promo_images.c.number))]


def promo_of(tx: Tx, app_id: AppId, number: int) -> tuple[str, str] | None:
    """Return the media type of a promotional image and its content in base64."""
    row = tx.first(
        select(promo_images).where(promo_images.c.app_id == app_id, promo_images.c.number == number)
    )
    return (row.media_type, row.content_base64) if row else None


def put_promo(tx: Tx, app_id: AppId, number: int, media_type: str, content_base64: str) -> None:
    """Store a promotional image under a number that is free."""
    values = {"number": number, "media_type": media_type, "content_base64": content_base64}
    tx.execute(insert(promo_images).values(app_id=app_id, **values))


def delete_promo(tx: Tx, app_id: AppId, number: int) -> None:
    """Forget a promotional image."""
    tx.execute(
        delete(promo_images).where(promo_images.c.app_id == app_id, promo_images.c.number == number)
    )


def localizations_of(tx: Tx, app_id: AppId) -> list[Localization]:
    """Return an app's words in other languages, by language."""
    mine = select(app_localizations).where(app_localizations.c.app_id == app_id)
    return [
        Localization(
            row.language,
            row.name,
            row.description,
            row.terms_url,
            row.privacy_url,
            is_online=bool(row.is_online),
        )
        for row in tx.all(mine.order_by(app_localizations.c.language))
    ]


def put_localization(tx: Tx, app_id: AppId, found: Localization) -> None:
    """Store an app's words in a language, in place of the earlier ones."""
    delete_localization(tx, app_id, found.language)
    values = {**asdict(found), "is_online": int(found.is_online)}
    tx.execute(insert(app_localizations).values(app_id=app_id, **values))


def delete_localization(tx: Tx, app_id: AppId, language: str) -> None:
    """Forget an app's words in a language."""
    tx.execute(
        delete(app_localizations).where(
            app_localizations.c.app_id == app_id, app_localizations.c.language == language
        )
    )
