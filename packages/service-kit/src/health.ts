/** Whether a piece can do its work now; `problems` says what keeps it from that, without secrets. */
export type Health = { readonly ready: boolean; readonly problems: readonly string[] };

export const healthy: Health = { ready: true, problems: [] };

/** Runs each check; one that throws or takes longer than `timeoutMs` becomes a problem by its name. */
export async function checkHealth(
  checks: Readonly<Record<string, () => Promise<unknown>>>,
  timeoutMs = 2_000,
): Promise<Health> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('late')), timeoutMs);
      });
      try {
        await Promise.race([check(), late]);
        return null;
      } catch {
        return name;
      } finally {
        clearTimeout(timer);
      }
    }),
  );
  const problems = outcomes.filter((name) => name !== null);
  return { ready: problems.length === 0, problems };
}
