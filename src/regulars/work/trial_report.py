"""A page to print about an experiment of a workspace, or about a table that was read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from regulars.charts.experiment_page import experiment_html
from regulars.charts.text import date
from regulars.experiments.results import About, ExperimentReading, Findings
from regulars.queries.trials import METRICS
from regulars.version import VERSION
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.outputs import write_aside
from regulars.work.trial_baseline import what_can_be_seen
from regulars.work.workspace import Workspace


def about_trial(workspace: Workspace, made: ExperimentRecord) -> About:
    """What an experiment is about, in words."""
    zone = str(workspace.settings.values["time_zone"])
    plan = what_can_be_seen(made)
    ran = (
        ("On", ", ".join(made.segments) or "assigned elsewhere"),
        ("From", date(made.started, zone)),
        ("To", date(made.ends, zone)),
        ("Customers", f"{sum(arm.customers for arm in made.arms):,}"),
        ("Started by", made.actor),
    )
    return About(
        name=made.name,
        hypothesis=made.hypothesis,
        facts=ran,
        arms=tuple((arm.name, float(Fraction(arm.share)), arm.customers) for arm in made.arms),
        metrics={metric: METRICS[metric].words for metric in made.metrics},
        days=made.days,
        plan=plan.sentence if plan is not None else "",
    )


def trial_html(workspace: Workspace, made: ExperimentRecord, found: Findings) -> str:
    """The page of an experiment."""
    zone = str(workspace.settings.values["time_zone"])
    about = about_trial(workspace, made)
    looked = (("Read until", date(found.until, zone)), ("Orders known until", date(found.known_until, zone)))
    return experiment_html(replace(about, facts=(*about.facts, *looked)), found, f"Regulars {VERSION}")


def write_trial_report(workspace: Workspace, made: ExperimentRecord, found: Findings, to: Path) -> None:
    """Write the page of an experiment.

    Raises:
        OutputError: it cannot be written.
    """
    _write(to, trial_html(workspace, made, found))


def write_table_report(name: str, reading: ExperimentReading, to: Path) -> None:
    """Write the page of a test that a table told of.

    Raises:
        OutputError: it cannot be written.
    """
    about = About(name, facts=(("Rows", f"{reading.rows:,}"), ("Control", reading.control)))
    _write(to, experiment_html(about, Findings(reading), f"Regulars {VERSION}"))


def _write(to: Path, page: str) -> None:
    def write(path: Path) -> None:
        path.write_bytes(page.encode())

    write_aside(to.parent, {to.name: write})
