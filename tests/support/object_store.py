"""A server that speaks S3, with an empty bucket."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
from moto.server import ThreadedMotoServer

BUCKET = "nashir"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectServer:
    """A server that runs.

    Args:
        endpoint: Its address.
        server: It.
    """

    endpoint: str
    server: ThreadedMotoServer

    @property
    def url(self) -> str:
        """The address of the images in it."""
        return f"s3://{BUCKET}/images"

    @property
    def options(self) -> dict[str, str]:
        """What a client needs to know."""
        return {
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "access_key_id": "key",
            "secret_access_key": "secret",
        }


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """Serve S3 on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        httpx2.put(f"{endpoint}/{BUCKET}").raise_for_status()
        yield ObjectServer(endpoint=endpoint, server=server)
    finally:
        server.stop()
