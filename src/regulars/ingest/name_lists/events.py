"""Names of the columns of engagement events. Data, not code."""

from regulars.ingest.name_lists.base import RoleNames
from regulars.ingest.name_lists.people import PEOPLE

EVENTS: dict[str, RoleNames] = {
    "customer_id": PEOPLE["customer_id"],
    "email": PEOPLE["email"],
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
