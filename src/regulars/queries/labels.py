"""An existing segmentation: labels of customers, brought in beside the others and laid against our segments."""

from __future__ import annotations

from regulars.queries.render import Tree, table, template, text

LABELS = "labels"


def labelled(people: str, segmentation: str, there: str | None) -> Tree:
    """What the table of labels becomes: those staged in `people` (customer_id, label), and of `there` the other segmentations."""
    new = template(
        "SELECT customer_id, $s AS segmentation, label FROM $p WHERE NOT label IS NULL", s=text(segmentation), p=table(people)
    )
    if there is None:
        return new
    return Tree(f"{without(there, segmentation).text} UNION ALL {new.text}")


def without(there: str, segmentation: str) -> Tree:
    """The labels of the other segmentations."""
    return template(
        "SELECT customer_id, segmentation, label FROM $t WHERE segmentation <> $s", s=text(segmentation), t=table(there)
    )


def facts_of_labels() -> Tree:
    """Of the view `all_people` (customer_id, label): rows, rows with a customer, with a label too, customers, and customers with
    several labels."""
    return template(
        """
        SELECT (SELECT COUNT(*) FROM all_people) AS n, (SELECT COUNT(customer_id) FROM all_people) AS named,
               (SELECT COUNT(*) FROM all_people WHERE NOT customer_id IS NULL AND NOT label IS NULL) AS labelled,
               COUNT(*) AS customers, COUNT(CASE WHEN g.labels > 1 THEN 1 END) AS several
        FROM (
            SELECT customer_id, COUNT(DISTINCT label) AS labels FROM all_people
            WHERE NOT customer_id IS NULL AND NOT label IS NULL GROUP BY customer_id
        ) AS g
        """
    )


def segmentations(labels: str) -> Tree:
    """The segmentations of a table of labels, with their customers."""
    return template("SELECT segmentation, COUNT(*) AS customers FROM $l GROUP BY 1 ORDER BY 1", l=table(labels))


def cross_table(labels: str, memberships: str, segmentation: str) -> Tree:
    """Customers by segment and label; NULL for those who are scored and have no label, or have one and are not scored."""
    return template(
        """
        SELECT m.segment, l.label, COUNT(*) AS customers
        FROM (SELECT customer_id, segment FROM $m WHERE kind = 'lifecycle') AS m
        FULL JOIN (SELECT customer_id, label FROM $l WHERE segmentation = $s) AS l ON l.customer_id = m.customer_id
        GROUP BY 1, 2 ORDER BY 1, 2
        """,
        m=table(memberships),
        l=table(labels),
        s=text(segmentation),
    )
