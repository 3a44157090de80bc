# SPDX-License-Identifier: Apache-2.0
# completion.R - what fect needs for the panel that stats_bench_counterfactual fits, and what it finds.
#
# Reads the panel from --panel FILE (see bench/peers/README.md), fits matrix completion at the same lambda, and prints one line
# for each tolerance: seconds of the estimator with the data in memory, seconds of the whole call, the average effect.
suppressMessages(library(fect))
file <- commandArgs(trailingOnly = TRUE)[1]
periods <- 150
units <- file.size(file) / 8 / periods / 4
values <- readBin(file, "double", n = 4 * periods * units)
block <- function(i) matrix(values[(i - 1) * periods * units + seq_len(periods * units)], periods, units)
Y <- block(1); D <- block(2); X <- array(c(block(3), block(4)), c(periods, units, 2))
lambda <- 4e-4

# fect's own core as fect_mc calls it: start from its fit without factors, then complete.
core <- function(tolerance, limit) {
    seen <- 1 - D
    YY <- Y
    YY[seen == 0] <- 0
    long <- cbind(c(Y), rep(1:units, each = periods), rep(1:periods, units), c(X[, , 1]), c(X[, , 2]))
    begun <- proc.time()[["elapsed"]]
    start <- fect:::initialFit(data = long, force = 3, w = NULL, oci = which(c(seen) == 1))
    fit <- fect:::inter_fe_mc(YY, start$Y0, X, seen, as.matrix(0), start$beta0, 1, lambda, 3, tolerance, limit)
    took <- proc.time()[["elapsed"]] - begun
    list(seconds = took, effect = mean((Y - fit$fit)[D == 1]), steps = fit$niter)
}

whole <- function(tolerance, limit) {
    frame <- data.frame(y = c(Y), d = c(D), x1 = c(X[, , 1]), x2 = c(X[, , 2]),
                        id = rep(1:units, each = periods), time = rep(1:periods, units))
    begun <- proc.time()[["elapsed"]]
    fit <- suppressMessages(fect(y ~ d + x1 + x2, data = frame, index = c("id", "time"), method = "mc", force = "two-way",
                                 CV = FALSE, lambda = lambda, se = FALSE, tol = tolerance, max.iteration = limit))
    list(seconds = proc.time()[["elapsed"]] - begun, effect = fit$att.avg)
}

cat("fect", as.character(packageVersion("fect")), "\n")
for (tolerance in c(1e-5, 1e-9)) {
    inner <- core(tolerance, 20000)
    outer <- whole(tolerance, 20000)
    cat(sprintf("fect tolerance %g: estimator %.3f s, %d steps, effect %.10f; whole call %.3f s, effect %.10f\n",
                tolerance, inner$seconds, as.integer(inner$steps), inner$effect, outer$seconds, outer$effect))
}
