/** Markdown that shows no image and no HTML of its own, however it is rendered: links, lists and code stay. */
export function plainMarkdown(markdown: string): string {
  return markdown.replaceAll('<', '&lt;').replaceAll('!', '&#33;');
}
