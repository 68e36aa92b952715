from seller_orders.adapters.inbound.server.traceback_redaction import describe

SECRET = "anjali@example.com"


def fail() -> None:
    raise ValueError(SECRET)


def fail_in_turn() -> None:
    try:
        fail()
    except ValueError as error:
        error.add_note(SECRET)
        raise OSError(28, SECRET) from error


def raised_by(call: object) -> BaseException:
    try:
        assert callable(call)
        call()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is looked at
        return error
    raise AssertionError


def test_an_exception_is_described_by_its_kind_and_where_it_came_from():
    first, *frames = describe(raised_by(fail)).splitlines()

    assert first == "builtins.ValueError"
    assert [frame.rsplit(" in ", 1)[1] for frame in frames] == ["raised_by", "fail"]
    assert all(":" in frame for frame in frames)


def test_what_led_to_it_follows():
    kinds = [line for line in describe(raised_by(fail_in_turn)).splitlines() if line[0] != " "]

    assert kinds == ["builtins.OSError errno=28", "builtins.ValueError"]


def test_what_it_says_is_left_out():
    assert SECRET not in describe(raised_by(fail_in_turn))


def test_an_exception_that_leads_to_itself_is_described_once():
    error = ValueError()
    error.__cause__ = error

    assert describe(error) == "builtins.ValueError"


def test_of_a_deep_recursion_the_last_frames_are_enough():
    def recurse() -> None:
        recurse()

    assert len(describe(raised_by(recurse)).splitlines()) == 21
