"""Commands of the demonstration town."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import exc

from service.core.database import atomic
from service.town import building, cast
from service.town.town import Town

commands = AppGroup("town", help="The demonstration town.")


@commands.command("build")
def build():
    """Build what is missing of the town; the schema must stand."""
    _refuse_production()
    building.build()


@commands.command("prepare")
def prepare():
    """Bring the schema to its head and build what is missing of the town."""
    from service.town import serving
    _refuse_production()
    serving.prepare()


@commands.command("show")
def show():
    """Print where the service answers, who lives there, and what is printed on the houses."""
    _refuse_production()
    _show()


@commands.command("serve")
def serve():
    """Migrate, build and show the town, then run web and worker until stopped."""
    from service.town import serving
    _refuse_production()
    app = current_app._get_current_object()
    web = serving.Web(app)
    try:
        serving.refuse_taken_port(web.cfg.address[0])
        serving.prepare()
    except serving.PortTaken as error:
        raise click.ClickException(f"端口不能用，请换一个 PORT。The port cannot be used, choose another PORT "
                                   f"({error}).") from error
    except exc.OperationalError as error:
        raise click.ClickException(f"数据库连不上，请检查 DATABASE_URL。The database does not answer, check "
                                   f"DATABASE_URL ({str(error.orig).splitlines()[0]}).") from error
    _show()
    raise SystemExit(serving.serve(app, web))


demo_commands = AppGroup("demo", help="A whole district of invented people, to measure and to look at.")


@demo_commands.command("scale")
@click.option("--share", default=1.0, show_default=True, type=click.FloatRange(0.001, 1.0), help="Of the full size.")
def build_district(share):
    """Build 4,200 courtyards, a year of days, 39,000 members in 1,400 organisations, 175 groups."""
    from service.town import scale, serving
    _refuse_production()
    serving.prepare()
    if scale.ready():
        raise click.ClickException("这个区已经建好了。 The district stands already.")
    stages, count = list(scale.stages(share)), 0
    shown = click.progressbar(stages, item_show_func=lambda stage: stage[0] if stage else "")
    with shown as steps, atomic():  # all of it or nothing: half a district would pass for a whole one
        for _what, work in steps:
            count += work()
    click.echo(f"{count:,} rows")


def _refuse_production() -> None:
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("演示数据不能放进正式环境。 "
                                   "The demonstration town has no place in production.")


def _show() -> None:
    click.echo(f"\n地址 Address   {current_app.config['PUBLIC_URL']}   (API: /api/docs)")
    click.echo("\n人 People: POST /api/v1/sessions/wechat {\"code\": …}")
    for person in cast.PEOPLE:
        click.echo(f"  {person.openid:<22} {person.display_name}  {person.role or 'resident'}")
    click.echo("\n码 Codes: GET /api/v1/codes/<token>")
    for token, code, name in Town().tokens():
        click.echo(f"  {token:<22} {code:<20} {name}")
    click.echo("")
