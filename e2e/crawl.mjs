// Follows the links of the service from page to page: one page of each kind.

/** Files, and what leaves the page. */
const NOT_PAGES = /^\/(assets|healthz|readyz|metrics)|\.(csv|pdf|json|ics)$|\/export/;

/** The kind of a page: its address with what names one thing taken out. */
export function kind(path) {
  const parts = path.split("?")[0].split("/").map((part) => (isName(part) ? "*" : part));
  return parts.join("/") || "/";
}

function isName(part) {
  return /\d/.test(part) || /^[a-z2-7]{20,}$/.test(part) || part.length > 24;
}

/** The addresses within the service that a page links to. */
export async function links(page) {
  const origin = new URL(page.url()).origin;
  const found = await page.locator("a[href]").evaluateAll((all) => all.map((it) => it.href));
  const own = found.map((href) => new URL(href)).filter((it) => it.origin === origin);
  return own.map((it) => it.pathname).filter((path) => !NOT_PAGES.test(path));
}

/** The forms of a page that ask for something. */
export function questions(page) {
  return page.locator("main form[method=post]").filter({
    has: page.locator("input:not([type=hidden]), textarea, select"),
  });
}

/** Empties a form and sends it off. */
export async function sendEmpty(form) {
  await form.evaluate((it) => {
    for (const field of it.elements) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else if (field.type !== "hidden" && field.tagName !== "BUTTON" && field.type !== "file") field.value = "";
    }
  });
  await form.locator("button").first().click();
}
