/** Something to wait for that can ring before, while and after anybody listens; rings are not counted. */
export type Bell = {
  readonly ring: () => void;
  /** Resolves to true once it has rung since the last wait, to false after the time or when aborted. */
  readonly wait: (timeoutMs: number, signal: AbortSignal) => Promise<boolean>;
};

/** A bell for one listener. */
export function createBell(): Bell {
  let rung = false;
  let wakeListener: (() => void) | undefined;

  return {
    ring() {
      rung = true;
      wakeListener?.();
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            wakeListener = undefined;
            resolve();
          };
          const timer = setTimeout(wake, timeoutMs);
          signal.addEventListener('abort', wake, { once: true });
          wakeListener = wake;
        });
      }
      const heard = rung;
      rung = false;
      return heard;
    },
  };
}
