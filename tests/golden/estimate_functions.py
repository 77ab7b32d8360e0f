"""Values of special functions and intervals to 25 digits, by mpmath: what tests/estimate compares with.

    python3 tests/golden/estimate_functions.py > tests/golden/estimate_functions.csv

Needs mpmath (Debian: python3-mpmath). Lines: function, its arguments, the value; arguments are doubles
printed so that they read back as the same ones. The last digits of our functions, not of mpmath, are
what the tests allow for.
"""

import sys

from mpmath import mp, mpf

mp.dps = 80


def row(name, value, *arguments):
    print(",".join([name, *(repr(a) for a in arguments), mp.nstr(value, 25)]))


def elementary():
    for x in [-745.0, -700.5, -20.25, -1.0, -0.36, -0.1, -1e-9, 1e-17, 1e-5, 0.3465, 0.5, 1.0, 3.75,
              88.3, 700.0, 709.5]:
        row("exp", mp.exp(mpf(x)), x)
    for x in [-30.0, -0.7, -0.35, -1e-3, -1e-12, 1e-300, 1e-8, 0.2, 0.359, 0.361, 5.0]:
        row("expm1", mp.expm1(mpf(x)), x)
    for x in [5e-324, 1e-310, 1e-100, 0.3, 0.7071, 0.999999, 1.0000001, 1.25, 1.4142, 1.4143, 2.0, 10.0,
              12345.678, 1e300]:
        row("log", mp.log(mpf(x)), x)
    for x in [-0.999999, -0.5, -0.29, -0.1, -1e-10, 1e-300, 1e-5, 0.2, 0.40, 0.42, 3.0, 1e20]:
        row("log1p", mp.log1p(mpf(x)), x)


def gamma():
    for x in [1e-10, 0.01, 0.3, 0.5, 0.75, 0.999, 1.0001, 1.25, 1.4999, 1.5, 1.9, 1.99999, 2.0001, 2.3,
              2.5, 3.0, 4.7, 8.0, 11.99, 12.0, 20.5, 100.0, 12345.6, 1e8, 1e15]:
        row("log_gamma", mp.loggamma(mpf(x)), x)
    for a in [0.1, 0.5, 1.0, 3.5, 20.0, 150.0, 4000.0]:
        for factor in [0.05, 0.5, 0.9, 1.0, 1.1, 1.8, 4.0]:
            x = a * factor
            p = mp.gammainc(mpf(a), 0, mpf(x), regularized=True)
            q = mp.gammainc(mpf(a), mpf(x), mp.inf, regularized=True)
            if p > mpf("1e-280"):
                row("gamma_p", p, a, x)
            if q > mpf("1e-280"):
                row("gamma_q", q, a, x)


def beta_series(a, b, x):
    """I_x(a, b) by its series of positive terms, 0 < x < 1; best for x <= 1/2."""
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -85:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log(1 - x) - log_beta) / a * total


