// What must be true of every page: `look` is all of it.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { fits, growsTo200, keepsStill, showsFocus, survivesForcedColours } from "./sight.mjs";

const SERVICE = "Manage school and training partnerships";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Pages as they were sent, for the validators. */
export const SAVED = fileURLToPath(new URL("../target/e2e-pages/", import.meta.url));
/** A folder for pictures of every page, for people to look at. */
const PICTURES = process.env.E2E_PICTURES;

/** A page with all that is needed to look at it: how it is shown, and its HTML as the server sent it. */
export function watch(page, way) {
  const last = {};
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (isPage && ![301, 302, 303, 307, 308].includes(response.status())) {
      last.status = response.status();
      last.html = response.text().catch(() => null);
    }
  });
  return { page, way, last };
}

/** Looks at the page that a window shows. */
export async function look(name, { page, way, last }) {
  // A press on a button does not wait for what the next page needs, such as its stylesheet.
  await page.waitForLoadState("load");
  assert.ok(last.status < 500, `${page.url()} answers ${last.status}`);
  const file = `${way} ${name}`.replace(/[^a-z0-9]+/gi, "-").slice(0, 120);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${file}.png`, fullPage: true });
  await words(page);
  if (way === "wide") await problemsHaveFocus(page);
  await axe(page);
  if (way === "narrow") await fits(page);
  if (way === "wide") {
    await keepsStill(page);
    await growsTo200(page);
    await showsFocus(page);
    await survivesForcedColours(page);
    await mkdir(SAVED, { recursive: true });
    await writeFile(`${SAVED}${file}.html`, await last.html);
  }
}

async function axe(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const options = { runOnly: tags, resultTypes: ["violations"] };
    return (await globalThis.axe.run(document, options)).violations;
  }, TAGS);
  const said = violations.map((it) => `${it.id}: ${it.help}\n${it.nodes.map((node) => `    ${node.html}`).join("\n")}`);
  assert.deepEqual(said, [], "axe");
}

/** One h1, a title that says which page it is, links that can be told apart, problems that lead to their fields. */
async function words(page) {
  const found = await page.evaluate(() => {
    const text = (it) => it.textContent.replace(/\s+/g, " ").trim();
    const links = [...document.querySelectorAll("a[href]")].map((it) => [it.ariaLabel || text(it), it.href]);
    const summary = document.querySelector(".govuk-error-summary");
    const problems = summary ? [...summary.querySelectorAll("a[href]")].map((it) => it.getAttribute("href")) : [];
    const own = [...document.querySelectorAll("input:is([type=email], [name=email], [name=name]):not([type=hidden])")];
    return {
      title: document.title,
      headings: [...document.querySelectorAll("h1")].map(text),
      links,
      hasProblems: summary !== null,
      lost: problems.filter((href) => !href.startsWith("#") || !document.getElementById(href.slice(1))),
      unfilled: own.filter((it) => !it.hasAttribute("autocomplete")).map((it) => it.outerHTML),
    };
  });
  assert.equal(found.headings.length, 1, `one h1, not ${JSON.stringify(found.headings)}`);
  assert.ok(found.title.endsWith(` – ${SERVICE}`) || found.title === SERVICE, `the title ends with the service: ${found.title}`);
  assert.equal(found.title.startsWith("Error: "), found.hasProblems, `"Error: " before the title: ${found.title}`);
  assert.deepEqual(found.lost, [], "problems that lead to no field");
  assert.deepEqual(found.unfilled, [], "fields about a person without autocomplete");
  assert.deepEqual(sameWords(found.links), [], "one link text for several addresses");
}

/** Link texts that lead to several addresses. */
function sameWords(links) {
  const addresses = new Map();
  for (const [name, href] of links) addresses.set(name, (addresses.get(name) ?? new Set()).add(href.split("#")[0]));
  const same = [...addresses].filter(([, hrefs]) => hrefs.size > 1);
  return same.map(([name, hrefs]) => `${name}: ${[...hrefs].join(" ")}`);
}

/** With scripts, the summary of what is wrong has the focus when the page has come. */
async function problemsHaveFocus(page) {
  const summary = page.locator(".govuk-error-summary");
  if ((await summary.count()) === 0) return;
  assert.ok(await summary.evaluate((it) => it === document.activeElement), "the error summary has the focus");
}
