# What R says of small made-up samples: survival (curves, quantiles, restricted means, incidences of
# competing exits, log-rank tests, mean cumulative counts) and metafor (the generalized Q).
#
#   Rscript tests/golden/survival.R > tests/golden/survival.csv
#
# Needs R with survival and metafor (Debian: r-base-core r-cran-survival r-cran-metafor). Lines: a word
# and numbers. `item,SET,entry,time,status,group` are the samples (entry -1: from the start; status 0
# censored, 1 event, 2 competing), the others the answers, whose columns tests/estimate reads in order.

suppressMessages({
  library(survival)
  library(metafor)
})

say <- function(word, ...) {
  numbers <- c(...)
  cat(paste(c(word, ifelse(is.na(numbers), "nan", sprintf("%.17g", numbers))), collapse = ","), "\n",
      sep = "")
}

# A generator of our own, so that the samples do not depend on R's.
state <- 1
draw <- function() {
  state <<- (state * 16807) %% 2147483647
  state / 2147483647
}

# n items; times in steps of 1 / grain, so that they tie; half of the second group is faster.
sample_of <- function(n, seed, grain, censor_rate, competing_rate, delay, groups) {
  state <<- seed
  rows <- lapply(seq_len(n), function(i) {
    group <- (i - 1) %% groups
    event <- -log(draw()) * 10 / (1 + 0.7 * group)
    competing <- if (competing_rate > 0) -log(draw()) / competing_rate else Inf
    censored <- if (censor_rate > 0) -log(draw()) / censor_rate else Inf
    entry <- if (delay > 0 && draw() < 0.6) floor(draw() * delay * grain) / grain else -1
    time <- ceiling(min(event, competing, censored) * grain) / grain
    status <- if (event <= min(competing, censored)) 1 else if (competing <= censored) 2 else 0
    if (entry >= time) NULL else c(entry, time, status, group)
  })
  rows <- as.data.frame(do.call(rbind, rows))
  names(rows) <- c("entry", "time", "status", "group")
  rows
}

sets <- list(
  sample_of(12, 11, 1, 0, 0, 0, 2),           # nothing censored
  sample_of(40, 23, 1, 0.05, 0, 0, 2),        # ties, censoring
  sample_of(60, 37, 10, 0.03, 0.04, 0, 3),    # competing exits
  sample_of(80, 41, 4, 0.04, 0, 3, 2),        # delayed entry
  sample_of(300, 53, 1, 0.02, 0.05, 0, 2),    # heavy ties
  sample_of(25, 61, 100, 0.2, 0, 0, 2))       # the median is not reached in some group

