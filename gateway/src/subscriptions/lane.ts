/**
 * Events of one upstream on their way to its clients. A few are worked on at the same time, and
 * their results come out in the order in which the events came in:
 *
 *     push ──▶ [ e5 waiting │ e4 e3 e2 at work │ e1 done ] ──▶ deliver, oldest first
 */
export type Lane<Event> = {
  /** False when the lane is full; the event is not taken then. A closed lane ignores what comes. */
  readonly push: (event: Event) => boolean;
  /** Calls back when everything pushed so far was delivered; takes no more events. */
  readonly close: (emptied: () => void) => void;
  /** Forgets everything; nothing more is delivered or called. */
  readonly drop: () => void;
};

export type LaneOptions<Event, Result> = {
  /** How many events are worked on at the same time. */
  readonly concurrency: number;
  /** How many events may be on their way altogether. */
  readonly capacity: number;
  /** Must not reject. */
  readonly work: (event: Event) => Promise<Result>;
  readonly deliver: (result: Result) => void;
};

type Slot<Event, Result> = { readonly event: Event; done?: { readonly result: Result } };

export function createLane<Event, Result>(options: LaneOptions<Event, Result>): Lane<Event> {
  const slots: Slot<Event, Result>[] = [];
  /** How many of the slots, oldest first, were started. */
  let started = 0;
  let working = 0;
  let accepting = true;
  let emptied: (() => void) | undefined;

  function start(): void {
    while (working < options.concurrency && started < slots.length) {
      const slot = slots[started]!;
      started += 1;
      working += 1;
      void work(slot);
    }
  }

  async function work(slot: Slot<Event, Result>): Promise<void> {
    slot.done = { result: await options.work(slot.event) };
    working -= 1;
    deliverReady();
    start();
  }

  function deliverReady(): void {
    let done;
    while ((done = slots[0]?.done) !== undefined) {
      slots.shift();
      started -= 1;
      options.deliver(done.result);
    }
    tellWhenEmpty();
  }

  function tellWhenEmpty(): void {
    if (slots.length > 0 || emptied === undefined) return;
    const tell = emptied;
    emptied = undefined;
    tell();
  }

  return {
    push(event) {
      if (!accepting) return true;
      if (slots.length >= options.capacity) return false;
      slots.push({ event });
      start();
      return true;
    },
    close(then) {
      if (!accepting) return;
      accepting = false;
      emptied = then;
      tellWhenEmpty();
    },
    drop() {
      accepting = false;
      emptied = undefined;
      slots.length = 0;
      started = 0;
    },
  };
}
