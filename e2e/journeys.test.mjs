// What only a browser can show: whole journeys without scripts, by keyboard alone, and what a field really sends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ADDRESS, launch, linkInOutbox, open, signEverybodyIn } from "./browser.mjs";

const FIELD = "input[name=school]";
const KEY = "input[name=school-key]";

let browser;
let states;

before(async () => {
  browser = await launch();
  states = await signEverybodyIn(browser);
});
after(() => browser?.close());

/** A journey in a window of its own. */
function journey(name, who, way, walk) {
  test(`${name} (${way})`, async () => {
    const page = await open(browser, way, states[who]);
    try {
      await walk(page);
    } finally {
      await page.context().close();
    }
  });
}

/** Open schools that are no partners yet, from what the service suggests. */
async function schools(page, count) {
  const file = await (await page.request.get("/partner-schools/export.csv")).text();
  const found = new Map();
  for (const words of ["primary", "academy", "church", "junior", "school", "high"]) {
    const suggested = await (await page.request.get(`/schools/suggest?q=${words}`)).json();
    for (const it of suggested) {
      if (it.status.startsWith("open") && it.postcode && !file.includes(it.urn)) found.set(it.urn, it);
    }
    if (found.size >= count) return [...found.values()];
  }
  throw new Error(`${found.size} schools can be added, ${count} are needed`);
}

/** From the typed words to the banner, through whichever questions arise. */
async function addByTyping(page, words, urn) {
  await page.goto("/partner-schools/add");
  await page.fill(FIELD, words);
  await page.click("main form button");
  await page.check(`input[value="${urn}"]`);
  await page.click("main form button");
  await finishAdding(page, urn);
}

async function finishAdding(page, urn) {
  // The school's address is asked for where nobody there is known; it may be left empty.
  if (!page.url().endsWith("/check")) await page.click("main form button");
  assert.match(page.url(), /\/check$/);
  await page.click("main form button");
  const banner = await page.locator(".govuk-notification-banner--success").innerText();
  assert.match(banner, / added/);
  await page.goto(`/partner-schools/${urn}`);
  assert.equal(await page.locator("h1").count(), 1);
}

const typed = { name: (it) => it.name, URN: (it) => it.urn, postcode: (it) => it.postcode };
for (const [what, words] of Object.entries(typed)) {
  journey(`a partner school is added by its ${what}`, "coordinator", "no scripts", async (page) => {
    const [school] = await schools(page, 1);
    const unique = what === "name" ? `${school.name} ${school.town ?? ""}`.trim() : words(school);
    await addByTyping(page, unique, school.urn);
  });
}

journey("a partner school is added and removed by keyboard alone", "coordinator", "wide", async (page) => {
  const [school] = await schools(page, 1);
  await page.goto("/partner-schools/add");
  await tabTo(page, (it) => it.name === "school");
  await page.keyboard.type(school.urn);
  const option = page.locator("[role=option]").first();
  await option.waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.equal(await page.locator(FIELD).getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue(KEY), school.urn);
  await pressButton(page);
  if (!page.url().endsWith("/check")) await pressButton(page);
  assert.match(page.url(), /\/check$/);
  await pressButton(page);
  await page.locator(".govuk-notification-banner--success").waitFor();
  await page.goto(`/partner-schools/${school.urn}/remove`);
  await pressButton(page);
  assert.match(await page.locator(".govuk-notification-banner--success").innerText(), / removed/);
});

/** Presses Tab until the focus is where it should be, always visible. */
async function tabTo(page, isThere) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(`(${isThere})(document.activeElement)`);
    const isVisible = await page.evaluate(() => {
      const it = document.activeElement;
      const box = it.getBoundingClientRect();
      return box.width > 1 && box.bottom > 0 && box.top < innerHeight;
    });
    assert.ok(isVisible, "the focus can be seen");
    if (found) return;
  }
  throw new Error("Tab does not lead there");
}

/** The button of the page's own form. */
async function pressButton(page) {
  await tabTo(page, (it) => it.matches("main form button"));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

journey("a choice is forgotten when the text is changed", "coordinator", "wide", async (page) => {
  const [chosen, other] = await schools(page, 2);
  const sent = [];
  page.on("request", (it) => it.method() === "POST" && sent.push(new URLSearchParams(it.postData() ?? "")));
  await page.goto("/partner-schools/add");
  await page.locator(FIELD).pressSequentially(chosen.urn);
  await page.locator("[role=option]").first().click();
  assert.equal(await page.inputValue(KEY), chosen.urn);
  await page.fill(FIELD, other.name);
  // The suggestions lie over the button until the field is left.
  await page.locator("[role=option]").first().waitFor();
  await page.locator(FIELD).blur();
  await page.click("main form button");
  assert.equal(sent.at(-1).get("school-key"), "", "typed over");

  // Also when the page comes back from the browser's own memory, and when the text is set by a program.
  await page.goBack();
  await page.fill(FIELD, "");
  await page.locator(FIELD).pressSequentially(chosen.urn);
  await page.locator("[role=option]").first().click();
  await page.locator(FIELD).evaluate((it, name) => (it.value = name), other.name);
  await page.click("main form button");
  assert.equal(sent.at(-1).get("school-key"), "", "set by a program");
  assert.ok(sent.every((it) => it.get("school-key") !== chosen.urn));
});

journey("problems get the focus and lead to their field", "coordinator", "wide", async (page) => {
  await page.goto("/partner-schools/add");
  await page.click("main form button");
  assert.match(await page.title(), /^Error: /);
  const summary = page.locator(".govuk-error-summary");
  assert.ok(await summary.evaluate((it) => it === document.activeElement));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(FIELD).evaluate((it) => it === document.activeElement));
});

journey("a page is asked for, signed in to, and reached; signing out ends it", "nobody", "no scripts", async (page) => {
  await page.goto("/organisation/users");
  assert.match(page.url(), /\/sign-in/);
  const email = "jo.winter@meadowlane.example";
  await page.fill("input[name=email]", email);
  await page.click("main form button");
  await page.goto(await linkInOutbox(page, email, "/sign-in/link/"));
  assert.ok(!page.url().includes("/link/"), "no token stays in the address");
  await page.click("main form button");
  assert.equal(page.url(), `${ADDRESS}/organisation/users`);
  await page.click("header form button");
  await page.goto("/organisation/users");
  assert.match(page.url(), /\/sign-in/);
});
