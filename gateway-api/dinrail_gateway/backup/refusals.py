"""Why a file is not taken as a backup; each is told before anything was changed."""

from __future__ import annotations

from dinrail_gateway.errors import Invalid

__all__ = ["damaged", "foreign", "passphrase_wrong", "too_large", "truncated", "unknown_version"]


def foreign(detail: str) -> Invalid:
    """No backup of ours at all, or one with something in it that does not belong there."""
    return Invalid(f"not a backup: {detail}", key="backup_foreign", detail=detail[:200])


def truncated() -> Invalid:
    """It ends too early."""
    return Invalid("the file ends too early", key="backup_truncated")


def damaged(detail: str) -> Invalid:
    """It is not as it was written."""
    return Invalid(f"the backup is damaged: {detail}", key="backup_damaged", detail=detail[:200])


def too_large(limit: int) -> Invalid:
    """Bigger, packed or unpacked, than a backup can be."""
    return Invalid(f"a backup has at most {limit >> 20} MB", key="backup_too_large", max_mb=limit >> 20)


def unknown_version(found: object, supported: int) -> Invalid:
    """Written by a later version."""
    shown = repr(found)[:40]
    message = f"the backup has format {shown}, this gateway reads up to {supported}"
    return Invalid(message, key="backup_version_unsupported", version=shown, supported=supported)


def passphrase_wrong() -> Invalid:
    """Another passphrase was used."""
    return Invalid("that is not the passphrase of this backup", key="passphrase_wrong", path="/passphrase")
