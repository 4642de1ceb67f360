/** Milliseconds that `body` takes: the middle of several runs. */
export function milliseconds(body: () => void, runs = 9): number {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    body();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return round(times[runs >> 1] ?? 0);
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
