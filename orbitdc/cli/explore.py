"""`orbitdc explore` opens a local page on which scenarios are changed and answered at once."""

from __future__ import annotations

import click

from orbitdc.cli.options import as_json, print_json
from orbitdc.errors import EnvironmentFault, Problem

FIRST = ("ai1_vs_colossus",)


@click.command()
@click.argument("files", nargs=-1)
@click.option("--port", default=8321, show_default=True, help="Port on 127.0.0.1; 0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open a browser, or only print the address.")
@as_json
def explore(files: tuple[str, ...], port: int, browser: bool, as_json: bool) -> None:
    """Open a page on this computer on which scenario FILES, or every shipped one, are changed and answered at once.

    FILES may be folders of results as well: they open with what was changed in them.
    """
    try:
        import uvicorn

        from orbitdc.explore.app import application
        from orbitdc.scenario.files import shipped
    except ModuleNotFoundError as error:
        message = f"the explorer needs the library {error.name}, which is not installed"
        raise EnvironmentFault(Problem(message, fix="pip install 'orbitdc[explore]'")) from None
    names = files or (*FIRST, *(name for name in shipped() if name not in FIRST))
    config = uvicorn.Config(application(names), host="127.0.0.1", port=port, log_level="error", ws_max_size=2**20)
    server = uvicorn.Server(config)
    try:
        socket = config.bind_socket()
    except SystemExit:  # of uvicorn, which has logged why
        fix = "choose another with --port, or 0 for a free one"
        raise EnvironmentFault(Problem(f"port {port} is in use", fix=fix)) from None
    socket.listen()  # so that the address answers as soon as it is printed
    address = f"http://127.0.0.1:{socket.getsockname()[1]}"
    if as_json:
        print_json({"address": address})
    else:
        click.echo(f"{address}  (Ctrl-C ends it)")
    if browser:
        click.launch(address)
    server.run(sockets=[socket])
