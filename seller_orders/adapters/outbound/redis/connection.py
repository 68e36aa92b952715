"""Redis client with a short timeout and a circuit breaker."""

import logging
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from circuitbreaker import CircuitBreaker, CircuitBreakerError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

_ANSWER_WITHIN_S: Final = 0.08
_FAILURES_TO_OPEN: Final = 3
_OPEN_FOR_S: Final = 2

_log: Final = logging.getLogger("seller_orders.cache")

RunScript: TypeAlias = Callable[..., Any]
"""Function of the keys and the arguments that returns the script's result."""


class NoAnswerError(Exception):
    """Redis is unreachable, slow or returned an unexpected result."""


class BoundedRedis:
    """Redis client whose calls never take long.

    After three consecutive failures the circuit is open for two seconds. The next call closes it
    again if it succeeds.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=_ANSWER_WITHIN_S,
            socket_connect_timeout=_ANSWER_WITHIN_S,
            retry=Retry(NoBackoff(), 0),
        )
        breaker = CircuitBreaker(
            failure_threshold=_FAILURES_TO_OPEN,
            recovery_timeout=_OPEN_FOR_S,
            expected_exception=(RedisError, OSError),
            name="redis",
        )
        self._guarded: Callable[..., Any] = breaker.decorate(_call)

    def script(self, source: str) -> RunScript:
        """Return a function that runs a Lua script atomically in Redis.

        The function raises NoAnswerError.
        """
        registered = self._redis.register_script(source)

        def run(keys: list[str], *arguments: Any) -> Any:
            try:
                return self._guarded(registered, keys, arguments)
            except CircuitBreakerError as error:
                raise NoAnswerError("the circuit breaker is open") from error
            except ResponseError as error:
                self._discard(keys)
                raise NoAnswerError(str(error)) from error
            except (RedisError, OSError, ValueError) as error:
                _log.warning("redis does not answer: %s", type(error).__name__)
                raise NoAnswerError(str(error)) from error

        return run

    def _discard(self, keys: list[str]) -> None:
        # The keys hold values of another type, so delete them and let the next reader load.
        try:
            self._redis.delete(*keys)
        except (RedisError, OSError) as error:
            _log.warning("redis cannot delete an unexpected value: %s", type(error).__name__)


def _call(script: Callable[..., Any], keys: list[str], arguments: tuple[Any, ...]) -> Any:
    return script(keys=keys, args=arguments)
