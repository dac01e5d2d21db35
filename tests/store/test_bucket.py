import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from object_store import KEY, KEY_ID, ObjectServer, object_server
from own_certificate import of_the_server

from composer.errors import ImagesAway, StoreError
from composer.store.blob import Kept
from composer.store.bucket import Bucket
from composer.store.bucket import client as client_of
from composer.store.respite import Respite


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture
def bucket(server: ObjectServer) -> Bucket:
    return Bucket.open(server.url, server.options)


@given(data=st.binary(max_size=2000))
@settings(deadline=None, max_examples=20)
def test_any_bytes_come_back_under_the_hash_of_them(server: ObjectServer, data: bytes) -> None:
    bucket = Bucket.open(server.url, server.options)
    sha256 = bucket.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert bucket.get(sha256) == data
    assert bucket.has(sha256)


def test_bytes_that_somebody_changed_are_never_given_out_and_keeping_them_again_mends_them(
    server: ObjectServer, bucket: Bucket
) -> None:
    sha256 = bucket.put(b"picture")
    server.put_by_hand(server.url, f"{sha256[:2]}/{sha256}", b"pictura")
    with pytest.raises(StoreError, match=f"{sha256} was changed"):
        bucket.get(sha256)
    bucket.put(b"picture")
    assert bucket.get(sha256) == b"picture"


def test_a_missing_image_is_named(bucket: Bucket) -> None:
    sha256 = hashlib.sha256(b"never kept").hexdigest()
    assert not bucket.has(sha256)
    with pytest.raises(StoreError, match=f"missing from the store: s3://nashir/images/.*{sha256}"):
        bucket.get(sha256)


def test_what_is_no_hash_reaches_no_path(bucket: Bucket) -> None:
    with pytest.raises(ValueError, match="no hash"):
        bucket.get("../../etc/passwd")


def test_images_are_listed_and_others_objects_are_not(server: ObjectServer, bucket: Bucket) -> None:
    kept = {bucket.put(f"picture {number}".encode()) for number in range(7)}
    server.put_by_hand(server.url, "notes/read-me.txt", b"not ours")
    assert kept <= set(bucket.names())
    assert all(len(name) == 64 for name in bucket.names())


def test_only_old_images_are_offered_for_sweeping_and_only_ours_are_removed(
    bucket: Bucket,
) -> None:
    sha256 = bucket.put(b"to be swept")
    now = datetime.fromtimestamp(time.time(), UTC)
    kept = Kept(name=sha256, bytes=11)
    assert kept not in set(bucket.old(now + timedelta(hours=23)))
    assert kept in set(bucket.old(now + timedelta(hours=25)))
    never, other = hashlib.sha256(b"never").hexdigest(), bucket.put(b"stays")
    bucket.discard([sha256, never])
    assert bucket.missing([sha256, never, other]) == {sha256, never}


def test_a_service_that_is_away_is_an_error_with_advice_and_without_keys(
    server: ObjectServer,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        endpoint = f"http://127.0.0.1:{gone.getsockname()[1]}"
    bucket = Bucket.open(server.url, {**server.options, "endpoint": endpoint}, retries=0)
    with pytest.raises(ImagesAway, match=r"cannot be written: .*does not answer: see that") as told:
        bucket.put(b"picture")
    assert KEY not in str(told.value)
    assert KEY_ID not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_service_that_never_answers_is_waited_for_a_while_only(server: ObjectServer) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=8) as silent:
        options = {**server.options, "endpoint": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        client = client_of(server.url, options, patience=timedelta(milliseconds=50), retries=0)
        bucket = Bucket(client, looks=client, name=server.url)
        name = hashlib.sha256(b"x").hexdigest()
        for call in (lambda: bucket.put(b"x"), lambda: bucket.get(name), lambda: bucket.has(name)):
            with pytest.raises(ImagesAway, match="does not answer"):
                call()


def test_a_service_that_was_silent_is_not_waited_for_by_everybody(server: ObjectServer) -> None:
    """Whoever comes next is told at once; when the service answers again, all is as before."""
    ticks = iter([0.0, 20.0, 21.0, 31.0, 31.1, 31.2, 31.3])
    spared = Respite(lambda: next(ticks))
    with socket.create_server(("127.0.0.1", 0), backlog=8) as silent:
        options = {**server.options, "endpoint": f"http://127.0.0.1:{listening_port(silent)}"}
        patience = timedelta(milliseconds=50)
        nobody = client_of(server.url, options, patience=patience, retries=0)
        there = client_of(server.url, server.options, patience=timedelta(seconds=30), retries=0)
        bucket = Bucket(nobody, looks=there, name=server.url, respite=spared)
        with pytest.raises(ImagesAway, match="does not answer"):
            bucket.put(b"x")
    name = hashlib.sha256(b"asked for again").hexdigest()
    with pytest.raises(ImagesAway, match="does not answer"):
        bucket.has(name)
    assert not bucket.has(name)
    assert not bucket.has(name)


def test_a_certificate_that_nobody_here_knows_is_told_as_that(server: ObjectServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        secure = of_the_server().wrap_socket(listening, server_side=True)

        def answer() -> None:
            with contextlib.suppress(OSError):
                secure.accept()

        answering = threading.Thread(target=answer)
        answering.start()
        options = {**server.options, "endpoint": f"https://127.0.0.1:{listening_port(secure)}"}
        with pytest.raises(ImagesAway, match=r"not trusted here: name a file .* SSL_CERT_FILE"):
            Bucket.open(server.url, options, retries=0).put(b"x")
        answering.join()
        secure.close()


def listening_port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def test_a_bucket_that_is_not_there_is_not_taken_for_one_that_lost_an_image(
    server: ObjectServer,
) -> None:
    bucket = Bucket.open("s3://never-made/images", server.options)
    with pytest.raises(ImagesAway, match="the service says NoSuchBucket: see that"):
        bucket.get(hashlib.sha256(b"x").hexdigest())
    with pytest.raises(ImagesAway, match="NoSuchBucket"):
        next(bucket.names())


def test_an_address_that_no_service_has_is_refused() -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Bucket.open("gopher://nashir/images", {})
