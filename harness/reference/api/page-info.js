/**
 * What a search engine and a feed are told of the page. The functions that set one part are older than `setPageInfo`.
 */

/** @param {import("./swan.js").Host} host */
export function pageInfoApi({ shell, asyncApi }) {
  const describe = (info) => shell.call("document.describe", info);

  return {
    setPageInfo: asyncApi("setPageInfo", {
      args: {
        title: "string",
        keywords: "string",
        description: "string",
        releaseDate: "string?",
        articleTitle: "string?",
        image: "string|array?",
        video: "object|array?",
        visit: "object?",
        likes: "string?",
        comments: "string?",
        collects: "string?",
        shares: "string?",
        followers: "string?",
      },
      run: ({ title, keywords, description }) => describe({ title, keywords, description }),
    }),
    setDocumentTitle: asyncApi("setDocumentTitle", {
      args: { title: "string" },
      run: ({ title }) => describe({ title }),
    }),
    setMetaDescription: asyncApi("setMetaDescription", {
      args: { content: "string" },
      run: ({ content }) => describe({ description: content }),
    }),
    setMetaKeywords: asyncApi("setMetaKeywords", {
      args: { content: "string" },
      run: ({ content }) => describe({ keywords: content }),
    }),
  };
}
