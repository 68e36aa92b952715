"""Check of the address that a server is to listen on."""

import os
from socket import AF_INET, AF_INET6, create_server, gaierror, getaddrinfo

import click


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise ClickException if the address is in use or cannot be listened on."""
    # Granian's sockets allow port sharing, so it would start beside another server unnoticed.
    try:
        family = AF_INET6 if ":" in host else AF_INET
        # create_server loses the type and the text of the resolver's errors.
        getaddrinfo(host, port)
        create_server((host, port), family=family).close()
    except gaierror as error:
        raise click.ClickException(f"cannot listen on {host}: {error.strerror}") from error
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}; "
            "choose another with --host and --port"
        ) from error
