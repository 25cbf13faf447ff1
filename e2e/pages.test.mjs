// Every page of the service, wide with scripts and narrow without, as it is and with its form sent empty.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, signEverybodyIn } from "./browser.mjs";
import { axe, fits, html, listen, startSaving, w3c, weight, words } from "./checks.mjs";
import { kind, links, questions, sendEmpty } from "./crawl.mjs";
import { REFUSED, STARTS } from "./pages.mjs";

let browser;
let states;

before(async () => {
  await startSaving();
  browser = await launch();
  states = await signEverybodyIn(browser);
});
after(() => browser?.close());

/** Looks at the page that a window shows. */
async function look(name, window) {
  const { page, last, way } = window;
  assert.ok(last.status < 500, `${page.url()} answers ${last.status}`);
  await words(page);
  if (way === "narrow") await fits(page);
  await axe(page);
  if (way === "wide") await html(name, await last.html);
}

async function lookAtProblems(name, window, path) {
  const { page, way } = window;
  const count = await questions(page).count();
  for (let index = 0; index < count; index += 1) {
    if (index > 0) await page.goto(path);
    await sendEmpty(questions(page).nth(index));
    await look(`${name} sent empty ${index}`, window);
    const summary = page.locator(".govuk-error-summary");
    if (way === "wide" && (await summary.count()) > 0) {
      assert.ok(await summary.evaluate((it) => it === document.activeElement), "the error summary has the focus");
    }
  }
}

/** Kinds of page that were seen without signing in, and are not looked at again for each person. */
const ofEverybody = new Set();

for (const [who, starts] of STARTS) {
  test(`pages for ${who}`, async (t) => {
    const windows = [];
    for (const way of ["wide", "narrow"]) {
      const page = await open(browser, way, states[who]);
      windows.push({ way, page, last: listen(page) });
    }
    const [wide] = windows;
    const seen = new Set();
    const waiting = [...starts];
    while (waiting.length > 0) {
      const path = waiting.shift();
      const name = `${who} ${starts.includes(path) ? path : kind(path)}`;
      if (seen.has(name) || seen.has(`${who} ${kind(path)}`)) continue;
      if (!starts.includes(path) && ofEverybody.has(kind(path))) continue;
      seen.add(name);
      if (who === "nobody") ofEverybody.add(kind(path));
      for (const window of windows) {
        await t.test(`${name}, ${window.way}`, async () => {
          await window.page.goto(path);
          if (window === wide) waiting.push(...(await links(wide.page)));
          assert.equal(window.last.status, REFUSED[name] ?? 200, path);
          await look(name, window);
          await lookAtProblems(name, window, path);
        });
      }
    }
    for (const { page } of windows) await page.context().close();
  });
}

test("the first visit to a page brings at most 100 kB", async () => {
  for (const [who, path] of [["nobody", "/"], ["nobody", "/find/schools?q=primary"], ["coordinator", "/partner-schools"]]) {
    const page = await open(browser, "wide", states[who]);
    await weight(page, path);
    await page.context().close();
  }
});

test("the validator of the W3C finds nothing on any of these pages", async (t) => {
  const faults = await w3c();
  if (faults === null) return t.skip("Java is not installed");
  assert.deepEqual(faults, []);
});
