from seller_orders.adapters.inbound.server.traceback_redaction import describe

SECRET = "anjali@example.com"


def fail() -> None:
    raise ValueError(SECRET)


def fail_with_cause() -> None:
    try:
        fail()
    except ValueError as error:
        error.add_note(SECRET)
        raise OSError(28, SECRET) from error


def raised_by(call: object) -> BaseException:
    try:
        assert callable(call)
        call()
    except Exception as error:  # noqa: BLE001  # any exception is returned
        return error
    raise AssertionError


def test_an_exception_is_described_by_type_and_frames():
    first, *frames = describe(raised_by(fail)).splitlines()

    assert first == "builtins.ValueError"
    assert [frame.rsplit(" in ", 1)[1] for frame in frames] == ["raised_by", "fail"]
    assert all(":" in frame for frame in frames)


def test_the_cause_follows():
    kinds = [line for line in describe(raised_by(fail_with_cause)).splitlines() if line[0] != " "]

    assert kinds == ["builtins.OSError errno=28", "builtins.ValueError"]


def test_messages_and_notes_are_left_out():
    assert SECRET not in describe(raised_by(fail_with_cause))


def test_an_exception_that_causes_itself_is_described_once():
    error = ValueError()
    error.__cause__ = error

    assert describe(error) == "builtins.ValueError"


def test_a_deep_recursion_shows_only_the_last_frames():
    def recurse() -> None:
        recurse()

    assert len(describe(raised_by(recurse)).splitlines()) == 21
