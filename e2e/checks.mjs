// What must be true of every page.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { AxeBuilder } from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";

const SERVICE = "Manage school and training partnerships";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const MOST_KILOBYTES = 100;
const SAVED = fileURLToPath(new URL("../target/e2e-pages/", import.meta.url));

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  // GOV.UK's start button is a link that says it is a button, and its banner a region: our components equal its fixtures.
  rules: { "prefer-native-element": ["error", { exclude: ["button", "region"] }] },
  root: true,
});

/** Keeps the HTML of the last page as the server sent it. */
export function listen(page) {
  const last = {};
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (isPage && ![301, 302, 303, 307, 308].includes(response.status())) {
      last.status = response.status();
      last.html = response.text();
    }
  });
  return last;
}

export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const said = violations.map((it) => `${it.id}: ${it.help}\n${it.nodes.map((node) => `    ${node.html}`).join("\n")}`);
  assert.deepEqual(said, [], "axe");
}

/** One h1, a title that says which page it is, links that can be told apart, problems that lead to their fields. */
export async function words(page) {
  const found = await page.evaluate(() => {
    const text = (it) => it.innerText.replace(/\s+/g, " ").trim();
    const links = [...document.querySelectorAll("a[href]")].map((it) => [it.ariaLabel || it.textContent.replace(/\s+/g, " ").trim(), it.href]);
    const summary = document.querySelector(".govuk-error-summary");
    const problems = summary ? [...summary.querySelectorAll("a[href]")].map((it) => it.getAttribute("href")) : [];
    return {
      title: document.title,
      headings: [...document.querySelectorAll("h1")].map(text),
      links,
      hasProblems: summary !== null,
      lost: problems.filter((href) => !href.startsWith("#") || !document.getElementById(href.slice(1))),
    };
  });
  assert.equal(found.headings.length, 1, `one h1, not ${JSON.stringify(found.headings)}`);
  assert.ok(found.title.endsWith(SERVICE), `the title ends with the service: ${found.title}`);
  assert.equal(found.title.startsWith("Error: "), found.hasProblems, `"Error: " before the title: ${found.title}`);
  assert.deepEqual(found.lost, [], "problems that lead to no field");
  const addresses = new Map();
  for (const [name, href] of found.links) addresses.set(name, (addresses.get(name) ?? new Set()).add(href.split("#")[0]));
  const same = [...addresses].filter(([, hrefs]) => hrefs.size > 1).map(([name, hrefs]) => `${name}: ${[...hrefs].join(" ")}`);
  assert.deepEqual(same, [], "one link text for several addresses");
}

/** Nothing to scroll sideways, and nothing cut off, also with the spacing of WCAG 1.4.12. */
export async function fits(page) {
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok((await tooWide()) <= 0, `${await tooWide()} px to scroll sideways`);
  const cut = await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [sheet];
    const clips = (it) => {
      const style = getComputedStyle(it);
      const isHidden = style.clip !== "auto" || style.clipPath !== "none" || it.clientHeight <= 1 || it.clientWidth <= 1;
      return !isHidden && style.overflow === "hidden" && (it.scrollHeight > it.clientHeight + 1 || it.scrollWidth > it.clientWidth + 1);
    };
    const found = [...document.body.querySelectorAll("*")].filter(clips).map((it) => it.outerHTML.slice(0, 100));
    return found;
  });
  assert.deepEqual(cut, [], "text that is cut off when spaced");
  assert.ok((await tooWide()) <= 0, `${await tooWide()} px to scroll sideways when spaced`);
  await page.evaluate(() => (document.adoptedStyleSheets = []));
}

/** The page as it was sent has no fault that html-validate knows; kept for the validator of the W3C. */
export async function html(name, sent) {
  await writeFile(`${SAVED}${name.replace(/[^a-z0-9]+/gi, "-")}.html`, sent);
  const { results } = await validator.validateString(sent);
  const faults = results.flatMap((it) => it.messages).map((it) => `${it.line}:${it.column} ${it.ruleId}: ${it.message}`);
  assert.deepEqual(faults, [], "html-validate");
}

export async function startSaving() {
  await rm(SAVED, { recursive: true, force: true });
  await mkdir(SAVED, { recursive: true });
}

/** The validator of the W3C over everything saved; null without Java. */
export async function w3c() {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const run = promisify(execFile);
  try {
    await run("java", ["-version"]);
  } catch {
    return null;
  }
  const options = ["-jar", jar, "--format", "json", "--exit-zero-always", "--stdout", "--skip-non-html", SAVED];
  const { stdout } = await run("java", options, { maxBuffer: 64 * 1024 * 1024 });
  const faults = JSON.parse(stdout).messages.filter((it) => it.type === "error");
  return faults.map((it) => `${it.url.split("/").pop()}:${it.lastLine}: ${it.message}`);
}

/** What a first visit to this page brings over the wire. */
export async function weight(page, path) {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  session.on("Network.loadingFinished", (it) => (bytes += it.encodedDataLength));
  await page.goto(path, { waitUntil: "networkidle" });
  await session.detach();
  assert.ok(bytes <= MOST_KILOBYTES * 1000, `${path} weighs ${bytes} bytes`);
  return bytes;
}
