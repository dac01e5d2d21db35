"""A server that speaks S3, with an empty bucket."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import httpx2
import obstore
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from obstore.store import S3Store
from werkzeug.serving import BaseWSGIServer, make_server

from composer.domain.secret import Secret
from composer.store.images import AccessKey, ImagePlace

BUCKET = "nashir"
KEY_ID = "AKIATESTKEYOFNOBODY"
KEY = "hidden-key-of-the-images"
REGION = "us-east-1"

_HOST = "127.0.0.1"
_POLL_S = 0.02


class ObjectServer:
    """A server that runs, and can be away for a while; it then still has what it had."""

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)
        self._port = 0
        self.come_back()
        self.endpoint = f"http://{_HOST}:{self._port}"
        httpx2.put(f"{self.endpoint}/{BUCKET}").raise_for_status()

    @property
    def url(self) -> str:
        """The address of the images in it."""
        return f"s3://{BUCKET}/images"

    @property
    def options(self) -> dict[str, str]:
        """What a client needs to know."""
        return {
            "endpoint": self.endpoint,
            "region": REGION,
            "access_key_id": KEY_ID,
            "secret_access_key": KEY,
        }

    def place(self, prefix: str) -> ImagePlace:
        """Return a place for images in it that nobody else uses."""
        return ImagePlace(
            url=f"s3://{BUCKET}/{prefix}",
            endpoint=self.endpoint,
            region=REGION,
            key=AccessKey(id=Secret(KEY_ID), secret=Secret(KEY)),
        )

    def put_by_hand(self, url: str, path: str, data: bytes) -> None:
        """Write an object as somebody else would."""
        told = cast("Any", self.options)
        objects = S3Store.from_url(url, config=told, client_options={"allow_http": True})
        obstore.put(objects, path, data)

    def leave(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join()

    def come_back(self) -> None:
        """Answer again, at the same address."""
        self._server: BaseWSGIServer = make_server(_HOST, self._port, self._app, threaded=True)
        self._port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_S,))
        self._thread.start()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Answer nobody during a block."""
        self.leave()
        try:
            yield
        finally:
            self.come_back()


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """Serve S3 on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ObjectServer()
    try:
        yield server
    finally:
        server.leave()
