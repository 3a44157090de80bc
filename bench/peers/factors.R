# SPDX-License-Identifier: Apache-2.0
# factors.R - what fect needs for the panel of stats_bench_counterfactual, and what it finds.
#
# "estimator": the functions that fect fits with, called as fect calls them, data in memory, without its tables and tests.
suppressMessages(library(fect))
folder <- commandArgs(trailingOnly = TRUE)[1]
periods <- 150
values <- readBin(file.path(folder, "panel"), "double", n = 1e8)
units <- length(values) / periods / 4
block <- function(i) matrix(values[(i - 1) * periods * units + seq_len(periods * units)], periods, units)
Y <- block(1); D <- block(2); X <- array(c(block(3), block(4)), c(periods, units, 2))
lambda <- 4e-4
factors <- 3

seen <- 1 - D
YY <- Y
YY[seen == 0] <- 0
long <- cbind(c(Y), rep(1:units, each = periods), rep(1:periods, units), c(X[, , 1]), c(X[, , 2]))
frame <- data.frame(y = c(Y), d = c(D), x1 = c(X[, , 1]), x2 = c(X[, , 2]), id = long[, 2], time = long[, 3])
begin <- function() fect:::initialFit(data = long, force = 3, w = NULL, oci = which(c(seen) == 1))
core <- list(
    mc = function(start, tolerance)
        fect:::inter_fe_mc(YY, start$Y0, X, seen, as.matrix(0), start$beta0, 1, lambda, 3, tolerance, 20000),
    ife = function(start, tolerance)
        fect:::inter_fe_ub(YY, start$Y0, X, seen, as.matrix(0), start$beta0, factors, 3, tolerance, 20000))
whole <- function(method, tolerance)
    suppressMessages(fect(y ~ d + x1 + x2, data = frame, index = c("id", "time"), method = method, force = "two-way", CV = FALSE,
                          r = factors, lambda = lambda, se = FALSE, tol = tolerance, max.iteration = 20000))
clock <- function(work) {
    begun <- proc.time()[["elapsed"]]
    value <- work()
    list(value = value, seconds = proc.time()[["elapsed"]] - begun)
}

cat("fect", as.character(packageVersion("fect")), "on", extSoftVersion()[["BLAS"]], "\n")
for (method in c("mc", "ife", "gsynth")) for (tolerance in c(1e-5, 1e-9)) {
    outer <- clock(function() whole(method, tolerance))
    cat(sprintf("fect %s, tolerance %g: whole call %.3f s, effect %.10f", method, tolerance, outer$seconds, outer$value$att.avg))
    if (!is.null(core[[method]])) {
        inner <- clock(function() core[[method]](begin(), tolerance))
        cat(sprintf("; estimator %.3f s, %d steps, effect %.10f", inner$seconds, as.integer(inner$value$niter),
                    mean((Y - inner$value$fit)[D == 1])))
    }
    cat("\n")
}
