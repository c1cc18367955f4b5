const first = 500;
const cap = 20_000;

/**
 * How long to wait before trying again, ms: doubling from half a second, at most 20 s, and spread over the upper half so that
 * a thousand clients of one restarted server do not come back in step. Never less than the server asked for.
 */
export function backoff(attempt: number, asked: number | null = null, random: () => number = Math.random): number {
  const most = Math.min(cap, first * 2 ** Math.min(attempt, 10));
  return Math.max(most / 2 + (random() * most) / 2, asked ?? 0);
}
