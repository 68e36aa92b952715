"""A Granian worker that calls a WSGI app in threads and can stop waiting for a request's body.

Granian's own WSGI worker reads a body without a timeout, and nothing can end such a read. Its ASGI
worker receives a body piece by piece, but calls apps on an event loop, which takes twice the time.
This is the ASGI worker with the calls of the WSGI worker: each request is called in a thread of
Granian's pool, and that thread waits for the body if the app asks for it.
"""

import logging
import signal
from asyncio import AbstractEventLoop
from functools import cache, partial
from typing import Any, Final

from granian import _signals
from granian._granian import CallbackScheduler, WorkerSignal
from granian.server import mp

from seller_orders.adapters.inbound.server.refusal_pacing import RefusalPacing
from seller_orders.adapters.inbound.server.wsgi_call import call_wsgi_app

_PACED: Final = 401
_log: Final = logging.getLogger("seller_orders.http")
_worker: Any = mp.MPServer._spawn_asgi_worker  # Granian has no public one
_new_scheduler: Any = CallbackScheduler


def run_threaded_worker(*options: Any) -> None:
    """Serve in this process until a signal stops it; a target of Granian's worker processes."""
    # Granian has no setting for its scheduler; these private names are those of its 2.8 releases.
    vars(mp).update(
        _asgi_call_wrap=lambda app, *_: partial(call_wsgi_app, app),
        _future_watcher_wrapper=lambda call: call,
        _new_cbscheduler=_scheduler,
    )
    vars(_signals).update(set_loop_signals=_stop_signal)
    _worker(*options)


def _stop_signal(loop: AbstractEventLoop) -> WorkerSignal:
    """Return the event that stops the worker, and set it at the first SIGINT or SIGTERM.

    Setting it a third time would block forever and hold the GIL, so no request could be finished.
    """
    stop = WorkerSignal()
    set_once = cache(stop.set)
    for number in signal.SIGINT, signal.SIGTERM:
        loop.add_signal_handler(number, set_once)
    return stop


def _scheduler(loop: Any, call: Any, **_: Any) -> CallbackScheduler:
    """Return a scheduler that calls at once, in the thread that Granian schedules in."""
    scheduler = _new_scheduler(loop, call, None, None, None)
    scheduler._schedule_fn = partial(_serve, call, loop, RefusalPacing())
    found: CallbackScheduler = scheduler
    return found


def _serve(call: Any, loop: AbstractEventLoop, pacing: RefusalPacing, request: Any) -> None:
    response: list[dict[str, Any]] = []
    try:
        call(request.scope, request.proto.receive, response.append)
    except Exception:  # noqa: BLE001  # Granian ignores exceptions here
        _log.exception("a request failed outside of the app")
    delay_s = pacing.delay_s() if response and response[0]["status"] == _PACED else 0
    if delay_s:
        loop.call_soon_threadsafe(loop.call_later, delay_s, _send, request, response)
    else:
        _send(request, response)


def _send(request: Any, response: list[dict[str, Any]]) -> None:
    for part in response:
        request.proto.send(part)
    # Sends status 500 if there was no response.
    request.done()
