"""Audiences of a workspace as queries: a segment's members with what is known of them today, who is kept back and why, and what is
remembered of exports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from regulars.queries.judged_contacts import JUDGED, is_judgement
from regulars.queries.profile_events import UNSUBSCRIBED
from regulars.queries.render import (
    Tree,
    alias,
    any_of,
    call,
    case,
    coalesce,
    is_in,
    name,
    null,
    number,
    select,
    template,
    text,
    timestamp,
    union_all,
)

# who somebody is and what they agreed to: the customers table may know better than the last refresh
IDENTITY = (
    "email", "phone", "first_name", "last_name", "country", "region", "city", "postal_code", "birth_date", "gender",
    "accepts_marketing",
)  # fmt: skip
# the columns of the table `assignments`
ASSIGNED = ("experiment", "customer_id", "arm", "segment", "stratum")
# the columns of the table `exposures`
EXPOSED = ("experiment", "customer_id")
# columns of the profile that are there for refreshes only
_INTERNAL = frozenset({"exact_value"})
# the column that says to which segment of the export a customer belongs; `segment` is that of the map
BELONGS_TO = "belongs_to"
PLAYBOOK, RECENT, HELD_OUT = "left out by the playbook", "contacted lately", "held out"


def custom_members(segment: str) -> Tree:
    """The view `chosen`: the customers of a custom segment of the refresh."""
    return template("SELECT customer_id FROM memberships WHERE kind = 'custom' AND segment = $s", s=text(segment))


def members_of_any(lifecycle: Sequence[str], custom: Sequence[str]) -> Tree:
    """The view `chosen`: the customers of several segments of the refresh, each once."""
    parts = []
    if lifecycle:
        mine = is_in(name("segment"), [text(each) for each in lifecycle])
        parts.append(template("SELECT customer_id FROM profile WHERE $s", s=mine))
    if custom:
        mine = is_in(name("segment"), [text(each) for each in custom])
        parts.append(template("SELECT customer_id FROM memberships WHERE kind = 'custom' AND $s", s=mine))
    return template("SELECT DISTINCT customer_id FROM $p AS p", p=union_all(*parts))


def scored_members(
    segment: str,
    profile: Mapping[str, str],
    customers: Mapping[str, str],
    *,
    is_lifecycle: bool,
    has_events: bool,
    judged: str | None = None,
) -> Tree:
    """The view `scored`: the members of a segment with every field of the profile; `belongs_to` is the segment's name.

    They are those of the view `profile` or (not `is_lifecycle`) those of the view `chosen`. With `customers` (its columns), that
    table says first who they are. `has_events`: the view `left_lately` says who has unsubscribed since the refresh. `judged` is the
    column of the profile that says which contacts are plain.
    """
    if is_lifecycle:
        key, source = name("customer_id", "p"), template("(SELECT * FROM profile WHERE segment = $s) AS p", s=text(segment)).text
    else:
        key, source = name("customer_id", "m"), "chosen AS m LEFT JOIN profile AS p ON p.customer_id = m.customer_id"
    for view, there in (("customers AS c", bool(customers)), ("left_lately AS u", has_events)):
        if there:
            source += template(f" LEFT JOIN {view} ON {view[-1]}.customer_id = $k", k=key).text
    columns = _columns(profile, customers, has_events=has_events) + _judged(judged, profile, customers)
    return select(alias(key, "customer_id"), alias(text(segment), BELONGS_TO), *columns).from_(source)


def count_members(segment: str, *, is_lifecycle: bool) -> Tree:
    """How many `scored_members` there are, without joining them: every table has a customer once."""
    mine = template("profile WHERE segment = $s", s=text(segment)).text if is_lifecycle else "chosen"
    return template(f"SELECT COUNT(*) AS n FROM {mine}")


def scored_everybody(profile: Mapping[str, str], customers: Mapping[str, str], judged: str | None = None) -> Tree:
    """The view `scored_everybody`: everybody the workspace knows, scored or not, as `scored` has them."""
    joined = "profile AS p FULL JOIN customers AS c ON c.customer_id = p.customer_id" if customers else "profile AS p"
    known = [name("customer_id", side) for side in ("p", *(("c",) if customers else ()))]
    columns = _columns(profile, customers, has_events=False) + _judged(judged, profile, customers)
    return select(alias(coalesce(*known), "customer_id"), alias(name("segment", "p"), BELONGS_TO), *columns).from_(joined)


def known_columns(profile: Mapping[str, str], customers: Collection[str], *, has_events: bool) -> tuple[str, ...]:
    """The columns of `scored` that may be sent, in order."""
    more = [column for column in IDENTITY if column in customers and column not in profile]
    if has_events and "unsubscribed_at" not in profile:
        more.append("unsubscribed_at")
    return (*(column for column in profile if column not in _INTERNAL and not is_judgement(column)), *more)


def _columns(profile: Mapping[str, str], customers: Mapping[str, str], *, has_events: bool) -> list[Tree]:
    made = []
    for column in known_columns(profile, customers, has_events=has_events):
        sides = ["p"] if column in profile else []
        if column in IDENTITY and column in customers:
            sides.insert(0, "c")
        if column == "unsubscribed_at" and has_events:
            sides.append("u")
        if column != "customer_id":
            value = coalesce(*(name(column, side) for side in sides))
            has_zone = column == "unsubscribed_at" or "TIME ZONE" in profile.get(column, "")
            made.append(alias(call("X_ZONED_TO_UTC", value) if has_zone else value, column))
    return made


def _judged(column: str | None, profile: Mapping[str, str], customers: Mapping[str, str]) -> list[Tree]:
    """What the profile knows of contacts, of those whom the customers table knows by the same ones."""
    if column is None:
        return []
    both = [each for each in JUDGED if each in profile and each in customers]
    other = [template("NOT $c IS NULL AND $c IS DISTINCT FROM $p", c=name(each, "c"), p=name(each, "p")) for each in both]
    known = name(column, "p")
    return [alias(case([(any_of(*other), null())], known) if other else known, column)]


def left_lately() -> Tree:
    """The table `left_lately`: who has unsubscribed by the table `events`, and when."""
    kinds = is_in(template("LOWER(type)"), [text(kind) for kind in UNSUBSCRIBED])
    return template("SELECT customer_id, MAX(occurred_at) AS unsubscribed_at FROM events WHERE $k GROUP BY customer_id", k=kinds)


def all_kept_back() -> Tree:
    """All members: the segment's own playbook leaves it out."""
    return template("SELECT customer_id, $r AS reason FROM scored", r=text(PLAYBOOK))


