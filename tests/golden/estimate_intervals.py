"""Intervals for shares and rates as scipy and statsmodels give them.

    python3 tests/golden/estimate_intervals.py > tests/golden/estimate_intervals.csv

Needs scipy and statsmodels (Debian: python3-scipy python3-statsmodels). Lines: a word, its arguments,
the value.
"""

import sys

from scipy.stats import binomtest, chi2, chi2_contingency, ncx2
from statsmodels.stats.proportion import proportion_confint


def row(name, value, *arguments):
    print(",".join([name, *(repr(a) for a in arguments), repr(float(value))]))


def proportions():
    for s, n in [(0, 5), (1, 10), (7, 10), (10, 10), (3, 200), (150, 200), (999, 1000)]:
        for confidence in [0.8, 0.95]:
            for method, word in [("exact", "clopper_pearson"), ("wilson", "wilson")]:
                interval = binomtest(s, n).proportion_ci(confidence, method)
                row(f"scipy_{word}_low", interval.low, s, n, confidence)
                row(f"scipy_{word}_high", interval.high, s, n, confidence)
            for method, word in [("beta", "clopper_pearson"), ("wilson", "wilson")]:
                low, high = proportion_confint(s, n, 1 - confidence, method)
                row(f"statsmodels_{word}_low", low, s, n, confidence)
                row(f"statsmodels_{word}_high", high, s, n, confidence)


def rates():
    for events, exposure in [(0, 1.0), (1, 2.5), (7, 30.0), (100, 40.0), (2500, 1e4)]:
        for confidence in [0.9, 0.95]:
            half = (1 - confidence) / 2
            row("scipy_garwood_low", chi2.ppf(half, 2 * events) / 2 / exposure if events else 0.0, events,
                exposure, confidence)
            row("scipy_garwood_high", chi2.isf(half, 2 * events + 2) / 2 / exposure, events, exposure,
                confidence)


def between_cohorts():
    """Successes and trials of up to four cohorts; Pearson's statistic of the table of both."""
    for cohorts in [((12, 20), (9, 20)), ((5, 30), (9, 25), (14, 40)), ((80, 100), (60, 100), (75, 100), (70, 90)),
                    ((10, 40), (30, 40), (20, 40)), ((11, 40), (10, 40), (9, 40))]:
        table = [[s for s, _ in cohorts], [n - s for s, n in cohorts]]
        statistic, p_value, df, _ = chi2_contingency(table, correction=False)
        flat = [x for pair in (cohorts + ((0, 0),) * 4)[:4] for x in pair]
        row("cohort_statistic", statistic, *flat)
        row("cohort_p_value", p_value, *flat)
    for df, x, noncentrality in [(1, 3.0, 2.0), (3, 8.0, 1.5), (7, 30.0, 12.0), (4, 100.0, 60.0)]:
        row("scipy_noncentral_cdf", ncx2.cdf(x, df, noncentrality), float(df), x, noncentrality)


def main():
    proportions()
    rates()
    between_cohorts()
    return 0


if __name__ == "__main__":
    sys.exit(main())
