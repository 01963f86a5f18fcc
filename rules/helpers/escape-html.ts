/** Text as HTML shows it: nothing in it is markup. */
export function escapeHtml(text: unknown): string {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\u0022', '&quot;').replaceAll('\u0027', '&#39;');
}
