"""Gap: the state is saved at SIGTERM alone; SIGKILL or a power cut loses all of it.

The state is saved every minute in which something happened, and when another process asks for it.
A forked copy of the process writes it: the copy holds the state of one moment, whatever goes on
meanwhile, and the emulator answers again after some milliseconds.
"""

import asyncio
import contextlib
import copy
import inspect
import json
import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import cloudwatch_logs, dynamodb, lambda_svc, sqs, stepfunctions

from patched_ministack import seam
from patched_ministack.server import saved_state

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html"
DEFAULT_SECONDS = 60.0
"""Seconds between two saves; the variable SAVE_SECONDS says otherwise."""
LOOK_SECONDS = 0.25
"""Seconds between two looks for a request."""
WRITING_SECONDS = 120
"""Seconds after which a copy that still writes is ended; the next one tries again."""
LOCK_SECONDS = 1.0
NICE = 10
MOST_DESCRIPTORS = 65536
LOCKS = (
    (sqs, "_queues_lock"),
    (dynamodb, "_lock"),
    (dynamodb, "_stream_seq_lock"),
    (cloudwatch_logs, "_log_events_lock"),
    (lambda_svc, "_dynamodb_stream_positions_lock"),
)
"""Locks that are held while the process is copied: no change is half done in the copy."""

_log = logging.getLogger("periodic_save")
Services = Mapping[str, Callable[[], Any]]


class _Saver:
    """The one save that is under way, what has changed since the last, and blobs to remove."""

    def __init__(self) -> None:
        self.changes = 0
        self.saved_changes = 0
        self.writing: int | None = None
        self.kept_blobs: set[str] | None = None
        self.remove_blobs: Callable[[set[str]], None] = lambda _: None


_saver = _Saver()


def needed() -> bool:
    """Return whether nothing but the end of the emulator saves its state."""
    return inspect.getsource(app).count("save_all(") == 1


def apply() -> None:
    """Save in one step, every minute and at the end; load what the last save's index names."""
    seam.expect(holds=needed(), seam="app, which calls save_all once")
    for module, lock in LOCKS:
        seam.attribute(module, lock)
    seam.attribute(persistence, "_json_default")
    seam.attribute(persistence, "_json_object_hook")
    seam.attribute(app, "_build_persistence_save_dict")
    seam.wrap(app, "app", parameters=("scope", "receive", "send"), build=_noticing_requests)
    for owner, name, parameters in (
        (lambda_svc, "_execute_function", ("func", "event")),
        (stepfunctions, "_add_event", ("execution", "event_type", "details")),
    ):
        seam.wrap(owner, name, parameters=parameters, build=_noticing)
    seam.wrap(
        lambda_svc, "_prune_orphan_code_blobs", parameters=("referenced",), build=_after_the_save
    )
    seam.wrap(app, "save_all", parameters=("services",), build=lambda _: _save_at_the_end)
    seam.wrap(app, "load_state", parameters=("service",), build=_loading)
    seam.wrap(app, "_run_ready_scripts", parameters=(), build=_saving_from_then_on)


def _noticing(call: Callable[..., Any]) -> Callable[..., Any]:
    def call_and_notice(*args: Any, **kwargs: Any) -> Any:
        _saver.changes += 1
        return call(*args, **kwargs)

    return call_and_notice


