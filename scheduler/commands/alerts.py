"""`loa alerts`: whether messages to operators arrive, and what became of the last ones."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from news import clock
from scheduler.door import enter

app = typer.Typer(no_args_is_help=True, help="Messages to operators: try them, and see what became of the last ones.")


@app.command()
def test() -> None:
    """Send a test message by every configured way and say what happened."""
    from news.errors import SettingsError
    from scheduler.alerts.channel import SendError
    from scheduler.alerts.looking import writer_of
    from scheduler.alerts.receivers import channels_of
    from scheduler.alerts.sending import send

    settings = enter().settings
    channels = channels_of(settings)
    if not channels:
        raise SettingsError("nobody is told anything: set alerts.webhook or alerts.mail_to")
    message = writer_of(settings, ()).test(message_id=uuid4().hex, now=clock.now())
    failed = 0
    for channel in channels:
        try:
            said = send(channel, message)
        except SendError as error:
            failed += 1
            typer.echo(f"{channel.name} to {channel.receiver}: FAILED: {error}")
        else:
            typer.echo(f"{channel.name} to {channel.receiver}: taken ({said})")
    if failed:
        raise typer.Exit(1)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many, the newest first.")] = 20,
) -> None:
    """Show the last messages and whether they arrived."""
    from news.store import Store

    settings = enter().settings
    zone = ZoneInfo(settings.alerts.timezone)
    with Store.open(settings.store_url, create=False) as store:
        found = store.alerts.latest(limit=limit)
    for alert in found:
        state = f"arrived {alert.sent.astimezone(zone):%H:%M}" if alert.sent else "GIVEN UP" if alert.given_up else "waits"
        problem = f" after {alert.attempts} attempts: {alert.error}" if alert.error else ""
        made = alert.message.at.astimezone(zone)
        typer.echo(f"{made:%Y-%m-%d %H:%M}  {alert.channel:<8}{alert.message.title}  [{state}{problem}]")
    if not found:
        typer.echo("No message was sent yet.")
