"""A model's proposal is read as strictly as any criteria, and the model never learns who the customers are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import All, Compare, Constant, Measure, Not, Rows, SqlCondition
from regulars.criteria.vocabulary import Place, Value, Vocabulary
from regulars.criteria.wire import to_wire
from regulars.errors import ProposalError
from regulars.work.proposals import ModelEndpoint, propose

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
MANY_ORDERS = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.ABOVE, Constant(Decimal(7)))
VOCABULARY = Vocabulary(
    Shape({Source.ORDERS: frozenset({"total", "channel"})}, {"country": ValueKind.TEXT, "email": ValueKind.TEXT}),
    {"channel": (Value("web", 5),), "city": (Value("Springfield", 3),), "email": (Value("ada@example.com", 1),)},
    places=(Place("Springfield", "", "US", 3),),
)


@contextmanager
def service(
    answer: object, status: int = 200, headers: dict[str, str] | None = None
) -> Iterator[tuple[ModelEndpoint, list[dict[str, Any]]]]:
    """A real HTTP service on this machine that gives one answer to everything, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), "body": json.loads(body)})
            payload = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ModelEndpoint(f"http://127.0.0.1:{server.server_port}/v1", "small", "secret", 10.0), asked
    finally:
        server.shutdown()
        server.server_close()


def _says(content: object) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}}]}


@pytest.mark.parametrize("fence", ["{}", "```json\n{}\n```", "  {}\n"])
def test_criteria_in_the_answer_are_read(fence: str) -> None:
    with service(_says(fence.replace("{}", json.dumps(to_wire(MANY_ORDERS))))) as (endpoint, asked):
        assert propose("the busiest ones", VOCABULARY, AS_OF, endpoint) == MANY_ORDERS
    assert asked[0]["path"] == "/v1/chat/completions"
    assert asked[0]["key"] == "Bearer secret"
    assert asked[0]["body"]["messages"][1] == {"role": "user", "content": "the busiest ones"}


def test_the_model_is_told_columns_and_channels_but_nothing_of_the_customers() -> None:
    with service(_says(json.dumps(to_wire(MANY_ORDERS)))) as (endpoint, asked):
        propose("x", VOCABULARY, AS_OF, endpoint)
    told = asked[0]["body"]["messages"][0]["content"]
    assert '"channel":["web"]' in told
    assert "ada@example.com" not in told
    assert "Springfield" not in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("I cannot do that", "something else than criteria"),
        ("[1]", "not valid"),
        ('{"refused": "no such data"}', "not valid: The criteria have an unknown key 'refused'"),
        ('{"version": 1, "criteria": {"node": "drop"}}', "not valid: criteria is no condition: 'drop'"),
        (json.dumps(to_wire(All((Not(SqlCondition("1 = 1")),)))), "wrote SQL"),
        ("[" * 100_000, "something else than criteria"),
        (None, "holds no text"),
    ],
)
def test_an_answer_that_is_not_criteria_is_refused(content: object, said: str) -> None:
    with service(_says(content)) as (endpoint, _), pytest.raises(ProposalError, match=said):
        propose("x", VOCABULARY, AS_OF, endpoint)


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"<html>", 200, "another format"),
        ({"error": 1}, 200, "another format"),
        (b"", 401, "answered 401"),
        (b"x" * 1_000_001, 200, "too long"),
    ],
)
def test_a_service_that_fails_is_named(answer: object, status: int, said: str) -> None:
    with service(answer, status) as (endpoint, _), pytest.raises(ProposalError, match=said):
        propose("x", VOCABULARY, AS_OF, endpoint)


def test_the_key_does_not_follow_a_redirect() -> None:
    with (
        service(b"", 302, {"Location": "http://127.0.0.1:9/"}) as (endpoint, _),
        pytest.raises(ProposalError, match="answered 302"),
    ):
        propose("x", VOCABULARY, AS_OF, endpoint)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com", "", "http://127.0.0.1:9"])
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ProposalError, match=r"no http address|cannot be reached"):
        propose("x", VOCABULARY, AS_OF, ModelEndpoint(url, "m", timeout_seconds=5))
