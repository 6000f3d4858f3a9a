# Times nlme::gls with AR(1) errors by REML on the series of a table, as often as told.
# In: a CSV with columns trend, level, slope, then one column for each series; the repeats.
# Out: for each repeat the processor and elapsed seconds of the whole loop, and the number of fits.
suppressMessages(library(nlme))
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(given[1])
series <- setdiff(names(data), c("trend", "level", "slope"))
fitted <- function(name) {
  data$outcome <- data[[name]]
  tryCatch(
    coef(gls(outcome ~ trend + level + slope,
      data = data, method = "REML", correlation = corAR1(form = ~trend)
    )),
    error = function(condition) NULL
  )
}
invisible(fitted(series[1]))
for (number in seq_len(as.integer(given[2]))) {
  start <- proc.time()
  found <- lapply(series, fitted)
  spent <- proc.time() - start
  cat(spent[["user.self"]] + spent[["sys.self"]], spent[["elapsed"]],
    sum(!vapply(found, is.null, TRUE)), "\n")
}
