"""Text in the code pages of other scripts, read without being asked for them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import regulars
from regulars.ingest.code_pages import code_page

TABLES = {
    "cp932": ("注文番号,顧客ID,注文日時,合計金額,備考", "お届け先は大阪です"),
    "euc_jp": ("注文番号,顧客ID,注文日時,合計金額,備考", "お届け先は大阪です"),
    "gb18030": ("订单编号,客户编号,下单时间,订单金额,备注", "请送到北京朝阳区"),
    "cp949": ("주문번호,고객번호,주문일시,결제금액,비고", "서울로 보내 주세요"),
    "cp1251": ("Номер заказа,ID клиента,Дата заказа,Сумма заказа,Примечание", "доставить в Москву утром"),
}


def table(header: str, note: str) -> str:
    rows = [f"{n},c{n % 4},2024-01-{n + 1:02} 10:00:00,10.50,{note if n % 2 else ''}" for n in range(20)]
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize("encoding", TABLES)
def test_a_table_in_a_code_page_is_read_and_the_code_page_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(table(*TABLES[encoding]).encode(encoding))
    with regulars.score(path) as result:
        assert (result.summary.customers, result.summary.orders, result.summary.revenue) == (4, 20, Decimal("210.00"))
        header = TABLES[encoding][0].split(",")
        assert [use.column for use in result.summary.quality.mapping.uses if use.role == "total"] == [header[3]]
        assert any("was read as" in note for note in result.summary.quality.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "Müller, Größe, Ölöfen, Straße, Jägermeister äöü",
        "Crème brûlée à l'été, où çà, naïveté, préférée créée",
        "Señor Muñoz, corazón, niño, acción, pingüino",
        "Zażółć gęślą jaźń",
        "Καλημέρα κόσμε, παραγγελία πελάτη",
        "5 € \N{EN DASH} “quoted” … ½ °C",
    ],
)
def test_other_texts_are_not_taken_for_them(text: str) -> None:
    for encoding in ("cp1252", "cp1250", "cp1253"):
        try:
            sample = (text + "\n").encode(encoding) * 20
        except UnicodeEncodeError:
            continue
        assert code_page(sample) is None, encoding
