// Moments are ms since the trace began. What is sorted by time is searched by halves.

/** How many of the sorted values are at most `value`, or below it. */
export function upTo(sorted, value, below = false) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below ? sorted[middle] < value : sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A value of a series at a moment. */
export function valueAt(series, moment) {
  const known = upTo(series.times, moment);
  return known ? series.values[known - 1] : series.start;
}

/** Where a value is along pairs that rise in both columns. */
export function along(pairs, value, from, to) {
  let at = 1;
  while (at < pairs.length - 1 && value > pairs[at][from]) at += 1;
  const [first, last] = [pairs[at - 1], pairs[at]];
  const length = last[from] - first[from];
  const share = length > 0 ? (value - first[from]) / length : 1;
  return first[to] + (last[to] - first[to]) * Math.min(Math.max(share, 0), 1);
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export function ms(moment) {
  return `${moment.toLocaleString("en", { maximumFractionDigits: 2 })} ms`;
}
