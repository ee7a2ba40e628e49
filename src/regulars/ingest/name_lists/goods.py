"""Names of columns that tell how an order came about and what was in it. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames

GOODS: dict[str, RoleNames] = {
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
}
