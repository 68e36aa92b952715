"""Errors of the HTTP client. Their texts name no URL, which may contain a password."""

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)


class HttpClientError(Exception):
    """A request that got no response."""


class RequestNotSentError(HttpClientError):
    """The request was not sent, so nothing has changed at the service."""


class CircuitOpenError(RequestNotSentError):
    """The service failed repeatedly and gets no requests for a moment."""


class ConnectFailedError(RequestNotSentError):
    """The host name is unknown, or nothing listens at its addresses."""


class UnknownNameError(ConnectFailedError):
    """The host name has no address."""


class AddressRefusedError(RequestNotSentError):
    """The host has an address that is not on the public internet."""


class NoResponseError(HttpClientError):
    """No complete response arrived. The service may have processed the request."""


class ConnectionLostError(NoResponseError):
    """The service closed the connection before the response was complete."""


class FailedResponseError(HttpClientError):
    """A response that the circuit breaker counts as a failure, by the caller's check."""


class InvalidUrlError(ValueError):
    """A URL whose host or port no request can be sent to. The text does not quote the URL."""

    def __init__(self) -> None:
        super().__init__(
            "the host must be a DNS name or an IP address (an international name in its ASCII "
            "form, xn--...), and the port at most 65535"
        )


def client_error(error: HTTPError) -> HttpClientError:
    """Return the client's error for an error of urllib3."""
    match error:
        case NewConnectionError():
            cause = error.__cause__
            reason = cause.strerror if isinstance(cause, OSError) else None
            is_unknown = isinstance(error, NameResolutionError)
            kind = UnknownNameError if is_unknown else ConnectFailedError
            return kind(f"ConnectionError: {reason or type(cause).__name__}")
        case ConnectTimeoutError():
            return RequestNotSentError("ConnectTimeout")
        case ReadTimeoutError():
            return NoResponseError("ReadTimeout")
        case ProtocolError(args=(_, TimeoutError())):
            return NoResponseError("WriteTimeout")
        case ProtocolError():
            return ConnectionLostError("ConnectionError: the connection was closed")
        case _:
            return NoResponseError(type(error).__name__)