def kept_back_by_playbook(segments: Collection[str]) -> Tree:
    """The members whose lifecycle segment is one that the playbook leaves out."""
    return template(
        "SELECT customer_id, $r AS reason FROM scored WHERE $s",
        r=text(PLAYBOOK),
        s=is_in(name("segment"), [text(each) for each in sorted(segments)]),
    )


def kept_back_lately(audience: int, channel: str, since: datetime) -> Tree:
    """The members whom another audience of the channel was sent after an instant."""
    return template(
        """
        SELECT customer_id, $r AS reason FROM scored WHERE X_FINGERPRINT(customer_id) IN
        (SELECT member FROM export_members WHERE channel = $c AND audience <> $a AND X_ZONED_TO_UTC(sent_at) > $t)
        """,
        r=text(RECENT),
        c=text(channel),
        a=number(audience),
        t=timestamp(since),
    )


def kept_back(parts: Sequence[Tree]) -> Tree:
    """The table `kept_back`: one reason for each member, that of the first part (customer_id, reason) which has them."""
    numbered = [template(f"SELECT customer_id, reason, {place} AS place FROM $p AS p", p=part) for place, part in enumerate(parts)]
    return template(
        """
        SELECT customer_id AS kept_customer, reason AS kept_reason FROM (
            SELECT a.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY place) AS turn FROM $a AS a
        ) AS b WHERE turn = 1
        """,
        a=union_all(*numbered),
    )


def members_of_audience(audience: int) -> Tree:
    """The view `former_rows`: what is remembered of an audience, those who have left it included."""
    return template("SELECT * FROM export_members WHERE audience = $a", a=number(audience))


