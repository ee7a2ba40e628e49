"""Names of columns that hold money. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames

MONEY: dict[str, RoleNames] = {
    "total": RoleNames(
        exact="""
            order total, grand total, total amount, total price, total, order amount, order value, total paid, invoice
            total, invoice amount, transaction amount, transaction value, purchase amount, purchase value, amount paid,
            total sales, total value, total revenue, basket value, total spent, payment value, total charged, total
            collected, gesamtbetrag, gesamtsumme, gesamtpreis, bestellwert, rechnungsbetrag, endbetrag, auftragswert,
            bestellsumme, warenkorbwert, montant total, total commande, total ttc, montant ttc, total de la commande,
            importe total, total pedido, total del pedido, total factura, monto total, valor total, valor do pedido, total
            do pedido, importo totale, totale ordine, totale, totale fattura, totaalbedrag, totaal, orderbedrag,
            ordertotaal, wartosc zamowienia, kwota zamowienia, suma zamowienia, razem, kwota calkowita, wartosc calkowita,
            dollar value
        """,
        likely="""
            amount, sum, revenue, turnover, value, sales, net sales, gross sales, spend, spent, sales amount, sales
            value, payment, paid, sale amount, amt, order products value, betrag, summe, umsatz, wert, montant,
            chiffre d affaires, ca, somme, importe, monto, valor, ingresos, ventas, importo, valore, fatturato,
            ricavo, faturamento, receita, bedrag, omzet, waarde, kwota, wartosc, suma, przychod, net, gross, netto,
            brutto, net amount, gross amount, net total, gross total, net value, gross value, net revenue, gross
            revenue, amount net, amount gross, total net, total gross, nettobetrag, bruttobetrag, montant ht, total
            ht, importe neto, importe bruto, valor liquido, valor bruto, importo netto, importo lordo, kwota netto,
            kwota brutto, wartosc netto, wartosc brutto, price, preis, prix, precio, prezzo, preco, prijs, cena,
            subtotal, sub total, zwischensumme, sous total, nettoumsatz, bruttoumsatz, amount excl tax, amount incl
            tax, amount excluding tax, amount including tax, amount ex tax, amount inc tax, amount ex vat, amount inc
            vat, amount excl vat, amount incl vat, total excl tax, total incl tax, total excluding tax, total
            including tax, total ex tax, total inc tax, total excl vat, total incl vat, total ex vat, total inc vat,
            price incl tax, price excl tax, amount with tax, amount without tax, total with tax, total without tax,
            amount before tax, amount after tax, total before tax, total after tax, betrag inkl mwst, betrag exkl
            mwst, summe inkl mwst, summe exkl mwst
        """,
        never="""
            id, number, no, count, items, qty, quantity, rate, percent, pct, date, status, currency, weight, points, fee,
            fees, tax, vat, shipping, discount, refund, refunded, tip, outstanding, balance, cost, profit, margin,
            commission, method, type, code, by, name, orders, disputed, gift, coupon
        """,
    ),
    "line_total": RoleNames(
        exact="""
            line total, line amount, line value, line price, item total, row total, extended price, extended amount,
            line item total, product total, total line, sales value, line revenue, line sales, line net, item revenue,
            positionssumme, positionsbetrag, zeilensumme, zeilenbetrag, gesamt position, artikelsumme, total ligne,
            montant ligne, total linea, importe linea, importe de linea, totale riga, importo riga, total da linha,
            total do item, valor total item, regeltotaal, regelbedrag, wartosc pozycji, kwota pozycji
        """,
        never="tax, discount, id, count",
    ),
    "discount": RoleNames(
        exact="""
            discount, discount amount, discounts, total discount, order discount, discount total, cart discount, rabatt,
            rabattbetrag, nachlass, remise, reduction, descuento, sconto, desconto, korting, rabat, line discount
        """,
        never="code, name, type, percent, pct, rate, shipping",
    ),
    "shipping": RoleNames(
        exact="""
            shipping, shipping cost, shipping amount, shipping total, shipping price, shipping fee, freight, freight
            value, postage, delivery cost, delivery fee, versand, versandkosten, porto, frais de port, livraison,
            frais de livraison, gastos de envio, envio, spedizione, spese di spedizione, frete, verzendkosten, koszt
            wysylki, koszt dostawy, shipping and handling, order freight value
        """,
        never="country, city, zip, state, name, address, date, method, phone, tax, discount, mode",
    ),
    "tax": RoleNames(
        exact="""
            tax, taxes, tax amount, tax total, total tax, vat, vat amount, sales tax, order tax, mwst, ust,
            mehrwertsteuer, umsatzsteuer, steuer, tva, iva, impuesto, impuestos, imposta, imposto, btw, podatek
        """,
        never="id, number, rate, exempt, name, percent, class, code",
    ),
    "refunded": RoleNames(
        exact="""
            refunded amount, amount refunded, refund amount, refunded, refund, total refunded, refunds, refund total,
            refund value, erstattung, erstattet, erstatteter betrag, erstattungsbetrag, ruckerstattung, rembourse,
            remboursement, montant rembourse, reembolso, reembolsado, importe reembolsado, rimborso, rimborsato,
            importo rimborsato, valor reembolsado, terugbetaald, terugbetaling, zwrot, kwota zwrotu, returned amount
        """,
        never="date, reason, id, at, status, type",
    ),
    "cost": RoleNames(
        exact="""
            cost, cogs, cost of goods, cost of goods sold, total cost, product cost, unit cost total, order cost,
            wareneinsatz, einstandskosten, cout, coste, costo, custo, kosten, koszt
        """,
        never="shipping, delivery, per, unit",
    ),
}
