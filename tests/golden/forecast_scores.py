"""Continuous ranked probability scores by their definition, the integral of (F(x) - [x >= y])^2, and log
scores from the densities, by mpmath: what tests/estimate/forecast_score_test.cc compares with.

    python3 tests/golden/forecast_scores.py > tests/golden/forecast_scores.csv

Needs mpmath (Debian: python3-mpmath). Lines: function, the two parameters, the actual, the value. Nothing
here knows the closed forms that the library uses.
"""

import sys

try:
    from mpmath import mp, mpf
except ImportError:
    print("mpmath is not installed", file=sys.stderr)
    sys.exit(77)

mp.dps = 30


def row(name, a, b, y, value):
    print(",".join([name, repr(a), repr(b), repr(y), mp.nstr(value, 20)]))


def integral(cdf, points, y):
    """The integral of (F - [x >= y])^2 along rising points, of which y may be any place."""
    below = [p for p in points if p < y] + [y]
    above = [y] + [p for p in points if p > y]
    total = mpf(0)
    if len(below) > 1:
        total += mp.quad(lambda x: cdf(x) ** 2, below)
    if len(above) > 1:
        total += mp.quad(lambda x: (1 - cdf(x)) ** 2, above)
    return total


def beta():
    for a, b in [(1.0, 1.0), (0.5, 0.5), (2.0, 5.0), (80.0, 20.0), (3.5, 0.75)]:
        for y in [0.0, 0.03, 0.4, 0.77, 0.999, 1.5]:
            def cdf(x):
                return mpf(0) if x <= 0 else mpf(1) if x >= 1 else mp.betainc(a, b, 0, x, regularized=True)
            mean = mpf(a) / (a + b)
            row("crps_beta", a, b, y, integral(cdf, [mpf(0), mean / 2, mean, (1 + mean) / 2, mpf(1)], mpf(y)))
            if 0 < y < 1:
                density = mpf(y) ** (a - 1) * (1 - mpf(y)) ** (b - 1) / mp.beta(a, b)
                row("log_beta", a, b, y, -mp.log(density))


def gamma():
    for shape, rate in [(1.0, 1.0), (0.5, 2.0), (4.0, 0.01), (150.0, 3.0)]:
        for factor in [-0.5, 0.01, 0.6, 1.0, 1.7, 4.0]:
            mean = mpf(shape) / rate
            y = float(mean * factor)
            def cdf(x):
                return mpf(0) if x <= 0 else mp.gammainc(shape, 0, rate * x, regularized=True)
            points = [mpf(0), mean / 4, mean / 2, mean, 2 * mean, 4 * mean, 10 * mean, 100 * mean]
            row("crps_gamma", shape, rate, y, integral(cdf, points, mpf(y)))
            if y > 0:
                density = rate ** mpf(shape) * mpf(y) ** (shape - 1) * mp.exp(-rate * mpf(y)) / mp.gamma(shape)
                row("log_gamma", shape, rate, y, -mp.log(density))


def log_normal():
    for m, s in [(0.0, 1.0), (10.0, 2.0), (-1.5, 0.1)]:
        for z in [-2.5, -0.3, 0.0, 1.1, 3.0]:
            y = float(mp.exp(m + s * z))
            def cdf(x):
                return mpf(0) if x <= 0 else mp.ncdf((mp.log(x) - m) / s)
            points = [mpf(0)] + [mp.exp(mpf(m) + s * k) for k in range(-6, 15)]
            row("crps_log_normal", m, s, y, integral(cdf, points, mpf(y)))
            density = mp.npdf((mp.log(mpf(y)) - m) / s) / (mpf(y) * s)
            row("log_log_normal", m, s, y, -mp.log(density))
        row("crps_log_normal", m, s, -2.0, 2 + integral(
            lambda x: mpf(0) if x <= 0 else mp.ncdf((mp.log(x) - m) / s),
            [mpf(0)] + [mp.exp(mpf(m) + s * k) for k in range(-6, 15)], mpf(0)))


def main():
    for section in (beta, gamma, log_normal):
        section()
    return 0


if __name__ == "__main__":
    sys.exit(main())