def known_members() -> Tree:
    """Whom a destination has of an audience, as `Export.remember` wrote them."""
    return template("SELECT member, mark FROM former_rows WHERE is_in")


def remembered_members(audience: int, channel: str, now: datetime, since: datetime, *, all_new: bool, has_former: bool) -> Tree:
    """The rows of `export_members` for an audience, from the views `now_in` (member, mark) and `former_rows`.

    `all_new`: everybody is in the file; else only who is new or known otherwise is sent now. Who has left stays until `since`, for
    the count of how often people are contacted.
    """
    told = timestamp(now)
    about = [alias(template("CAST($a AS BIGINT)", a=number(audience)), "audience"), alias(text(channel), "channel")]
    if not has_former:
        rows = [*about, name("member"), name("mark"), alias(template("TRUE"), "is_in"), alias(told, "sent_at")]
        return select(*rows).from_("now_in")
    former = call("X_ZONED_TO_UTC", name("sent_at", "f"))
    is_same = template("f.mark = n.mark AND f.is_in")
    sent_at = told if all_new else case([(is_same, former)], told)
    here = [*about, name("member", "n"), name("mark", "n"), alias(template("TRUE"), "is_in"), alias(sent_at, "sent_at")]
    gone = [*about, name("member", "f"), name("mark", "f"), alias(template("FALSE"), "is_in"), alias(former, "sent_at")]
    late = template("n.member IS NULL AND $f > $s", f=former, s=timestamp(since))
    return union_all(
        select(*here).from_("now_in AS n LEFT JOIN former_rows AS f ON f.member = n.member"),
        select(*gone).from_("former_rows AS f LEFT JOIN now_in AS n ON n.member = f.member").where(late),
    )


def files_of_audience() -> Tree:
    """The files that hold `former_rows`."""
    return template("SELECT DISTINCT filename FROM former_rows")


def audiences_of(customer_id: str) -> Tree:
    """Which audiences have had a customer, whether they still do, and when they were last sent."""
    return template(
        """
        SELECT audience, MAX(CASE WHEN is_in THEN 1 ELSE 0 END) AS still, MAX(X_ZONED_TO_UTC(sent_at)) AS sent_at
        FROM export_members WHERE member = X_FINGERPRINT($c) GROUP BY audience ORDER BY audience
        """,
        c=text(customer_id),
    )


def without_member(customer_id: str) -> Tree:
    """`export_members` without a customer."""
    columns = "audience, channel, member, mark, is_in, sent_at"
    return template(f"SELECT {columns} FROM export_members WHERE member <> X_FINGERPRINT($c)", c=text(customer_id))


def member_rows(customer_id: str) -> Tree:
    """The files of a customer's rows of `export_members`, one for each row."""
    return template("SELECT filename FROM export_members WHERE member = X_FINGERPRINT($c)", c=text(customer_id))


def assigned_rows(customer_id: str) -> Tree:
    """The files of a customer's rows of `assignments`, one for each row."""
    return template("SELECT filename FROM assignments WHERE customer_id = $c", c=text(customer_id))


def exposed_rows(customer_id: str) -> Tree:
    """The files of a customer's rows of `exposures`, one for each row."""
    return template("SELECT filename FROM exposures WHERE customer_id = $c", c=text(customer_id))


def exposures_of(customer_id: str) -> Tree:
    """The experiments in which a customer was reached."""
    return template("SELECT DISTINCT experiment FROM exposures WHERE customer_id = $c", c=text(customer_id))


def arms_of(customer_id: str) -> Tree:
    """The experiments that a customer is in, with the arm."""
    return template("SELECT experiment, arm FROM assignments WHERE customer_id = $c ORDER BY experiment", c=text(customer_id))


def without_assigned(customer_id: str) -> Tree:
    """`assignments` without a customer."""
    columns = ", ".join(ASSIGNED)
    return template(f"SELECT {columns} FROM assignments WHERE customer_id <> $c", c=text(customer_id))


def without_exposed(customer_id: str) -> Tree:
    """`exposures` without a customer."""
    return template(f"SELECT {', '.join(EXPOSED)} FROM exposures WHERE customer_id <> $c", c=text(customer_id))
