/** How many operations run at once, found out while they do, and how many may wait for a place. */
export type ConcurrencyLimit = {
  /**
   * Has `start` called with a place as soon as there is one, maybe at once; calling what `start` gets
   * gives the place back. False, and nothing is ever called, when too many are waiting already.
   */
  readonly enter: (start: (leave: () => void) => void) => boolean;
  /** Whether `enter` would answer false. */
  readonly isFull: () => boolean;
};

export type ConcurrencyBounds = {
  /** What the limit starts with, and comes back to when there is little to do. */
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** How many may wait for a place. */
  readonly queue: number;
  /** Half of the operations may take longer than this before fewer run at once. */
  readonly targetMs: number;
  /** The event loop, when it never rests, may be late by this before fewer run at once. */
  readonly targetDelayMs: number;
  /**
   * What takes this long, and four times as long as others, waits for something, and gives its place to
   * one that needs this process.
   */
  readonly heldMs: number;
};

export const defaultConcurrency: ConcurrencyBounds = {
  initial: 50,
  min: 8,
  max: 1_000,
  queue: 64,
  targetMs: 100,
  targetDelayMs: 5,
  heldMs: 250,
};

/** What a stretch of time was like. */
export type Stretch = {
  /** The most that ran at once. */
  readonly most: number;
  /** What half of the operations took less than; undefined when too few ended to tell. */
  readonly medianMs?: number | undefined;
  /** How late the event loop came to what was due, and the part of the time that it was at work. */
  readonly delayMs: number;
  readonly busy: number;
};

/** A graph whose operations take long even when there is little to do may take that much of it. */
const tolerance = 2;
/** An event loop that rests now and then could do more, however late it was at times. */
const saturated = 0.9;
const steepest = 0.5;

/**
 * The next limit, by the gradient of Netflix's concurrency-limits: the limit times how well its target was
 * kept, plus its square root; so it grows while nothing suffers and settles a little above the target.
 * Two things may suffer. Operations do when what they wait for is overloaded (`medianMs`; half of them may
 * be slow for reasons of their own). This process does when its event loop is late (`delayMs`): with more
 * at once it gets nothing more done, and can't even refuse anything in time.
 *
 * `calmMs` is the median of a time with little to do.
 */
export function nextLimit(
  limit: number,
  { most, medianMs = 0, delayMs, busy }: Stretch,
  calmMs: number,
  { initial, min, max, targetMs, targetDelayMs }: ConcurrencyBounds,
): number {
  const inTime = Math.max(targetMs, tolerance * calmMs) / medianMs;
  const punctual = busy < saturated ? 1 : targetDelayMs / delayMs;
  const kept = Math.max(steepest, Math.min(1, inTime, punctual));
  // A limit that nobody came near has proved nothing.
  if (kept === 1 && most < limit / 2) return limit < initial ? limit + 1 : limit;
  return Math.max(min, Math.min(max, limit * kept + Math.sqrt(limit)));
}

const stretchMs = 100;
const sampleMs = 10;
/** What took longer than this says nothing of the load: it hung, or was told to wait. */
const tellingMs = 2_000;
const enoughEnded = 10;
const unlikeOthers = 4;

type Place = { readonly beganAt: number };

/** Watches how operations and the event loop fare for as long as something runs. */
export function createConcurrencyLimit(
  bounds: ConcurrencyBounds,
  onChange: (limit: number) => void,
): ConcurrencyLimit {
  const waiting: ((leave: () => void) => void)[] = [];
  /** The places that are taken, by when they were. */
  const taken = new Set<Place>();
  let { initial: limit } = bounds;
  let most = 0;
  let calmMs = 0;
  let usualMs = 0;
  let endedMs: number[] = [];
  let watching = false;

  function watch(): void {
    watching = true;
    let beganAt = performance.now();
    let dueAt = beganAt + sampleMs;
    let began = performance.eventLoopUtilization();
    let lateMs = 0;
    let samples = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      lateMs += Math.max(0, now - dueAt);
      samples += 1;
      dueAt = now + sampleMs;
      takeBackHeld(now);
      if (now - beganAt < stretchMs) return;
      const { utilization } = performance.eventLoopUtilization(began);
      adapt({ most, medianMs: takeMedian(), delayMs: lateMs / samples, busy: utilization });
      [beganAt, lateMs, samples, most] = [now, 0, 0, taken.size];
      began = performance.eventLoopUtilization();
      if (taken.size > 0) return;
      clearInterval(timer);
      watching = false;
    }, sampleMs);
    timer.unref();
  }

  /** Of what ended since the last one, once that is enough. */
  function takeMedian(): number | undefined {
    if (endedMs.length < enoughEnded) return undefined;
    const sorted = endedMs.sort((a, b) => a - b);
    endedMs = [];
    return sorted[Math.floor(sorted.length / 2)];
  }

  function adapt(stretch: Stretch): void {
    const { medianMs } = stretch;
    usualMs = medianMs ?? usualMs;
    if (medianMs !== undefined && stretch.most < limit / 4) {
      calmMs = calmMs === 0 ? medianMs : calmMs + (medianMs - calmMs) / 10;
    }
    limit = nextLimit(limit, stretch, calmMs, bounds);
    onChange(limit);
    startWaiting();
  }

  function begin(start: (leave: () => void) => void): void {
    const beganAt = performance.now();
    const place = { beganAt };
    taken.add(place);
    if (taken.size > most) most = taken.size;
    if (!watching) watch();
    start(() => {
      const tookMs = performance.now() - beganAt;
      if (tookMs < tellingMs) endedMs.push(tookMs);
      giveBack(place);
    });
  }

  function giveBack(place: Place): void {
    if (taken.delete(place)) startWaiting();
  }

  function takeBackHeld(now: number): void {
    const longestMs = Math.max(bounds.heldMs, unlikeOthers * usualMs);
    for (const place of taken) {
      if (now - place.beganAt < longestMs) return;
      giveBack(place);
    }
  }

  function startWaiting(): void {
    while (waiting.length > 0 && hasPlace()) begin(waiting.shift()!);
  }

  const hasPlace = (): boolean => taken.size < Math.floor(limit);
  const isFull = (): boolean => waiting.length >= bounds.queue && !hasPlace();
  return {
    enter(start) {
      if (isFull()) return false;
      if (hasPlace()) begin(start);
      else waiting.push(start);
      return true;
    },
    isFull,
  };
}
