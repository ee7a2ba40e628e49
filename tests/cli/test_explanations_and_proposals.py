"""`--explain` says why; a configured model may propose, marked as the model's, and never more."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.commands import run

from regulars.criteria.terms import Aggregate, Source, TextOperator
from regulars.criteria.tree import FieldText, Measure, Rows
from regulars.criteria.wire import to_wire

from ..work.test_proposals import MANY_ORDERS, service  # noqa: TID252

REFUSED = "customers with blue eyes"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "customers.csv").write_text("customer_id,country\n1,Canada\n2,\n")
    orders = [f"o{n},{n % 2 + 1},2025-01-{n + 1:02} 10:00:00,{n}.00" for n in range(20)]
    (folder / "orders.csv").write_text("\n".join(["order_id,customer_id,ordered_at,total", *orders]) + "\n")
    return folder


def _run(shop: Path, *arguments: str, **environment: str) -> CompletedProcess[str]:
    return run(*arguments, "--data", shop, **environment)


def test_of_one_customer_each_condition_is_true_false_or_unknown(shop: Path) -> None:
    found = json.loads(_run(shop, "sql", "country = 'Canada' AND orders_ever > 3", "--explain", "2", "--json").stdout)[
        "explanation"
    ]
    assert found["truth"] is None
    assert [(part["truth"], part["value"]) for part in found["parts"]] == [(None, None), (True, 10)]
    assert "unknown" in _run(shop, "ask", "customers from Canada", "--explain", "2").stdout


def test_a_customer_who_is_not_there_is_refused(shop: Path) -> None:
    done = _run(shop, "ask", "customers from Canada", "--explain", "99")
    assert (done.returncode, "no customer '99'" in done.stderr) == (1, True)


def test_without_an_endpoint_a_refusal_is_just_refused(shop: Path) -> None:
    done = _run(shop, "ask", REFUSED, "--json")
    assert done.returncode == 1
    assert "proposal" not in json.loads(done.stdout)


def test_a_proposal_is_shown_with_its_count_as_the_models_and_stays_refused(shop: Path) -> None:
    with service({"choices": [{"message": {"content": json.dumps(to_wire(MANY_ORDERS))}}]}) as (endpoint, asked):
        environment = {"REGULARS_MODEL_URL": endpoint.url, "REGULARS_MODEL": "small"}
        done = _run(shop, "ask", REFUSED, "--json", **environment)
        text = _run(shop, "ask", REFUSED, **environment)
        understood = _run(shop, "ask", "customers from Canada", **environment)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["status"]) == (1, "refused")
    assert answer["proposal"] | {"sql": ""} == {
        "model": "small",
        "sentence": "Customers with more than 7 orders.",
        "count": 2,
        "sql": "",
        "criteria": to_wire(MANY_ORDERS),
    }
    assert "proposes, not the grammar of Regulars" in text.stdout
    assert understood.returncode == 0
    assert len(asked) == 2


@pytest.mark.parametrize(
    "condition",
    [FieldText("eye_colour", TextOperator.ANY_OF, ("blue",)), Measure(Aggregate.COUNT, Rows(Source.ORDERS))],
)
def test_a_proposal_that_the_data_cannot_answer_is_refused_too(shop: Path, condition: object) -> None:
    with service({"choices": [{"message": {"content": json.dumps(to_wire(condition))}}]}) as (endpoint, _):  # type: ignore[arg-type]
        done = _run(shop, "ask", REFUSED, "--json", REGULARS_MODEL_URL=endpoint.url, REGULARS_MODEL="small")
    assert set(json.loads(done.stdout)["proposal"]) == {"model", "refused"}
    assert done.returncode == 1


def test_an_address_without_a_model_is_refused(shop: Path) -> None:
    done = _run(shop, "ask", REFUSED, REGULARS_MODEL_URL="http://127.0.0.1:9", REGULARS_MODEL="")
    assert (done.returncode, "REGULARS_MODEL is not" in done.stderr) == (1, True)