def _noticing_requests(serve: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def noticing(scope: Any, receive: Any, send: Any) -> None:
        if not scope.get("path", "").startswith("/_ministack/"):
            _saver.changes += 1
        await serve(scope, receive, send)

    return noticing


def _after_the_save(prune: Callable[[set[str]], None]) -> Callable[[set[str]], None]:
    """Keep functions' code that the last save names until the next save has its own."""

    def remember(referenced: set[str]) -> None:
        _saver.kept_blobs, _saver.remove_blobs = set(referenced), prune

    return remember


def _folder() -> Path:
    return Path(persistence.STATE_DIR)


def _loading(load: Callable[[str], Any]) -> Callable[[str], Any]:
    def load_named(service: str) -> Any:
        saved = saved_state.read_index(_folder())
        if saved is None:
            return load(service)  # saved by an emulator without this patch, or never
        content = saved_state.read(_folder(), saved, service)
        if content is None:
            return None
        return json.loads(content, object_hook=persistence._json_object_hook)["payload"]

    return load_named


def _saving_from_then_on(run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def run_and_save() -> None:
        saving = asyncio.create_task(_save_regularly())
        await run()
        await saving

    return run_and_save


async def _save_regularly() -> None:
    every = float(os.environ.get("SAVE_SECONDS") or DEFAULT_SECONDS)
    request, due = _folder() / saved_state.REQUEST, time.monotonic() + every
    while persistence.PERSIST_STATE:
        await asyncio.sleep(LOOK_SECONDS)
        asked, changes = request.exists(), _saver.changes
        if not asked and (time.monotonic() < due or changes == _saver.saved_changes):
            continue
        if await _save_by_a_copy():
            _saver.saved_changes = changes
            if asked:
                request.unlink(missing_ok=True)
        due = time.monotonic() + every


async def _save_by_a_copy() -> bool:
    """Fork, and wait until the copy has written; return whether it did."""
    parent = os.getpid()
    with _locked() as held:
        if not held:
            return False
        with warnings.catch_warnings():
            # Python warns of threads that hold locks; those that the copy needs are held here.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process == 0:
            _write_and_exit(parent)
    _saver.writing = process
    while True:
        try:
            ended, status = os.waitpid(process, os.WNOHANG)  # noqa: ASYNC222 - it waits not
        except ChildProcessError:
            return False  # ended by the stop of the emulator
        if ended:
            _saver.writing = None
            if status:
                _log.error("the state was not saved: status %s", status)
            return status == 0
        await asyncio.sleep(LOOK_SECONDS / 5)


@contextlib.contextmanager
def _locked() -> Iterator[bool]:
    with contextlib.ExitStack() as held:
        for module, name in LOCKS:
            lock: threading.Lock = getattr(module, name)
            if not lock.acquire(timeout=LOCK_SECONDS):
                yield False
                return
            held.callback(lock.release)
        yield True


def _write_and_exit(parent: int) -> None:
    """Write the state of the moment at which this copy was made; never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(WRITING_SECONDS)
        os.nice(NICE)
        # The listeners above all: a copy must not answer for its parent, nor hold its ports.
        os.closerange(3, MOST_DESCRIPTORS)
        vars(copy)["deepcopy"] = _same  # nothing else runs in the copy: what is read cannot change
        done = _write(app._build_persistence_save_dict(), lambda: os.getppid() == parent)
        code = 0 if done else 1
    except BaseException as error:  # noqa: BLE001 - a copy of the process must end here
        sys.stderr.write(f"the state was not saved: {type(error).__name__}\n")
        sys.stderr.flush()
    finally:
        os._exit(code)


def _same(value: Any, _memo: Any = None) -> Any:
    return value


def _save_at_the_end(services: Services) -> None:
    """Save while the emulator stops; a copy that still writes is ended, it has an older state."""
    if _saver.writing is not None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(_saver.writing, signal.SIGKILL)
            os.waitpid(_saver.writing, 0)
    _write(services, lambda: True)
    (_folder() / saved_state.REQUEST).unlink(missing_ok=True)


def _write(services: Services, may_finish: Callable[[], bool]) -> bool:
    contents = dict(_contents(services))
    saved_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    done = saved_state.write(_folder(), contents, saved_at=saved_at, may_finish=may_finish)
    if done:
        for path in _folder().glob("*.json"):
            if path.name != saved_state.INDEX:
                path.unlink(missing_ok=True)  # of an emulator without this patch
        if _saver.kept_blobs is not None:
            _saver.remove_blobs(_saver.kept_blobs)
    return done


def _contents(services: Services) -> Iterator[tuple[str, bytes]]:
    """Yield each service's content; a service that cannot say its state keeps what it had."""
    before, said = saved_state.read_index(_folder()), set()
    for service, get_state in services.items():
        content = _content_of(service, get_state)
        if content is not None:
            said.add(service)
            yield service, content
    if before is not None:
        for service in before.files.keys() - said:
            yield service, saved_state.read(_folder(), before, service) or b""


def _content_of(service: str, get_state: Callable[[], Any]) -> bytes | None:
    try:
        state = get_state()
        if state is None:
            return None
        version = persistence._state_format_version(service)
        wrapped = {"__ministack_format__": version, "payload": state}
        return json.dumps(wrapped, default=persistence._json_default).encode()
    except Exception as error:  # noqa: BLE001 - the other services are saved all the same
        sys.stderr.write(f"the state of {service} was not saved: {type(error).__name__}\n")
        return None
