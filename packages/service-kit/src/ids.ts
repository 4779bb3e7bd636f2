const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes a text for a uuid in its usual form; it refuses anything else with an error. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
