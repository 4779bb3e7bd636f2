/** A URL whose user, password and path can be decoded as well; null for any other text. */
export function readableUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return url;
  } catch {
    return null;
  }
}
