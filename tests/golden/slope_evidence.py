"""The evidence for a slope by integrating over level, slope and standard deviation on a grid.

    python3 tests/golden/slope_evidence.py > tests/golden/slope_evidence.csv

Needs numpy (Debian: python3-scipy brings it). Lines: `evidence`, the prior, the number of weeks, the
values of weeks 0, 1, .., and ln E: the likelihood of normal values about a line, averaged over slopes
(normal, `prior` standard deviations wide), levels (flat) and standard deviations (1 / sigma), over the
same without a slope. Sums over equally spaced points converge geometrically for such integrands.
"""

import sys

import numpy


def marginal(values, prior):
    weeks = numpy.arange(len(values), dtype=float)
    values = numpy.array(values)
    centred = weeks - weeks.mean()
    fitted = centred @ values / (centred @ centred)
    rest = values - values.mean() - fitted * centred
    scale = numpy.sqrt(rest @ rest / len(values) + 1e-300)
    log_sigma = numpy.log(scale) + numpy.linspace(-4, 12, 1601)
    total = 0.0
    n = len(values)
    # Level and slope over sigma, about where they fit best.
    level = numpy.linspace(-12, 12, 97)
    for s in numpy.exp(log_sigma):
        m = values.mean() + s / numpy.sqrt(n) * level
        if prior == 0:
            slopes, weights = numpy.zeros(1), numpy.ones(1)
        else:
            # Posterior of slope / sigma at this sigma.
            precision = centred @ centred + 1 / prior ** 2
            centre = centred @ values / s / precision
            slopes = centre + numpy.linspace(-12, 12, 97) / numpy.sqrt(precision)
            weights = numpy.exp(-0.5 * (slopes / prior) ** 2) / prior / numpy.sqrt(2 * numpy.pi)
            weights *= (slopes[1] - slopes[0])
        line = slopes[:, None] * s * centred[None, :]
        squares = ((values[None, None, :] - m[:, None, None] - line[None, :, :]) ** 2).sum(axis=2)
        inner = (numpy.exp(-0.5 * squares / s ** 2) * weights[None, :]).sum() * (m[1] - m[0])
        total += inner * s ** (-n)
    return total


def main():
    cases = [
        (0.2, [0.1, 0.5, 0.2, 0.9]),
        (0.2, [0.31, 0.28, 0.35, 0.40, 0.37, 0.45, 0.44, 0.52]),
        (0.1, [1.2, -0.4, 0.3, 0.8, -1.1, 0.2]),
        (0.5, [3.0, 2.5, 2.6, 1.9, 1.2, 1.3, 0.4]),
        (0.2, [0.5, 0.52, 0.49, 0.51, 0.5, 0.48, 0.53, 0.5, 0.51, 0.49, 0.5, 0.52]),
        (1.0, [0.0, 1.0, 0.0, 1.0, 0.5]),
    ]
    for prior, values in cases:
        evidence = numpy.log(marginal(values, prior)) - numpy.log(marginal(values, 0))
        print(",".join(["evidence", repr(prior), str(len(values)), *(repr(v) for v in values),
                        repr(float(evidence))]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
