/** Invitations for a whole town: one after the other, each with its own outcome. */

export type Outcome<T> = { state: "waiting" } | { state: "done"; value: T } | { state: "refused"; fault: unknown };

/**
 * Does something for each of several, one after the other, and reports how far it is. What one is refused stops none of the others;
 * `stops` says which fault stops all that follow, which wait then.
 */
export async function eachOf<K, T>(
  keys: readonly K[],
  act: (key: K) => Promise<T>,
  onProgress: (outcomes: ReadonlyMap<K, Outcome<T>>) => void,
  stops: (fault: unknown) => boolean = () => false,
): Promise<ReadonlyMap<K, Outcome<T>>> {
  let outcomes = new Map<K, Outcome<T>>(keys.map((key) => [key, { state: "waiting" }]));
  const set = (key: K, outcome: Outcome<T>) => {
    outcomes = new Map(outcomes).set(key, outcome);
    onProgress(outcomes);
  };
  for (const key of keys) {
    try {
      set(key, { state: "done", value: await act(key) });
    } catch (fault) {
      set(key, { state: "refused", fault });
      if (stops(fault)) break;
    }
  }
  return outcomes;
}

/** Reads something of each of several, at most so many at once. */
export async function ofEach<K, T>(
  keys: readonly K[],
  atOnce: number,
  read: (key: K) => Promise<T>,
): Promise<Map<K, T>> {
  const answers = new Map<K, T>();
  const left = [...keys];
  const worker = async () => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) answers.set(key, await read(key));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, keys.length) }, worker));
  return answers;
}
