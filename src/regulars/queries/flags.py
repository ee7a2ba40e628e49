"""When each flag is raised, as SQL over a row of the profile: one function per flag of `scoring.flags`, by the same names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from regulars.queries.render import Tree, alias, case, joined_text, name, null, number, select, template, text
from regulars.scoring.flags import Flag

SEPARATOR = "; "
Condition = Callable[[Flag], Tree]


def _on(condition: str) -> Condition:
    """A condition in which `$threshold` stands for a threshold of the flag."""

    def build(flag: Flag) -> Tree:
        return template(condition, **{threshold.name: number(threshold.value) for threshold in flag.thresholds})

    return build


def _reseller(flag: Flag) -> Tree:
    usual = flag.usual
    in_shop = (flag.limit("times") * usual.median, usual.most) if usual else ()
    least = max((flag.limit("units"), *in_shop))
    return template("units_per_line >= $u AND orders_ever >= $o", u=number(least), o=number(flag.limit("orders")))


CONDITIONS: dict[str, Condition] = {
    "discount_dependent": _on("discounted_share >= $share AND orders_ever >= $orders"),
    "high_return_rate": _on("returned_orders_share >= $share AND orders_ever >= $orders"),
    "one_product": _on("main_product_share >= $share AND products <= $products AND orders_ever >= $orders"),
    "reseller": _reseller,
    "seasonal": _on("main_month_share >= $share AND orders_ever >= $orders AND main_month_years >= $years"),
    "single_channel": _on("channels = 1 AND orders_ever >= $orders"),
    "slipping": _on("overdue >= $overdue AND overdue <= $at_most AND order_days >= $orders"),
    "unreachable": _on("NOT unreachable_because IS NULL"),
}


def raised(flags: Sequence[Flag], present: Collection[str]) -> tuple[Flag, ...]:
    """The flags that the present columns allow, in the order of their names."""
    return tuple(sorted((flag for flag in flags if set(flag.needs) <= set(present)), key=lambda flag: flag.name))


def flag_columns(flags: Sequence[Flag]) -> list[Tree]:
    """`flags`: the names of those that apply, `flag_reasons`: why, both with "; " between them; NULL where none applies."""
    return [
        alias(_listed([(CONDITIONS[flag.name](flag), text(flag.name)) for flag in flags]), "flags"),
        alias(_listed([(CONDITIONS[flag.name](flag), why(flag)) for flag in flags]), "flag_reasons"),
    ]


def why(flag: Flag) -> Tree:
    """The sentence that says why a flag was raised for a row."""
    parts: list[Tree] = []
    for said, field, form in flag.pieces:
        parts += [text(said)] if said else []
        if field is not None:
            parts.append(_percent(field) if form == "percent" else template("COALESCE(CAST($f AS VARCHAR), '?')", f=name(field)))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _percent(field: str) -> Tree:
    return template("CAST(CAST(ROUND($f * 100) AS INTEGER) AS VARCHAR) || ' %'", f=name(field))


def _joined(parts: Sequence[Tree]) -> Tree:
    tree = parts[0]
    for part in parts[1:]:
        tree = joined_text([tree, part])
    return tree


def _listed(parts: Sequence[tuple[Tree, Tree]]) -> Tree:
    """The second of every pair whose first holds, with a separator between them."""
    if not parts:
        return template("CAST(NULL AS VARCHAR)")
    # every part begins with the separator, and the first of them is cut off
    said = [case([(condition, _joined([text(SEPARATOR), part]))], text("")) for condition, part in parts]
    return template("NULLIF(X_FROM($t, $n), '')", t=_joined(said), n=number(len(SEPARATOR) + 1))


def flag_total(flag: Flag, has_money: bool) -> Tree:
    """Customers to whom a flag applies, and their net revenue ever, from `profile`."""
    money = template("SUM(revenue_ever)") if has_money else null()
    return select(template("COUNT(*)"), money).from_("profile").where(CONDITIONS[flag.name](flag))