for (k in seq_along(sets)) {
  d <- sets[[k]]
  for (i in seq_len(nrow(d))) say("item", k, d$entry[i], d$time[i], d$status[i], d$group[i])
  delayed <- any(d$entry >= 0)
  outcome <- if (delayed) Surv(ifelse(d$entry < 0, -1, d$entry), d$time, d$status == 1) else
    Surv(d$time, d$status == 1)
  fit <- survfit(outcome ~ 1, conf.type = "log-log")
  at <- summary(fit, times = fit$time[fit$time <= max(d$time)])
  for (i in seq_along(at$time)) {
    say("survival", k, at$time[i], at$n.risk[i], at$n.event[i], at$surv[i], at$std.err[i]^2,
        at$lower[i], at$upper[i])
  }
  for (q in c(0.1, 0.25, 0.4, 0.75)) {
    # The left end where S equals 1 - q on an interval.
    hit <- which(fit$surv <= 1 - q + 1e-9)
    say("quantile", k, q, if (length(hit)) fit$time[hit[1]] else NA, quantile(fit, q)$quantile)
  }
  for (tau in c(5, 11, max(d$time))) {
    if (!delayed && tau >= min(d$time) && tau <= max(d$time)) {
      table <- summary(fit, rmean = tau)$table
      say("restricted", k, tau, table["rmean"], table["se(rmean)"]^2)
    }
  }
  test <- survdiff(Surv(time, status == 1) ~ group, data = d)
  if (!delayed) say("log_rank", k, test$chisq, length(test$n) - 1,
                    pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE))
  if (delayed) {
    # The score test of a proportional hazards model, with discrete times and ties by exact sums of a
    # hypergeometric variance, is the log-rank test with delayed entry; coxph's with Breslow's ties is
    # it where no two events share a time, so the times are made distinct.
    apart <- d
    apart$time <- apart$time + seq_len(nrow(d)) * 1e-4
    for (i in seq_len(nrow(d))) say("apart", k, apart$entry[i], apart$time[i], apart$status[i], apart$group[i])
    score <- coxph(Surv(ifelse(entry < 0, -1, entry), time, status == 1) ~ factor(group), data = apart,
                   ties = "breslow", iter.max = 0)
    say("log_rank", k + 100, score$score, 1, pchisq(score$score, 1, lower.tail = FALSE))
  }
  if (any(d$status == 2)) {
    multi <- survfit(Surv(d$time, factor(d$status, 0:2)) ~ 1)
    at <- summary(multi, times = multi$time)
    for (i in seq_along(at$time)) {
      say("incidence", k, at$time[i], at$pstate[i, 2], at$pstate[i, 3], at$pstate[i, 1],
          at$std.err[i, 2]^2, at$std.err[i, 3]^2, at$std.err[i, 1]^2)
    }
    # The first times at which the share, its upper and its lower end reach q.
    multi <- survfit(Surv(d$time, factor(d$status, 0:2)) ~ 1, conf.type = "log-log", influence = TRUE)
    first <- function(curve, q) {
      hit <- which(!is.na(curve) & curve >= q - 1e-9)
      if (length(hit)) multi$time[hit[1]] else NA
    }
    for (q in c(0.1, 0.2, 0.3, 0.5)) {
      say("incidence_quantile", k, q, first(multi$pstate[, 2], q), first(multi$upper[, 2], q),
          first(multi$lower[, 2], q))
    }
    # The area over the share, and its variance as the sum of the squared influences of the items.
    for (tau in c(5, 11)) {
      widths <- diff(c(pmin(multi$time, tau), tau))
      say("incidence_free", k, tau, tau - sum(widths * multi$pstate[, 2]),
          sum((multi$influence.pstate[, -1, 2] %*% widths)^2))
    }
  }
}

# Repeated events: items watched to an end, with events on the way; some tie with each other.
for (k in 1:3) {
  state <- 100 + 7 * k
  ends <- NULL
  events <- NULL
  for (i in seq_len(c(8, 30, 120)[k])) {
    end <- ceiling((2 + draw() * 20) * 4) / 4
    rate <- 0.1 + draw() * 0.4
    ends <- rbind(ends, c(i, end))
    at <- 0
    repeat {
      at <- at + ceiling(-log(draw()) / rate * 4) / 4
      if (at > end) break
      events <- rbind(events, c(i, at))
    }
  }
  for (i in seq_len(nrow(ends))) say("watched", k, ends[i, ])
  for (i in seq_len(nrow(events))) say("recurrence", k, events[i, ])
  rows <- NULL
  for (i in seq_len(nrow(ends))) {
    stops <- sort(unique(c(events[events[, 1] == i, 2], ends[i, 2])))
    starts <- c(0, head(stops, -1))
    happened <- stops %in% events[events[, 1] == i, 2]
    rows <- rbind(rows, data.frame(id = i, start = starts, stop = stops, happened = happened))
  }
  fit <- survfit(Surv(start, stop, happened) ~ 1, data = rows, id = id, robust = TRUE)
  for (i in seq_along(fit$time)) {
    if (fit$n.event[i] > 0) say("cumulative", k, fit$time[i], fit$cumhaz[i], fit$std.chaz[i]^2)
  }
}

# Values with known variances: the generalized Q and the estimate of DerSimonian and Laird.
for (k in 1:4) {
  state <- 500 + k
  n <- c(2, 3, 6, 20)[k]
  value <- sapply(seq_len(n), function(i) 0.5 + 0.1 * k * (draw() - 0.5))
  variance <- sapply(seq_len(n), function(i) 0.0005 + 0.004 * draw())
  for (i in seq_len(n)) say("estimate", k, value[i], variance[i])
  fit <- rma(yi = value, vi = variance, method = "DL")
  fixed <- rma(yi = value, vi = variance, method = "FE")
  say("generalized_q", k, fit$QE, fit$QEp, fit$tau2, fixed$b)
}
