# What R says of the chance that cohorts with one share differ as much as small tables do.
#
#   Rscript tests/golden/permutation.R > tests/golden/permutation.csv
#
# Needs R (Debian: r-base-core). Lines: the word permutation, successes and trials of each cohort,
# and the p-value of chisq.test over a million tables with the same margins.

suppressMessages(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))

say <- function(successes, trials) {
  set.seed(20260301)
  table <- cbind(successes, trials - successes)
  p <- chisq.test(table, simulate.p.value = TRUE, B = 999999)$p.value
  cat(paste(c("permutation", rbind(successes, trials), sprintf("%.17g", p)), collapse = ","), "\n",
      sep = "")
}

say(c(3, 1), c(4, 9))
say(c(0, 3), c(5, 6))
say(c(2, 2, 2), c(6, 6, 6))
say(c(1, 0, 4, 2), c(7, 8, 6, 9))
say(c(0, 1, 12), c(3, 4, 40))
say(c(5, 0, 1, 0, 2), c(10, 12, 8, 9, 11))
