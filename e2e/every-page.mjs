// Every page of the service and every state of it, looked at in one way: what links lead to, each form sent
// empty, and the walks through the journeys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startStage } from "./browser.mjs";
import { kind, links, questions, sendEmpty } from "./crawl.mjs";
import { look, watch } from "./look.mjs";
import { REFUSED, STARTS } from "./pages.mjs";
import { WALKS as ACCOUNTS } from "./walks/accounts.mjs";
import { WALKS as ADD_MANY } from "./walks/add-many.mjs";
import { WALKS as EARLY_CAREER } from "./walks/early-career.mjs";
import { WALKS as PARTNERS } from "./walks/partners.mjs";
import { WALKS as REPORT } from "./walks/report.mjs";

/** Registers the tests of one way. */
export function everyPage(way) {
  let stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage?.end());

  for (const [who, starts] of STARTS) {
    test(`pages for ${who} (${way})`, async (t) => {
      const window = watch(await stage.open(way, who), way);
      await crawl(t, who, starts, window);
      await window.page.context().close();
    });
  }
  for (const [name, who, walk] of [...ACCOUNTS, ...PARTNERS, ...ADD_MANY, ...REPORT, ...EARLY_CAREER]) {
    test(`${name} (${way})`, async (t) => {
      const open = async (other) => {
        const window = watch(await stage.open(way, other), way);
        const seen = (state) => t.test(`${name}: ${state}`, () => look(`${name} ${state}`, window));
        return { page: window.page, look: seen };
      };
      await walk({ ...(await open(who)), open });
    });
  }
}

/** Kinds of page that were seen without signing in, and are not looked at again for each person. */
const ofEverybody = new Set();

async function crawl(t, who, starts, window) {
  const seen = new Set();
  const waiting = [...starts];
  while (waiting.length > 0) {
    const path = waiting.shift();
    const name = `${who} ${starts.includes(path) ? path : kind(path)}`;
    if (seen.has(name) || seen.has(`${who} ${kind(path)}`)) continue;
    if (!starts.includes(path) && ofEverybody.has(kind(path))) continue;
    seen.add(name);
    if (who === "nobody") ofEverybody.add(kind(path));
    await t.test(name, async () => {
      await window.page.goto(path);
      waiting.push(...(await links(window.page)));
      assert.equal(window.last.status, REFUSED[name] ?? 200, path);
      await look(name, window);
      await lookAtProblems(name, window, path);
    });
  }
}

async function lookAtProblems(name, window, path) {
  const { page } = window;
  const count = await questions(page).count();
  for (let index = 0; index < count; index += 1) {
    if (index > 0) await page.goto(path);
    await sendEmpty(questions(page).nth(index));
    await look(`${name} sent empty ${index}`, window);
  }
}
