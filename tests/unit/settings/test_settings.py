"""Settings are read from variables, and every problem is reported at once."""

from traceback import format_exception

import pytest

from seller_orders import StoreUnavailableError, embed
from seller_orders.settings import Settings
from tests.support.wrong_settings import problems_of

WRONG = [
    *(("TRANSITIONS", value) for value in ("sideways", "OPEN")),
    *(("CACHE_TTL", value) for value in ("0", "9" * 5_000, "1.5", "-1", "٣")),
    *(("LISTEN_URL", value) for value in ("sqlite:///orders.db", "orders")),
    *(("AUTH", value) for value in ("no", "1")),
    *(("REDIS_URL", value) for value in ("garbage", "http://host", "redis://host:port")),
    *(("RATE_LIMIT", value) for value in ("many", "0/second", "-1/second")),
    *(("CORS_ORIGINS", value) for value in ("shop.example", "https://a.example/", "null")),
    *(("CORS_ORIGINS", value) for value in ("*,https://a.example", "https://*.example")),
    *(("SECRET_KEYS", value) for value in ("hunter2", "aHVudGVyMg==", f"{'A' * 43}=,")),
    *(("SECRET_KEYS", value) for value in (f"{'A' * 43}=,{'A' * 43}=", f"{'A' * 42}!=")),
    *(("CORS_ORIGINS", value) for value in ("https://me@a.example", "https://a.example,")),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda text: text[:24])
def test_a_wrong_value_is_named(name: str, value: str):
    [problem] = problems_of(**{name: value})

    assert problem.startswith(f"SELLER_ORDERS_{name}: must be ")


@pytest.mark.parametrize("value", ["aHVudGVyMg==", f"{'A' * 43}=,aHVudGVyMg=="])
def test_a_wrong_secret_key_is_not_repeated(value: str):
    [problem] = problems_of(SECRET_KEYS=value)

    assert "key 1" in problem or "key 2" in problem
    assert "aHVudGVyMg" not in problem


def test_secret_keys_are_read_in_both_alphabets_of_base64():
    plain, url_safe = f"{'+/' * 21}8=", f"{'-_' * 21}4="
    read = Settings.of({"SELLER_ORDERS_SECRET_KEYS": f"{plain}, {url_safe}"})

    assert [len(key) for key in read.secret_keys] == [32, 32]
    assert "secret_keys" not in repr(read)


@pytest.mark.parametrize("name", ["Orders", "1st", "pg_orders", "x y", "a" * 64])
def test_a_wrong_schema_name_is_named(name: str):
    [problem] = problems_of(DATABASE_URL="postgresql://host/orders", SCHEMA=name)

    assert problem.startswith("SELLER_ORDERS_SCHEMA: must be the name of a schema")


def test_a_schema_on_sqlite_is_refused():
    assert problems_of(SCHEMA="orders") == [
        "SELLER_ORDERS_SCHEMA needs PostgreSQL in SELLER_ORDERS_DATABASE_URL"
    ]


TOKENS = {"JWT_ISSUER": "https://id.example.com", "JWT_AUDIENCE": "orders", "JWT_JWKS": "keys.json"}


@pytest.mark.parametrize("algorithms", ["RS256,none", ",", "rs256"])
def test_an_unknown_signature_algorithm_is_refused(algorithms: str):
    [problem] = problems_of(**TOKENS, JWT_ALGORITHMS=algorithms)

    assert problem.startswith("SELLER_ORDERS_JWT_ALGORITHMS: must be RS256 or ")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("CASH_TTL", "CACHE_TTL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("SERVICE_TOKE", "SERVICE_TOKEN"),
        ("database_url", "DATABASE_URL"),
        ("JWT_JWK", "JWT_JWKS"),
        ("WEBHOOKS_URL", "WEBHOOK_URL"),
    ],
)
def test_an_unknown_name_has_a_suggestion(given: str, meant: str):
    [problem] = problems_of(**{given: "hunter2"})

    assert problem == f"SELLER_ORDERS_{given} is unknown; did you mean SELLER_ORDERS_{meant}?"


def test_an_unlike_name_is_unknown_without_a_suggestion():
    [problem] = problems_of(XYZ="hunter2")

    assert problem.startswith("SELLER_ORDERS_XYZ is unknown; ")
    assert "did you mean" not in problem


def test_all_problems_are_reported_at_once_without_secrets():
    problems = problems_of(
        CASH_TTL="60",
        CACHE_TTL="0",
        DATABASE_URL="mysql://me:hunter2@host/orders",
        JWT_ISSUER="https://id.example",
        WEBHOOK_URL="ftp://me:hunter2@host",
        WEBHOOK_SECRET="hunter2!",
        INVENTORY_TOKEN="hunter2",
        SERVICE_TOKEN="hunter2",
        SMTP_URL="smtp://me:hunter2@host?port=9",
        NOTIFICATIONS_URL="https://notify.example",
    )

    named = "CASH_TTL CACHE_TTL DATABASE_URL JWT_ISSUER WEBHOOK_URL WEBHOOK_SECRET INVENTORY_TOKEN"
    for name in (*named.split(), "SERVICE_TOKEN", "SMTP_URL", "NOTIFICATIONS_URL"):
        assert sum(each.startswith(f"SELLER_ORDERS_{name}") for each in problems) == 1, name
    assert len(problems) == 10
    assert "hunter2" not in " ".join(problems)


