"""Names of columns that tell which order, when, and in which currency. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames

ORDERS: dict[str, RoleNames] = {
    "order_id": RoleNames(
        exact="""
            order id, order no, order number, order nr, order ref, order reference, order code, order key, orderid,
            invoice no, invoice number, invoice id, invoice, transaction id, transaction no, transaction number,
            transaction key, basket id, basket no, receipt id, receipt no, receipt number, sale id, purchase id,
            ticket id, ticket number, bill no, bill number, bill id, payment id, charge id, sales order, sales order
            number, increment id, po number, order, bestellnummer, bestellnr, bestell nr, bestell id, auftragsnummer,
            auftragsnr, auftrag, rechnungsnummer, rechnungsnr, rechnung nr, belegnummer, belegnr, bonnummer, bon nr,
            numero commande, numero de commande, no commande, n commande, id commande, commande, ref commande,
            reference commande, numero facture, numero de facture, n facture, numero pedido, numero de pedido, n
            pedido, id pedido, pedido, pedido id, numero factura, numero de factura, factura, id do pedido, numero do
            pedido, codigo do pedido, nota fiscal, numero ordine, id ordine, ordine, n ordine, codice ordine, numero
            fattura, fattura, ordernummer, ordernr, bestelnummer, factuurnummer, factuurnr, numer zamowienia, nr
            zamowienia, id zamowienia, zamowienie, numer faktury, nr faktury, paragon, numer paragonu
        """,
        likely="""
            basket, receipt, transaction, ticket, purchase, sale, document number, document no, doc no, bill,
            transaktion, transaktionsnummer, vorgang, bon, beleg, reference, id
        """,
        never="""
            line, item, row, status, date, tracking, total, value, qty, count, customer, client, product, type, amount,
            source, notes, currency, parent, user, seller, session
        """,
    ),
    "ordered_at": RoleNames(
        exact="""
            order date, ordered at, order time, order datetime, order timestamp, order created at, order created,
            order purchase timestamp, purchase date, purchased at, purchase timestamp, purchase time, invoice date,
            transaction date, transaction timestamp, transaction time, transaction datetime, sale date, sales date,
            date of sale, date of purchase, date of order, created at, created date, date created, created, created
            on, creation date, placed at, order placed at, order placed, bestelldatum, bestellt am, auftragsdatum,
            kaufdatum, rechnungsdatum, belegdatum, verkaufsdatum, date commande, date de commande, date de la
            commande, date achat, date d achat, date facture, date de facture, date de creation, date vente, fecha
            pedido, fecha de pedido, fecha del pedido, fecha compra, fecha de compra, fecha factura, fecha de factura,
            fecha venta, fecha de venta, data ordine, data dell ordine, data acquisto, data di acquisto, data fattura,
            data vendita, data do pedido, data pedido, data da compra, data de compra, data compra, data da venda,
            besteldatum, orderdatum, aankoopdatum, factuurdatum, data zamowienia, data zakupu, data sprzedazy, data
            faktury, erstellt am, angelegt am, aangemaakt op, utworzono, criado em, creado, creato il, cree le, date
            added, order day, purchase day
        """,
        likely="""
            date, datetime, timestamp, time, day, datum, fecha, data, zeitpunkt, zeitstempel, dia, dato, jour, date time,
            created time, when, event time, period, tag
        """,
        never="""
            ship, shipped, shipping, delivery, delivered, dispatch, dispatched, fulfilled, paid, payment, updated,
            modified, update, due, birth, birthday, dob, expiry, expires, expiration, expected, estimated, refund,
            refunded, cancelled, canceled, deposit, payout, approved, aproved, review, answer, closed, completed,
            start, end, first, last, registration, registered, signup, joined, return, returned, dispute, processed,
            versand, lieferung, liefer, zahlung, geburtsdatum, expedition, livraison, envio, entrega, spedizione,
            pagamento, verzending, wysylki, platnosci, import, export, exported, imported, print, printed, status,
            scheduled, arrival
        """,
    ),
    "currency": RoleNames(
        exact="""
            currency, currency code, order currency, wahrung, waehrung, devise, monnaie, moneda, divisa, valuta, moeda,
            waluta, ccy, iso currency, presentment currency
        """,
        never="rate, converted",
    ),
}
