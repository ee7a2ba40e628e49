"""What the profile says about the shop as a whole."""

from __future__ import annotations

from regulars.queries.profile import ProfileShape
from regulars.queries.render import Tree, alias, aliased, name, null, select, subquery, template


def prospects(has_people: bool, has_events: bool, has_email: bool) -> Tree:
    """How many people are known from the customers file or the events, and have no counted order.

    `people` can have several keys for a person: where it has e-mail addresses, those with the same one are one person.
    """
    known = []
    if has_people:
        known.append(f"SELECT person AS customer, {'COALESCE(email, person)' if has_email else 'person'} AS who FROM people")
    if has_events and has_people:
        email = "p.email, " if has_email else ""
        known.append(
            f"SELECT e.customer, COALESCE({email}e.customer) "
            "FROM profile_events AS e LEFT JOIN people AS p ON p.person = e.customer"
        )
    elif has_events:
        known.append("SELECT customer, customer AS who FROM profile_events")
    return template(
        f"""
        SELECT COUNT(*) AS n
        FROM (
            SELECT k.who AS who, COUNT(s.customer_id) AS scored
            FROM ({" UNION ALL ".join(known)}) AS k LEFT JOIN population AS s ON s.customer_id = k.customer GROUP BY 1
        ) AS w
        WHERE scored = 0
        """
    )


def channel_totals(has_money: bool) -> Tree:
    """Customers by main channel, those of them with no other, and their net revenue ever; most customers first."""
    money = "SUM(revenue_ever)" if has_money else "CAST(NULL AS DECIMAL(18, 2))"
    return template(
        f"""
        SELECT main_channel, COUNT(*) AS n, COUNT(CASE WHEN channels = 1 THEN 1 END) AS only_this, {money} AS revenue
        FROM profile WHERE NOT main_channel IS NULL GROUP BY 1 ORDER BY n DESC, main_channel
        """
    )


def any_returned() -> Tree:
    """Whether anybody gave anything back, in one row."""
    return template("SELECT EXISTS (SELECT 1 FROM profile_totals WHERE gross <> net) AS n")


def habit_sums(shape: ProfileShape) -> Tree:
    """Sums over the scored customers: orders, discounted, discount, cost, gross, net, returned_orders."""
    known = {"discounted": shape.has_discount or shape.has_coupon, "discount": shape.has_discount, "cost": shape.has_cost}
    known |= dict.fromkeys(("gross", "net", "returned_orders"), shape.has_money)
    columns = [alias(template("SUM(orders_ever)"), "orders")]
    columns += [alias(template("SUM($c)", c=name(column)) if there else null(), column) for column, there in known.items()]
    joined_totals = "SELECT t.* FROM profile_totals AS t JOIN population AS s ON s.customer = t.customer"
    return select(*columns).from_(aliased(subquery(template(joined_totals)), "x"))
