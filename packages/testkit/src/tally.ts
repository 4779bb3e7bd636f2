import { stripVTControlCharacters } from 'node:util';

/**
 * Counts what Node's test runner says of many suites, line by line: each tells only of itself, and of a suite
 * that is left out as a whole it counts nothing.
 */
export class Tally {
  #passed = 0;
  #failed = 0;
  readonly #leftOut = new Map<string, number>();
  #rest = '';

  add(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#count(stripVTControlCharacters(line));
  }

  /** One line for the end; empty where there was no test. */
  text(): string {
    if (this.#passed + this.#failed === 0) return '';
    const reasons = Array.from(this.#leftOut, ([reason, count]) => `${count} (${reason})`);
    const leftOut = reasons.length > 0 ? `; left out: ${reasons.join(', ')}` : '';
    return `\nAll suites together: ${this.#passed} passed, ${this.#failed} failed${leftOut}.\n`;
  }

  #count(line: string): void {
    const [, what, number] = /ℹ (pass|fail|cancelled) (\d+)\s*$/.exec(line) ?? [];
    if (what === 'pass') this.#passed += Number(number);
    else if (what !== undefined) this.#failed += Number(number);
    const [, reason] = /﹣ .* # (.+)$/.exec(line) ?? [];
    if (reason) this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
  }
}
