"""Names of columns that tell who a customer is. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames

PEOPLE: dict[str, RoleNames] = {
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
}
