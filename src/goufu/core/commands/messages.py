"""`goufu messages`: retries the messages between rooms that have failed for good."""

from __future__ import annotations

import click


@click.group()
def messages() -> None:
    """各部分之间的消息：没有送到的再送。"""


@messages.command()
def retry() -> None:
    """把没有送到的消息放回去，由后台任务再送一次。先排除原因，见后台任务的日志。"""
    with click.get_current_context().obj():  # config.cli.with_django
        from goufu.core.messages import retry_failed

        click.echo(f"{retry_failed()} 条消息会再送一次")
