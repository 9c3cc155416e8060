import json
import math
from typing import Any

import pytest

from cvae_tui.core.answer import Image, Row, Table, Text
from cvae_tui.core.events import finite
from cvae_tui.core.value_json import decode, encode

PICTURE = Image(1, 2, 3, b"\x00\x01\x02\xfd\xfe\xff")


def test_what_has_its_default_is_left_out() -> None:
    table = Table(
        ("a", "b"), (Row((Text("x"), Text("y"))), Row((Text("z", 0.5), PICTURE), "1", note="odd")), "two rows"
    )
    assert encode(table) == {
        "heads": ["a", "b"], "note": "two rows",
        "rows": [
            ["x", "y"],
            {"label": "1", "note": "odd", "cells": [
                {"text": "z", "score": 0.5}, {"height": 1, "width": 2, "channels": 3, "pixels": "AAEC/f7/"},
            ]},
        ],
    }  # fmt: skip
    assert encode(Table()) == {}


@pytest.mark.parametrize(
    "table",
    [
        Table(),
        Table(("a",), (Row(()), Row((PICTURE,), "l", "c", "n")), "note", (0, 1), (0,)),
        Table(rows=(Row((Text("x", 1.0, {"attention": 0.5}, "gold", "bad"),)),)),
    ],
)
def test_a_table_survives_json(table: Table) -> None:
    assert decode(Table, json.loads(json.dumps(finite(encode(table))))) == table


def test_a_weight_that_is_no_number_comes_back_as_none() -> None:
    table = decode(
        Table, json.loads(json.dumps(finite(encode(Table(rows=(Row((Text("x", weights={"a": math.nan}),)),))))))
    )
    (cell,) = table.rows[0].cells
    assert isinstance(cell, Text)
    assert math.isnan(cell.weights["a"])


@pytest.mark.parametrize(
    "value",
    [
        3, "x", {"rows": 3}, {"rows": [3]}, {"rows": [[3]]}, {"heads": [1]}, {"heads": 3}, {"nosuch": 1},
        {"growth": ["x"]}, {"growth": [True]}, {"rows": [{"cells": [], "label": 3}]}, {"rows": [[{"text": 3}]]},
        {"rows": [[{"text": "x", "tone": "loud"}]]}, {"rows": [[{"text": "x", "score": "y"}]]},
        {"rows": [[{"height": 1, "width": 2, "channels": 3, "pixels": "AAEC"}]]},
        {"rows": [[{"height": -1, "width": -2, "channels": 3, "pixels": "AAEC/f7/"}]]},
        {"rows": [[{"height": 1, "width": 2, "channels": 3, "pixels": "?"}]]},
        {"rows": [[{"height": 1, "width": 3, "channels": 2, "pixels": "AAEC/f7/"}]]},
    ],
)  # fmt: skip
def test_what_is_no_table(value: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        decode(Table, value)
