/** At most so many UTF-16 units, and no half of a character at the end, which PostgreSQL refuses. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
