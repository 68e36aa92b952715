"""End sessions: log out, or log a user out everywhere."""

from attrs import field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.access import digest
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.sessions import SessionLookUp
from seller_orders.domain.refusals import Refusal, UserNotFound


@frozen
class LogOut:
    """End the session of a token. A token without a session changes nothing."""

    token: str = field(repr=False)


@frozen(kw_only=True)
class LogOutHandler:
    """Ends single sessions."""

    sessions: SessionLookUp
    begin: BeginDomainUnitOfWork

    def __call__(self, command: LogOut) -> None:
        """End the session."""
        found = self.sessions.find(digest(command.token))
        if found is None:
            return
        session, _ = found
        with self.begin(session.domain_id) as tx:
            tx.sessions.end(session.domain_id, session.digest)
            tx.commit()


@frozen
class EndSessions:
    """End all sessions of a user. Refusals: user_not_found."""

    domain_id: str
    user_id: str


@frozen(kw_only=True)
class EndSessionsHandler:
    """Ends all sessions of a user."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: EndSessions) -> Result[int, Refusal]:
        """Return the number of ended sessions."""
        with self.begin(command.domain_id) as tx:
            if tx.users.get(command.domain_id, command.user_id) is None:
                return Failure(UserNotFound(command.user_id))
            ended = tx.sessions.end_all(command.domain_id, command.user_id)
            tx.commit()
            return Success(ended)
