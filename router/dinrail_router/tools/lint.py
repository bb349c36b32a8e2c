"""`dinrail-router lint FILE`: what is wrong where, like a compiler."""

from __future__ import annotations

import argparse

from dinrail_router.tools.opened import print_json, print_lines, read

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when there is an error."""
    path, _, compiled = read(arguments.file)
    if arguments.json:
        print_json(compiled.findings)
        return 1 if compiled.errors else 0
    print_lines(finding.located(str(path)) for finding in compiled.findings)
    errors, routes = len(compiled.errors), len({plan.place for plan in compiled.plans})
    summary = f"{errors} error{'' if errors == 1 else 's'}" if errors else f"{routes} routes, no error"
    print_lines([f"{path}: {summary}"])
    return 1 if errors else 0
