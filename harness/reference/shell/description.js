/**
 * The title, description and keywords of the top document, which is what a search engine reads.
 */

/** @param {{title?: string, description?: string, keywords?: string}} info What is left out stays as it is. */
export function describeDocument({ title, ...meta }) {
  if (title !== undefined) document.title = title;
  for (const [name, content] of Object.entries(meta)) metaElement(name).content = content;
}

/** The document has one element for each name. */
function metaElement(name) {
  const found = document.head.querySelector(`meta[name="${name}"]`);
  if (found) return found;
  const made = document.createElement("meta");
  made.name = name;
  document.head.append(made);
  return made;
}
