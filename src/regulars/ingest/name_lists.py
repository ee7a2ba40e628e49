"""What columns are called, in eight languages: role by role. Data, not code.

A name is written as its words, lower case, without accents; see `names.words`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleNames:
    """Names of a role, separated by commas: `exact` is sure, `likely` is plausible, `never` are words against the role."""

    exact: str
    likely: str = ""
    never: str = ""


ORDER_NAMES: dict[str, RoleNames] = {
    "customer_id": RoleNames(
        exact="""
            customer id, customer no, customer number, customer nr, customer code, customer key, customer ref, cust
            id, custid, cust no, client id, client no, client number, client code, buyer id, buyer user id, shopper
            id, member id, member no, member number, membership number, household id, household key, hshd num, user
            id, account id, account number, account no, contact id, customer unique id, loyalty id, loyalty card,
            loyalty card number, card id, subscriber id, patient id, guest id, person id, profile id, debtor number,
            kundennummer, kunden nr, kunden id, kundennr, kdnr, kd nr, kunde id, kundenkennung, debitor,
            debitorennummer, id client, numero client, no client, n client, code client, num client, identifiant
            client, ref client, id cliente, numero cliente, numero de cliente, codigo cliente, codigo de cliente, cod
            cliente, codice cliente, n cliente, cliente id, id do cliente, codigo do cliente, numero do cliente,
            klantnummer, klant id, klantnr, klantcode, id klienta, numer klienta, nr klienta, kod klienta, id
            kontrahenta, kundenkonto
        """,
        likely="""
            customer, client, user, member, buyer, household, account, shopper, purchaser, kunde, kunden, klient, klant,
            cliente, acheteur, kaufer, comprador, acquirente, kontrahent, username, user name, customer name, client name,
            buyer name, kundenname, nom client, nombre cliente, nombre del cliente, nome cliente, nome do cliente,
            klantnaam, nazwa klienta, nazwa kontrahenta, visitor id, cid, uid, bill to name, billing name, full name, cust
        """,
        never="""
            name, type, group, note, notes, message, since, segment, country, state, city, zip, address, phone, email,
            mail, agent, count, date, age, gender, reference, description, ip
        """,
    ),
    "email": RoleNames(
        exact="""
            email, e mail, mail, email address, e mail address, customer email, client email, billing email, buyer
            email, user email, kunden email, e mail adresse, email adresse, adresse email, adresse e mail, courriel,
            correo, correo electronico, email cliente, posta elettronica, indirizzo email, endereco de email,
            emailadres, e mailadres, adres email, adres e mail, contact email, email klienta
        """,
        likely="shipping email, invoice email, paypal email",
        never="marketing, opt, consent, status, accepts, subscribed, campaign",
    ),
    "phone": RoleNames(
        exact="""
            phone, phone number, telephone, mobile, mobile number, mobile phone, customer phone, billing phone, cell
            phone, tel, telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, telephone client, telefono,
            numero de telefono, cellulare, movil, telefone, celular, telemovel, telefoonnummer, telefoon, numer
            telefonu, nr telefonu, whatsapp, msisdn
        """,
        likely="shipping phone, contact number",
        never="marketing, consent, accepts",
    ),
    "first_name": RoleNames(
        exact="""
            first name, firstname, given name, forename, billing first name, customer first name, vorname, prenom, nombre,
            nome, voornaam, imie, nombre de pila
        """,
        never="product, prodotto, produto, producto",
    ),
    "last_name": RoleNames(
        exact="""
            last name, lastname, surname, family name, billing last name, customer last name, nachname, familienname, nom,
            nom de famille, apellido, apellidos, cognome, sobrenome, apelido, achternaam, nazwisko
        """,
        likely="full name, customer name, name, client name, buyer name, kundenname, billing name",
        never="product, item, company, campaign, card, shipping",
    ),
    "country": RoleNames(
        exact="""
            country, country code, billing country, customer country, land, pays, pais, paese, kraj, nation, country
            region, bill country, shipping country, ship country, delivery country, rechnungsland, lieferland, codigo
            pais, code pays, landcode, kod kraju, card address country
        """,
        likely="card issue country, market",
    ),
    "region": RoleNames(
        exact="""
            state, province, billing state, billing province, customer state, ship state, shipping state, county,
            bundesland, departement, provincia, estado, provincie, wojewodztwo, state province, uf, shipping province,
            state code, card address state
        """,
        likely="region, regione, territory",
    ),
    "city": RoleNames(
        exact="""
            city, town, billing city, customer city, ship city, shipping city, stadt, ort, wohnort, ville, ciudad, citta,
            cidade, stad, woonplaats, plaats, miasto, municipio, card address city, localidad
        """,
    ),
    "postal_code": RoleNames(
        exact="""
            postal code, postcode, zip, zip code, zipcode, billing zip, billing postcode, customer zip, ship zip, ship
            zipcode, shipping zip, plz, postleitzahl, code postal, codigo postal, cap, cep, kod pocztowy, customer zip
            code prefix, zip code prefix, card address zip, shipping postcode
        """,
    ),
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
    "channel": RoleNames(
        exact="""
            channel, sales channel, source, order source, source name, kanal, vertriebskanal, verkaufskanal, canal,
            canal de vente, canal de venta, canale, kanaal, kanal sprzedazy, store type, purchase point, platform
        """,
        likely="store id, store, shop, location",
        never="acquisition",
    ),
    "coupon_code": RoleNames(
        exact="""
            coupon code, coupon, coupons, discount code, voucher, voucher code, promo code, promotion code, gutscheincode,
            gutschein, code promo, cupon, codigo promocional, codice sconto, coupon s, cupom, kortingscode, kod rabatowy
        """,
        never="disc, amount, match",
    ),
    "status": RoleNames(
        exact="""
            status, order status, financial status, payment status, state of order, order state, transaction status,
            bestellstatus, auftragsstatus, zahlungsstatus, statut, statut commande, etat, etat commande, estado pedido,
            estado del pedido, estado de pedido, stato, stato ordine, situacao, status do pedido, orderstatus, status
            zamowienia, stan zamowienia, invoice status
        """,
        never="fulfillment, marital, customer, shipping, dispute, employment, email, membership",
    ),
    "product_id": RoleNames(
        exact="""
            product id, product code, product no, product number, product key, sku, item id, item code, item no, item
            number, item sku, stock code, stockcode, article number, article no, article id, ean, upc, asin, barcode,
            lineitem sku, variant sku, variant id, isbn, artikelnummer, artikelnr, artikel nr, art nr, artikel id,
            produktnummer, produkt id, reference produit, ref produit, code produit, code article, id produit, codigo
            producto, codigo de producto, id producto, codice prodotto, id prodotto, codice articolo, codigo do
            produto, id do produto, artikelcode, productnummer, kod produktu, id produktu, numer produktu, part
            number, style
        """,
        likely="product, item, article",
        never="name, title, description, count, qty, category",
    ),
    "product_title": RoleNames(
        exact="""
            product name, product title, product, item name, item title, item, description, product description, item
            description, lineitem name, article name, article, artikel, artikelname, artikelbezeichnung, produkt,
            produktname, bezeichnung, beschreibung, produit, nom produit, nom du produit, designation, libelle, producto,
            nombre producto, nombre del producto, descripcion, prodotto, nome prodotto, descrizione, produto, nome do
            produto, descricao, productnaam, omschrijving, artikelomschrijving, nazwa produktu, nazwa towaru, towar, opis
        """,
        likely="title, name",
        never="length, lenght, id, code, qty, category, weight, photos, statement, customer, line",
    ),
    "category": RoleNames(
        exact="""
            category, product category, category name, department, product type, item category, product category name,
            kategorie, warengruppe, produktkategorie, categorie, rayon, categoria, reparto, productgroep, kategoria, grupa
            towarowa, product group
        """,
        never="sub, id",
    ),
    "quantity": RoleNames(
        exact="""
            quantity, qty, units, units sold, item quantity, order quantity, quantity ordered, qty ordered, quantity sold,
            lineitem quantity, number of units, menge, anzahl, stuck, stueckzahl, stuckzahl, quantite, qte, quantite
            commandee, cantidad, cant, unidades, quantita, qta, quantidade, qtd, qtde, aantal, hoeveelheid, ilosc, liczba
            sztuk, sztuk, item qty
        """,
        likely="count, pieces, number of items, items, items sold, number of cds, order items qty",
        never="returned, stock, available, sellers, photos, shipped, refunded",
    ),
    "unit_price": RoleNames(
        exact="""
            unit price, price per unit, item price, price each, unit cost, unit amount, product price, selling price,
            lineitem price, sale price, sales price, retail price, price, unitprice, einzelpreis, stuckpreis, preis,
            stueckpreis, verkaufspreis, preis pro stuck, prix unitaire, prix unitaire ttc, pu, prix, precio unitario,
            precio, precio por unidad, prezzo unitario, prezzo, preco unitario, preco, valor unitario, stukprijs,
            eenheidsprijs, prijs, cena jednostkowa, cena, cena za sztuke, avg price
        """,
        never="total, compare, cost price, id, list",
    ),
    "time_of_day": RoleNames(
        exact="time, order time, time of day, uhrzeit, zeit, heure, hora, ora, tijd, godzina",
    ),
    "zone": RoleNames(
        exact="time zone, timezone, zeitzone, fuseau horaire, zona horaria, tz",
    ),
    "cancelled_at": RoleNames(
        exact="""
            cancelled at, canceled at, cancelled on, canceled on, cancellation date, date cancelled, stornodatum,
            storniert am, annule le, date annulation, cancelado el, annullato il, cancelado em, cancelled date
        """,
    ),
    "test": RoleNames(
        exact="test, is test, test order, test mode, testbestellung",
    ),
    "captured": RoleNames(
        exact="captured, is captured",
    ),
    "cancelled": RoleNames(
        exact="""
            is cancelled, is canceled, cancelled, canceled, cancelled flag, canceled flag, cancellation flag, cancel
            flag, cancelled yn, order cancelled, was cancelled, has been cancelled, is void, voided, is voided,
            annulled, is annulled, storno, storniert, ist storniert, storno flag, storno kz, annule, annulee, est
            annule, est annulee, cancelado, cancelada, anulado, anulada, esta cancelado, annullato, annullata,
            geannuleerd, anulowane, anulowano, czy anulowane
        """,
    ),
    "is_refunded": RoleNames(
        exact="""
            is refunded, refunded, refund, refunded flag, refund flag, was refunded, has refund, order refunded, fully
            refunded, erstattet, ist erstattet, rembourse, remboursee, est rembourse, reembolsado, reembolsada,
            rimborsato, terugbetaald, zwrocone
        """,
    ),
    "is_return": RoleNames(
        exact="""
            is return, returned, is returned, return, return flag, returned flag, returns flag, was returned, is
            credit, is credit note, retoure, ist retoure, retour, est retour, devuelto, devolucion, es devolucion,
            reso, devolvido, geretourneerd, zwrot
        """,
    ),
    "row_type": RoleNames(
        exact="""
            type, transaction type, document type, doc type, order type, invoice type, row type, record type, entry
            type, sale type, sales type, voucher type, posting type, transaction kind, kind, line type, item type,
            belegart, vorgangsart, buchungsart, belegtyp, dokumentart, dokumenttyp, rechnungsart, transaktionstyp,
            typ, art, type de document, type document, type de transaction, type transaction, type de piece, tipo,
            tipo documento, tipo de documento, tipo de transaccion, tipo transaccion, tipo transazione, tipo de
            transacao, documenttype, transactietype, soort, typ dokumentu, rodzaj dokumentu, typ transakcji, event
            type, transaction event
        """,
    ),
}

EVENT_NAMES: dict[str, RoleNames] = {
    "customer_id": ORDER_NAMES["customer_id"],
    "email": ORDER_NAMES["email"],
    "occurred_at": RoleNames(
        exact="""
            occurred at, event time, event timestamp, event date, event datetime, timestamp, event created at, sent
            at, time, datetime, date, created at, event at, zeitpunkt, zeitstempel, datum, horodatage, fecha, data,
            visit time, visited at, opened at, clicked at
        """,
        likely="day, ts, received at, logged at, visit date",
        never="birth, signup, registration, first, last",
    ),
    "type": RoleNames(
        exact="""
            event, event type, event name, type, action, activity, activity type, metric, event action, ereignis,
            evenement, evento, tipo, tipo evento, gebeurtenis, zdarzenie, typ
        """,
        never="id",
    ),
    "session_id": RoleNames(
        exact="session id, session, visit id, sitzung, ga session id, sid",
    ),
    "campaign": RoleNames(
        exact="campaign, campaign name, campaign id, utm campaign, mailing, kampagne, campagne, campana",
    ),
    "channel": RoleNames(
        exact="channel, source, utm source, medium, acquisition channel, kanal, canal, canale",
    ),
    "value": RoleNames(
        exact="value, event value, wert, valeur, valor, valore",
    ),
}
