"""Draws an SVG chart of how much better the streams perform than asio::ssl, from the JSON file of compare.py.

chart.py JSON SVG
"""

import json
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("no chart: install matplotlib (Debian: python3-matplotlib); the JSON file has all figures")
matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402


def times_better(row, side="theirs"):
    """Returns the ratio, inverted if less is better; None if there is no ratio."""
    ratio = row["ratios"].get(side)
    return ratio if not ratio or row["unit"].endswith(("/s", "times")) else 1 / ratio


def main():
    source, target = sys.argv[1:]
    with open(source) as file:
        result = json.load(file)
    rows = [row for row in result["streams"] if row.get("ratio") and "bare socket" not in row["name"]]
    values = [times_better(row) for row in rows]
    about = result["machine"]

    figure, axes = pyplot.subplots(figsize=(11, 1.5 + 0.24 * len(rows)), layout="constrained")
    colours = ["#2a6f97" if value >= 1 else "#c1121f" for value in values]
    # Bars begin at 1, the level of asio::ssl.
    axes.barh(range(len(rows)), [value - 1 for value in values], left=1, color=colours, height=0.7)
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=7)
    for position, value in enumerate(values):
        axes.annotate(f"{value:.2f}", (max(value, 1), position), xytext=(3, 0), textcoords="offset points",
                      va="center", fontsize=7)
    others = sorted({side for row in rows for side in row["ratios"]} - {"theirs"})
    for side, mark in zip(others, "osD"):
        found = [(times_better(row, side), position) for position, row in enumerate(rows) if times_better(row, side)]
        axes.plot(*zip(*found), mark, color="#f4a259", markeredgecolor="black", markersize=4,
                  label=f"times better than with {side}")
    if others:
        axes.legend(fontsize=7)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.grid(axis="x", linewidth=0.3)
    restriction = f", restricted to {about['restricted_to']}" if about["restricted_to"] else ""
    axes.set_title(f"Times better than asio::ssl with {about['openssl']}: medians of {result['rounds']}\n"
                   f"{about['cpu']}{restriction}", fontsize=9)
    figure.savefig(target)


if __name__ == "__main__":
    main()