def beta_cdf(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x <= 0 or x >= 1:
        return mpf(0) if x <= 0 else mpf(1)
    if x <= 0.5:
        return beta_series(a, b, x)
    return 1 - beta_series(b, a, 1 - x)


def beta_survival(a, b, x):
    return beta_cdf(b, a, 1 - mpf(x))


def root(function, low, high):
    """The root of a rising function: the Illinois form of the false position."""
    low, high = mpf(low), mpf(high)
    at_low, at_high = function(low), function(high)
    for _ in range(400):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if not low < middle < high:
            middle = (low + high) / 2
        value = function(middle)
        if value == 0 or high - low < abs(middle) * mpf(10) ** -38:
            return middle
        if value < 0:
            low, at_low, at_high = middle, value, at_high / 2
        else:
            high, at_high, at_low = middle, value, at_low / 2
        if abs(value) < mpf(10) ** -40:
            return middle
    raise ArithmeticError("no root")


def beta():
    for a, b in [(0.5, 0.5), (0.05, 2.0), (1.0, 1.0), (1.0, 10.0), (2.5, 0.75), (9.0, 2.0), (30.5, 70.25),
                 (400.0, 3.0), (1500.0, 2500.0), (5.0, 100000.0), (20000.5, 20000.5)]:
        mean = a / (a + b)
        sd = (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
        row("log_beta", mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(mpf(a) + mpf(b)), a, b)
        for z in [-6.0, -3.0, -1.0, 0.0, 0.5, 2.0, 5.0]:
            x = mean + z * sd
            if not 0 < x < 1:
                continue
            p = beta_cdf(a, b, mpf(x))
            if p > mpf("1e-280"):
                row("beta_cdf", p, a, b, x)
            q = beta_survival(a, b, x)
            if q > mpf("1e-280"):
                row("beta_survival", q, a, b, x)
    for a, b in [(1.0, 10.0), (0.5, 0.5), (2.0, 9.0), (30.0, 71.0), (500.0, 1501.0), (12.0, 90000.0)]:
        for p in [1e-6, 0.005, 0.025, 0.5, 0.9, 0.975]:
            row("beta_quantile", root(lambda x: beta_cdf(a, b, x) - mpf(p), 0, 1), a, b, p)


def normal():
    for x in [-5.0, -0.5, 1e-20, 1e-3, 0.3, 1.0, 2.0, 2.49, 2.51, 3.5, 5.9]:
        row("erf", mp.erf(mpf(x)), x)
    for x in [-3.0, 0.1, 0.49, 0.51, 1.5, 2.49, 2.51, 4.0, 10.0, 26.0]:
        row("erfc", mp.erfc(mpf(x)), x)
    for z in [-37.0, -10.0, -2.0, -0.1, 0.0, 1.0, 6.0]:
        row("normal_cdf", mp.ncdf(mpf(z)), z)
    for p in [1e-300, 1e-20, 1e-6, 0.001, 0.025, 0.2, 0.4999, 0.75, 0.975, 0.9999]:
        row("normal_quantile", mp.sqrt(2) * mp.erfinv(2 * mpf(p) - 1) if p > 1e-50 else
            -root(lambda z: mp.log(mpf(p)) - mp.log(mp.erfc(z / mp.sqrt(2)) / 2), 0, 60), p)


def t_survival(df, t):
    df, t = mpf(df), mpf(t)
    return beta_cdf(df / 2, mpf(1) / 2, df / (df + t * t)) / 2


def student():
    for df in [0.5, 1.0, 2.0, 4.5, 9.0, 30.0, 250.5, 10000.0]:
        for t in [0.01, 1.0, 2.5, 12.0]:
            row("student_t_survival", t_survival(df, t), df, t)
        for p in [0.6, 0.9, 0.975, 0.9995]:
            high = 2
            tail = 1 - mpf(p)
            while t_survival(df, high) > tail:
                high *= 4
            row("student_t_quantile", root(lambda t: tail - t_survival(df, t), 0, high), df, p)


def proportion():
    for s, n in [(0, 1), (0, 10), (1, 10), (5, 10), (10, 10), (3, 200), (150, 200), (999, 1000),
                 (12345, 50000)]:
        for confidence in [0.9, 0.95, 0.99]:
            alpha = 1 - mpf(confidence)
            z = mp.sqrt(2) * mp.erfinv(mpf(confidence))
            p = mpf(s) / n
            scale = 1 / (1 + z * z / n)
            half = z * scale * mp.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
            centre = (p + z * z / (2 * n)) * scale
            row("wilson_low", mpf(0) if s == 0 else centre - half, s, n, confidence)
            row("wilson_high", mpf(1) if s == n else centre + half, s, n, confidence)
            low = mpf(0) if s == 0 else root(
                lambda x: beta_cdf(s, n - s + 1, x) - alpha / 2, 0, p)
            high = mpf(1) if s == n else root(
                lambda x: beta_cdf(s + 1, n - s, x) - (1 - alpha / 2), p, 1)
            row("clopper_pearson_low", low, s, n, confidence)
            row("clopper_pearson_high", high, s, n, confidence)

            def log_e(x):
                value = (mp.loggamma(mpf(1) / 2 + s) + mp.loggamma(mpf(1) / 2 + n - s) -
                         mp.loggamma(n + 1) - mp.log(mp.pi))
                if s:
                    value -= s * mp.log(x)
                if n - s:
                    value -= (n - s) * mp.log(1 - x)
                return value

            bar = -mp.log(alpha)
            row("anytime_low", mpf(0) if s == 0 else root(lambda x: bar - log_e(x), mpf(10) ** -40, p),
                s, n, confidence)
            row("anytime_high", mpf(1) if s == n else
                root(lambda x: log_e(x) - bar, p, 1 - mpf(10) ** -40), s, n, confidence)


def bounded_mean():
    def log_e_of(up_scores, down_scores, m):
        total = mpf(0)
        for g in range(16):
            bet = mpf("0.05") * (mpf("0.98") / mpf("0.05")) ** (mpf(g) / 15)
            up = down = mpf(1)
            for x, n in up_scores:
                up *= (1 + bet * (mpf(x) - m) / m) ** mpf(n)
            for x, n in down_scores:
                down *= (1 - bet * (mpf(x) - m) / (1 - m)) ** mpf(n)
            total += up + down
        return mp.log(total / 32)

    def log_e(scores, counts, m):
        return log_e_of(list(zip(scores, counts)), list(zip(scores, counts)), m)

    scores = [0.0, 0.25, 0.5, 0.75, 1.0]
    for counts in [(1, 2, 5, 9, 3), (0, 0, 0, 0, 7), (30, 0, 0, 0, 70), (100, 200, 300, 250, 150)]:
        bar = -mp.log(1 - mpf(0.95))
        mean = sum(mpf(x) * n for x, n in zip(scores, counts)) / sum(counts)
        inside = min(mean, 1 - mpf(10) ** -30)
        row("bounded_mean_low", root(lambda m: bar - log_e(scores, counts, m), mpf(10) ** -30, inside),
            *counts)
        row("bounded_mean_high", mpf(1) if mean == 1 else
            root(lambda m: log_e(scores, counts, m) - bar, mean, 1 - mpf(10) ** -30), *counts)

    # Scores of which mean and variance are known: at an end and one other value, whose share and place
    # solve p x = mean, p x^2 = mean^2 + variance.
    for mean, variance, n in [(0.6375, 0.066, 20), (0.9, 0.01, 400), (0.03, 0.002, 1000), (0.5, 0.25, 60),
                              (0.25, 0.1875, 8)]:
        mean, variance = mpf(mean), mpf(variance)
        bar = -mp.log(1 - mpf(0.95))

        def lowest(mean):
            square = mean * mean + variance
            return [(mpf(0), n * (1 - mean * mean / square)), (square / mean, n * mean * mean / square)]

        ups = lowest(mean)
        downs = [(1 - x, w) for x, w in lowest(1 - mean)]
        row("bounded_moments_low", root(lambda m: bar - log_e_of(ups, downs, m), mpf(10) ** -30, mean),
            float(mean), float(variance), n)
        row("bounded_moments_high", root(lambda m: log_e_of(ups, downs, m) - bar, mean, 1 - mpf(10) ** -30),
            float(mean), float(variance), n)


def log_poisson(n, x):
    n, x = mpf(n), mpf(x)
    return n * mp.log(x) - x - mp.loggamma(n + 1)


def tail_p(a, x):
    """P(a, x) by its series of positive terms."""
    a, x = mpf(a), mpf(x)
    if x <= 0:
        return mpf(0)
    term = total = mpf(1)
    n = 1
    while term > total * mpf(10) ** -75:
        term *= x / (a + n)
        total += term
        n += 1
    return mp.exp(log_poisson(a, x)) * total


def tail_q(a, x):
    return 1 - tail_p(a, x)


def gamma_tails():
    for a in [0.5, 1.0, 3.5, 60.0, 1500.0]:
        for p in [1e-9, 0.005, 0.025, 0.3, 0.9, 0.975]:
            high = mpf(a) + 10
            while tail_p(a, high) < p:
                high *= 2
            row("gamma_quantile", root(lambda x: tail_p(a, x) - mpf(p), mpf(10) ** -40, high), a, p)
            while tail_q(a, high) > p:
                high *= 2
            row("gamma_upper_quantile", root(lambda x: mpf(p) - tail_q(a, x), mpf(10) ** -40, high), a, p)
    for a, x in [(0.5, 1e-3), (3.5, 2.0), (40.0, 300.0), (40.5, 3.0), (900.5, 12.5), (20000.5, 500.0),
                 (10.5, 4000.0)]:
        # Far tails by their series, whose terms are positive.
        if x < a:
            term = total = mpf(1)
            n = 1
            while term > total * mpf(10) ** -60:
                term *= mpf(x) / (a + n)
                total += term
                n += 1
            row("log_gamma_p", log_poisson(a, x) + mp.log(total), a, x)
        else:
            row("log_gamma_q", mp.log(mp.gammainc(mpf(a), mpf(x), mp.inf, regularized=True)), a, x)
    for a, x in [(0.5, 0.2), (12.0, 30.0), (100.5, 80.0), (2.5, 60.0)]:
        row("log_gamma_q", mp.log(tail_q(a, x)), a, x)


def log_beta_tail(a, b, x):
    """ln I_x(a, b), also where it or its complement is tiny: from the smaller of both."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x <= a / (a + b):
        return mp.log(beta_series(a, b, x))
    return mp.log1p(-beta_series(b, a, 1 - x))


def beta_tails():
    for a, b, x in [(0.5, 0.5, 0.3), (18.5, 2.5, 0.6), (2.5, 18.5, 0.6), (400.5, 30.5, 0.2),
                    (4000.5, 100.5, 0.5), (100.5, 4000.5, 0.01), (5.0, 2.0, 0.999)]:
        row("log_beta_cdf", log_beta_tail(a, b, mpf(x)), a, b, x)
        row("log_beta_survival", log_beta_tail(b, a, 1 - mpf(x)), a, b, x)


def noncentral(df, x, noncentrality):
    """P(X <= x): the Poisson mixture downwards from where its terms are nothing."""
    df, x, half = mpf(df), mpf(x), mpf(noncentrality) / 2
    j = int(half + x / 2 + 40 + 20 * mp.sqrt(half + x))
    weight = mp.exp(log_poisson(j, half))
    term = mp.exp(log_poisson(df / 2 + j, x / 2))
    value = tail_p(df / 2 + j, x / 2)
    total = weight * value
    while j > 0:
        weight *= j / half
        term *= (df / 2 + j) / (x / 2)
        j -= 1
        value += term
        total += weight * value
    return total


def chi_square():
    for df in [1.0, 4.0, 7.0]:
        for x in [0.5, 10.0, 100.0, 2000.0]:
            for noncentrality in [0.1, 6.0, 90.0, 2000.0]:
                low = noncentral(df, x, noncentrality)
                if low > mpf("1e-250"):
                    row("noncentral_cdf", low, df, x, noncentrality)
                if 1 - low > mpf("1e-45"):
                    row("noncentral_survival", 1 - low, df, x, noncentrality)
    for df, x in [(1.0, 1.0), (1.0, 30.0), (4.0, 10.0), (7.0, 7.0), (7.0, 250.0)]:
        for p in [0.025, 0.05, 0.5, 0.975]:
            if tail_p(df / 2, x / 2) > p:
                row("noncentrality", root(lambda n: mpf(p) - noncentral(df, x, n), mpf(10) ** -20,
                                          x + df + 100), df, x, p)


def evidence():
    half = mpf(1) / 2
    for s, n, p in [(0, 1, 0.5), (0, 10, 0.2), (18, 20, 0.6), (18, 20, 0.95), (3, 200, 0.02),
                    (999, 1000, 0.9), (12345, 50000, 0.25), (12345, 50000, 0.3), (500, 500, 0.999),
                    (300000, 1000000, 0.3)]:
        both = (mp.loggamma(half + s) + mp.loggamma(half + n - s) - mp.loggamma(n + 1) - mp.log(mp.pi) -
                s * mp.log(mpf(p)) - (n - s) * mp.log(1 - mpf(p)))
        row("log_proportion_evidence", both, s, n, p)
        above = log_beta_tail(half + n - s, half + s, 1 - mpf(p)) - log_beta_tail(half, half, 1 - mpf(p))
        below = log_beta_tail(half + s, half + n - s, p) - log_beta_tail(half, half, p)
        row("log_proportion_evidence_greater", both + above, s, n, p)
        row("log_proportion_evidence_less", both + below, s, n, p)
    for events, exposure, target in [(0, 10.0, 0.3), (1, 10.0, 0.1), (12, 400.0, 0.05), (12, 400.0, 0.03),
                                     (250, 1000.0, 0.2), (40000, 100.0, 395.0), (3, 5000.0, 0.01)]:
        a, b = events + half, mpf(target) * mpf(exposure) + half
        both = (half * mp.log(half) - mp.loggamma(half) + mp.loggamma(a) - a * mp.log(b) + b - half)
        row("log_rate_evidence", both, events, exposure, target)
        below, above = tail_p(a, b), tail_q(a, b)
        row("log_rate_evidence_greater", both + mp.log(above / tail_q(half, half)), events, exposure, target)
        row("log_rate_evidence_less", both + mp.log(below / tail_p(half, half)), events, exposure, target)


def rate():
    for events, exposure in [(0, 10.0), (1, 10.0), (2, 3.0), (12, 400.0), (250, 1000.0), (40000, 100.0)]:
        for confidence in [0.9, 0.95]:
            half_alpha = (1 - mpf(confidence)) / 2
            top = events + 20 + 20 * mp.sqrt(events + 1)
            low = mpf(0) if events == 0 else root(lambda x: tail_p(events, x) - half_alpha,
                                                  mpf(10) ** -30, top)
            high = root(lambda x: half_alpha - tail_q(events + 1, x), mpf(10) ** -30, top)
            row("garwood_low", low / mpf(exposure), events, exposure, confidence)
            row("garwood_high", high / mpf(exposure), events, exposure, confidence)

            def log_e(mean):
                a, b = events + mpf(1) / 2, mean + mpf(1) / 2
                return (-mp.log(2) / 2 - mp.log(mp.pi) / 2 + mp.loggamma(a) - a * mp.log(b) + mean)

            bar = -mp.log(1 - mpf(confidence))
            low = mpf(0) if log_e(mpf(0)) <= bar else root(lambda x: bar - log_e(x), 0, events)
            high = root(lambda x: log_e(x) - bar, events, 10 * top)
            row("anytime_rate_low", low / mpf(exposure), events, exposure, confidence)
            row("anytime_rate_high", high / mpf(exposure), events, exposure, confidence)


def main():
    for section in (elementary, gamma, beta, normal, student, proportion, bounded_mean, gamma_tails,
                    beta_tails, chi_square, evidence, rate):
        section()
    return 0


if __name__ == "__main__":
    sys.exit(main())
