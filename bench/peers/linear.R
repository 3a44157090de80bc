# SPDX-License-Identifier: Apache-2.0
# linear.R - what fixest needs for the rows of stats_bench_linear, and what it finds. Least of five runs.
suppressMessages(library(fixest))
folder <- commandArgs(trailingOnly = TRUE)[1]
setFixest_nthreads(2)
read <- function(name, columns) {
    values <- readBin(file.path(folder, name), "double", n = 1e8)
    as.data.frame(`colnames<-`(matrix(values, ncol = length(columns)), columns))
}
line <- function(work, run) {
    best <- Inf
    for (i in 1:5) {
        begun <- proc.time()[["elapsed"]]
        fit <- run()
        best <- min(best, proc.time()[["elapsed"]] - begun)
    }
    last <- length(coef(fit))
    cat(sprintf("fixest: %s: %.3f s, coefficient %.10f, error %.10f\n", work, best, coef(fit)[last], se(fit)[last]))
}
rows <- c("y", "counts", "x", "first", "second", "third")
cat("fixest", as.character(packageVersion("fixest")), "\n")
mixed <- read("mixed", rows)
line("least squares, clustered", function() feols(y ~ x | first + second + third, mixed, cluster = ~first))
line("least squares, two-way", function() feols(y ~ x | first + second + third, mixed, cluster = ~first + second))
line("Poisson, clustered", function() fepois(counts ~ x | first + second + third, mixed, cluster = ~first, notes = FALSE))
movers <- read("movers", rows)
line("low mobility, clustered", function() feols(y ~ x | first + second + third, movers, cluster = ~first))
places <- read("places", c("y", "x", "lat", "lon"))
line("Conley, 50 km", function() feols(y ~ x, places, vcov = vcov_conley(lat = "lat", lon = "lon", cutoff = 50)))
