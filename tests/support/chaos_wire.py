"""Wires between programs that can be cut: nothing comes through, and nobody is told.

A wire is a port that leads to another one. While it is cut, connections stay open and hang, new
ones are taken up and hang, too; that is what a network does that loses everything. When it is
mended, what was under way arrives late, as a network sends again what it lost, or everything on
it is found broken. What was held for longer than networks try never arrives.
"""

import asyncio
import multiprocessing
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing.connection import Connection

from chaos_netns import Network

HELD_S = 2.0
"""What a wire held for longer is lost."""

_CHUNK = 65_536
_context = multiprocessing.get_context("fork")


class Order(Enum):
    """What is done to a wire."""

    CUT = auto()
    MEND = auto()  # what it held arrives now
    BREAK = auto()  # what it held is lost, and its connections are found broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One wire.

    Args:
        to: The address where it leads.
        host: Where programs reach it.
    """

    to: tuple[str, int]
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """The wires of a run, carried by a process of their own.

    Args:
        ports: Where each begins, in the order asked for.
        orders: Tells that process what to do.
    """

    ports: tuple[int, ...]
    orders: "Connection[tuple[int, Order], object]"

    def tell(self, wire: int, order: Order) -> None:
        """Do something to a wire; it is done a moment later."""
        self.orders.send((wire, order))


@contextmanager
def strung(wires: Sequence[Wire], *, network: Network | None = None) -> Iterator[Wires]:
    """Give wires for a block; the process that calls has one thread, for it forks.

    Args:
        wires: Which.
        network: Where they begin and end; None for everybody's.
    """
    with network.entered() if network else nullcontext():
        listeners = [socket.create_server((each.host, 0), backlog=128) for each in wires]
    ports = tuple(int(each.getsockname()[1]) for each in listeners)
    theirs, orders = _context.Pipe(duplex=False)
    ends = [each.to for each in wires]
    process = _context.Process(target=_carry, args=(listeners, ends, theirs, network), daemon=True)
    process.start()
    theirs.close()
    for each in listeners:
        each.close()
    try:
        yield Wires(ports=ports, orders=orders)
    finally:
        process.kill()
        process.join()
        orders.close()


def _carry(
    listeners: Sequence[socket.socket],
    ends: Sequence[tuple[str, int]],
    orders: "Connection[object, tuple[int, Order]]",
    network: Network | None,
) -> None:
    """Carry what comes until the process ends."""
    if network is not None:
        network.enter()
    asyncio.run(_carry_all(listeners, ends, orders))


async def _carry_all(
    listeners: Sequence[socket.socket],
    ends: Sequence[tuple[str, int]],
    orders: "Connection[object, tuple[int, Order]]",
) -> None:
    carriers = [_Carrier(to=each) for each in ends]
    for listener, carrier in zip(listeners, carriers, strict=True):
        await asyncio.start_server(carrier.carry, sock=listener)
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def obey() -> None:
        try:
            number, order = orders.recv()
        except EOFError:
            over.set()
        else:
            carriers[number].obey(order)

    loop.add_reader(orders.fileno(), obey)
    await over.wait()


@dataclass(slots=True, kw_only=True)
class _Carrier:
    """Carries all connections of one wire."""

    to: tuple[str, int]
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.whole.set()

    def obey(self, order: Order) -> None:
        if order is Order.CUT:
            self.whole.clear()
            return
        if order is Order.BREAK:
            for each in self.writers:
                each.transport.abort()
        self.whole.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with suppress(OSError):
            await self._passes(writer)
            far_reader, far_writer = await asyncio.open_connection(*self.to)
            _give_up_in_time(far_writer)
            self.writers.add(far_writer)
            await asyncio.gather(
                self._pump(reader, far_writer),
                self._pump(far_reader, writer),
                return_exceptions=True,
            )
            far_writer.close()
            self.writers.discard(far_writer)
        writer.close()
        self.writers.discard(writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one way; the end of a connection travels as its bytes do."""
        try:
            while chunk := await reader.read(_CHUNK):
                await self._passes(writer)
                writer.write(chunk)
                await writer.drain()
            await self._passes(writer)
            writer.write_eof()
        except OSError:
            writer.transport.abort()

    async def _passes(self, writer: asyncio.StreamWriter) -> None:
        """Wait until the wire is whole.

        Raises:
            ConnectionError: What waited is lost: it took too long, or the connection was broken.
        """
        if self.whole.is_set():
            return
        clock = asyncio.get_running_loop().time
        since = clock()
        await self.whole.wait()
        if clock() - since > HELD_S or writer.transport.is_closing():
            raise ConnectionAbortedError


def _give_up_in_time(writer: asyncio.StreamWriter) -> None:
    """Let what a network holds be lost as a wire's own is."""
    if sys.platform == "linux":
        told: socket.socket = writer.get_extra_info("socket")
        told.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(HELD_S * 1000))
