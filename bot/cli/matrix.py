"""`guichet matrix`: the support matrix as a table, with the lines that it was read from."""

from __future__ import annotations

import argparse

from rich import box
from rich.console import Console
from rich.table import Table

from bot.catalogue import current_catalogue
from bot.matrix.lookup import has
from bot.matrix.model import LANGUAGES, Desk, Fact, Language

_PADDING = (0, 1, 0, 0)


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("matrix", help="show the support matrix", description=__doc__)
    parser.add_argument("desk", nargs="?", help="only this desk")
    parser.add_argument("--lang", choices=LANGUAGES, default="pt", help="the language of names (default: pt)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    catalogue, console = current_catalogue(), Console()
    if options.desk is not None and options.desk not in catalogue.desks:
        console.print(f"no desk is called {options.desk}; there are: {', '.join(catalogue.desks)}")
        return 2
    for key, desk in catalogue.desks.items():
        if options.desk in (None, key):
            _print_desk(console, desk, options.lang)
    return 0


def _print_desk(console: Console, desk: Desk, language: Language) -> None:
    console.print(f"\n[bold]{desk.name}[/bold], {desk.article.title} ({desk.article.read})")
    console.print(str(desk.article.url), style="dim", soft_wrap=True)
    if desk.plans:
        console.print(_plans_table(desk, language))
    if any(option.hours for option in desk.options.values()):
        console.print(_hours_table(desk, language))
    if desk.topics:
        console.print(_topics_table(desk, language))
    console.print("* assumed: our reading; the reason stands in the desk file", style="dim")


def _plans_table(desk: Desk, language: Language) -> Table:
    table = Table("", box=box.SIMPLE_HEAD, padding=_PADDING)
    for option in desk.options.values():
        table.add_column(option.name.in_(language), justify="center")
    for family_key, family in desk.families.items():
        table.add_row(f"[bold]{family.name.in_(language)}[/bold]")
        for key, plan in desk.plans.items():
            if plan.family == family_key:
                table.add_row(plan.name, *("yes" if has(desk, option, key) else "" for option in desk.options))
    table.add_row("[dim]lines[/dim]", *(f"[dim]{_lines(option)}[/dim]" for option in desk.options.values()))
    return table


def _hours_table(desk: Desk, language: Language) -> Table:
    table = Table("", "markets", "open", "zone", "days", box=box.SIMPLE_HEAD, padding=_PADDING)
    table.add_column("lines", style="dim")
    for option in desk.options.values():
        for hours in option.hours:
            markets = ", ".join(desk.markets[market].name.in_(language) for market in hours.markets)
            days = " ".join(hours.days)
            table.add_row(option.name.in_(language), markets, hours.open, hours.zone, days, _lines(hours))
    return table


def _topics_table(desk: Desk, language: Language) -> Table:
    table = Table("topic", box=box.SIMPLE_HEAD, padding=_PADDING)
    table.add_column("door, and what to write", min_width=34)
    table.add_column("days")
    table.add_column("lines", style="dim")
    for topic in desk.topics.values():
        if topic.mailbox:
            door = desk.mailboxes[topic.mailbox].address
        else:
            door = desk.options[topic.through or ""].name.in_(language)
        if topic.write:
            labels = ", ".join(desk.details[key].label.in_(language) for key in topic.write.details)
            door += f"\n[dim]{labels}{' *' if topic.write.assumed else ''}[/dim]"
            if topic.write.optional:
                more = ", ".join(desk.details[key].label.in_(language) for key in topic.write.optional)
                door += f"[dim] ({more})[/dim]"
        days = str(topic.time.business_days) if topic.time else ""
        if topic.times_unclear:
            days = "/".join(map(str, topic.times_unclear.business_days)) + " ?"
        table.add_row(topic.name.in_(language), door, days, _lines(topic))
    return table


def _lines(fact: Fact) -> str:
    lines = ", ".join(str(line) for line in sorted({source.line for source in fact.source}))
    return lines + (" *" if fact.assumed else "")
