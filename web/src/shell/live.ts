/** What happens to the tasks, as it happens: one tab holds the stream and passes each event on to the others. */

const LATER = 20_000;

/** Where a face reads from and where it keeps how far it has read. */
export interface Watched {
  /** Of this person on this device: tabs with the same name share one stream. */
  name: string;
  cursor: () => Promise<string | undefined>;
  setCursor: (cursor: string | undefined) => Promise<void>;
}

/** Waits, and no longer than until the signal. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });

/** Calls back whenever something happened, or could have been missed; returns the way to stop, which frees the lock at once. */
export function follow(watched: Watched, onEvent: () => void): () => void {
  const channel = new BroadcastChannel(`${watched.name}.tasks`);
  const stop = new AbortController();
  channel.onmessage = onEvent;
  const lead = async () => {
    while (!stop.signal.aborted) {
      await stream(watched, stop.signal, () => {
        onEvent();
        channel.postMessage("event");
      });
      // A stream that can't be opened (no network, signed out) is tried again; what is open comes again by itself.
      await pause(LATER, stop.signal);
    }
  };
  void navigator.locks
    .request(`${watched.name}.watch`, { signal: stop.signal }, lead)
    .catch((fault: unknown) => stop.signal.aborted || console.warn("watch", fault));
  return () => {
    stop.abort();
    channel.close();
  };
}

/** Resolves when the stream is over and does not come again by itself. */
async function stream(watched: Watched, signal: AbortSignal, onEvent: () => void): Promise<void> {
  const cursor = await watched.cursor();
  if (!cursor || signal.aborted) return;
  return new Promise((resolve) => {
    const source = new EventSource(`/v1/tasks:watch?cursor=${encodeURIComponent(cursor)}`);
    let broken = false;
    let told = 0;
    const tell = () => {
      told = Date.now();
      onEvent();
    };
    const end = () => {
      signal.removeEventListener("abort", end);
      source.close();
      resolve();
    };
    signal.addEventListener("abort", end);
    const heard = (event: Event) => {
      const id = (event as MessageEvent).lastEventId;
      if (id) watched.setCursor(id).catch(unkept);
      onEvent();
    };
    // Events bear the name of what happened; what the page needs to know is that something did.
    for (const kind of KINDS) source.addEventListener(kind, heard);
    source.onmessage = heard;
    source.onopen = () => {
      if (broken) onEvent();
      broken = false;
    };
    source.onerror = (event) => {
      // A refusal comes as an event of this name with data: the cursor is too old, say. The list gives a fresh one.
      if (event instanceof MessageEvent) {
        void watched.setCursor(undefined).catch(unkept).then(onEvent);
        end();
        return;
      }
      // The list is read again, and finds out whether the court can be reached; now and then again, as the line may have gone since.
      if (!broken || Date.now() - told > LATER) tell();
      broken = true;
      if (source.readyState === EventSource.CLOSED) end();
    };
  });
}

/** Where a device has no room for its place in the stream, what happened since the last one is heard again. */
const unkept = (): void => {};

const KINDS = [
  "TASK_CREATED",
  "TASK_DISPATCHED",
  "TASK_ASSIGNED",
  "TASK_ACCEPTED",
  "TASK_DECLINED",
  "TASK_TRANSFERRED",
  "TASK_ATTEMPTED",
  "TASK_REPORTED",
  "TASK_APPROVED",
  "TASK_RETURNED",
  "TASK_REVOKED",
  "TASK_EXPIRED",
  "TASK_REPORTED_LATE",
  "TASK_PRINTED",
];