@pytest.mark.parametrize(
    "url", ["mysql://host/orders", "orders.db", "postgresql+asyncpg://host/orders", "sqlite:o.db"]
)
def test_an_unsupported_database_is_told_what_is_supported(url: str):
    [problem] = problems_of(DATABASE_URL=url)

    assert problem.startswith("SELLER_ORDERS_DATABASE_URL: must be sqlite:///")
    assert "postgresql://" in problem
    assert ("mysql:// is not supported" in problem) == url.startswith("mysql")


@pytest.mark.parametrize(
    "url", ["sqlite:///o.db", "postgres://h/o", "postgresql://h/o", "postgresql+psycopg://h/o"]
)
def test_a_supported_database_url_is_taken_as_it_is(url: str):
    assert Settings.of({"SELLER_ORDERS_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    "url",
    [
        *("mysql://me:hunter2@host/orders", "postgresql://me@host:hunter2/orders"),
        *("postgresql://host:port/orders", "postgresql://[::1/orders"),
        *("sqlite://", "sqlite:///", "sqlite:///:memory:"),
    ],
)
def test_embed_names_the_supported_databases_too(url: str):
    with pytest.raises(StoreUnavailableError, match=r"sqlite:///FILE or postgresql://") as raised:
        embed(url)

    assert "hunter2" not in "".join(format_exception(raised.value))


def test_a_group_of_variables_is_complete():
    assert problems_of(JWT_ALGORITHMS="RS256") == [
        "SELLER_ORDERS_JWT_ALGORITHMS needs SELLER_ORDERS_JWT_ISSUER and "
        "SELLER_ORDERS_JWT_AUDIENCE and SELLER_ORDERS_JWT_JWKS"
    ]
    assert problems_of(WEBHOOK_SECRET="MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == [
        "SELLER_ORDERS_WEBHOOK_SECRET needs SELLER_ORDERS_WEBHOOK_URL"
    ]


def test_variables_of_other_layers_are_known():
    settings = Settings.of(
        {
            "SELLER_ORDERS_ORCHESTRATOR_URL": "http://orchestrator:8080/",
            "SELLER_ORDERS_CORE_URL": "http://core:8080",
            "SELLER_ORDERS_SERVICE_TOKEN": "0123456789abcdef",
            "SELLER_ORDERS_DATABASE_URL": "postgresql://host/orders",
        }
    )

    assert settings.orchestrator_url == "http://orchestrator:8080"


def test_variables_that_kubernetes_sets_are_not_unknown():
    """A service named seller-orders, or seller-orders-core, gets these into every container."""
    services = {
        "SELLER_ORDERS_SERVICE_HOST": "10.0.0.1",
        "SELLER_ORDERS_SERVICE_PORT": "8080",
        "SELLER_ORDERS_SERVICE_PORT_HTTP": "8080",
        "SELLER_ORDERS_PORT": "tcp://10.0.0.1:8080",
        "SELLER_ORDERS_PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "SELLER_ORDERS_PORT_8080_TCP_ADDR": "10.0.0.1",
        "SELLER_ORDERS_CORE_SERVICE_HOST": "10.0.0.2",
        "SELLER_ORDERS_CORE_PORT_8080_TCP_PROTO": "tcp",
    }

    assert Settings.of(services) == Settings()
    assert problems_of(PORT="8080")


def test_secrets_are_not_in_the_representation():
    settings = Settings.of(
        {
            "SELLER_ORDERS_DATABASE_URL": "postgresql://me:hunter2@host/orders",
            "SELLER_ORDERS_REDIS_URL": "redis://:hunter2@host",
            "SELLER_ORDERS_SERVICE_TOKEN": "hunter2hunter2hunter2",
            "SELLER_ORDERS_INVENTORY_URL": "https://stock.example",
            "SELLER_ORDERS_INVENTORY_TOKEN": "hunter2",
            "SELLER_ORDERS_SMTP_URL": "smtp://me:hunter2@host",
        }
    )

    assert "hunter2" not in repr(settings)


def test_origins_are_compared_in_lower_case():
    read = Settings.of({"SELLER_ORDERS_CORS_ORIGINS": "https://Shop.example, http://[::1]:3000"})

    assert read.cors_origins == ("https://shop.example", "http://[::1]:3000")
    assert Settings.of({"SELLER_ORDERS_CORS_ORIGINS": "*"}).cors_origins == ("*",)
