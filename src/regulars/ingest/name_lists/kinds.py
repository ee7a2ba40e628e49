"""Names of columns that tell what kind of row a row is, and of its clock. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames

KINDS: dict[str, RoleNames] = {
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
