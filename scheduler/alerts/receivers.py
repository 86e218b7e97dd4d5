"""Receivers: the channels that a configuration names, with their secrets read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from news import clock
from news.errors import SettingsError
from news.settings import Settings
from scheduler.alerts.channel import Channel
from scheduler.alerts.mail import Mailer, MailServer
from scheduler.alerts.webhook import Webhook


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """Return the ways to operators. Raise SettingsError for a secret that cannot be read."""
    alerts = settings.alerts
    found: list[Channel] = []
    if alerts.webhook:
        secret = _secret(alerts.webhook_secret, alerts.webhook_secret_file, "webhook_secret")
        found.append(Webhook(alerts.webhook, secret, now=clock.now))
    if alerts.mail_to:
        server = MailServer(
            host=alerts.smtp_host,
            port=alerts.port,
            tls=alerts.tls,
            user=alerts.smtp_user,
            password=_secret(alerts.smtp_password, alerts.smtp_password_file, "smtp_password"),
        )
        public = urlsplit(settings.public_url or "").hostname
        found.append(
            Mailer(
                server,
                sender=alerts.mail_from,
                receivers=alerts.mail_to,
                list_host=public or alerts.mail_from.rpartition("@")[2],
            )
        )
    return tuple(found)


def _secret(value: SecretStr | None, file: Path | None, name: str) -> str:
    """What stands in the settings or in a file, there without the line's end; "": neither is given."""
    if file is None:
        return value.get_secret_value() if value else ""
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"alerts.{name}_file: {file}: {getattr(error, 'strerror', None) or 'is no text'}") from error
