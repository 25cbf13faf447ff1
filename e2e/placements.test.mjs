// A placement from its offer to its end, and an answer without an account: a school and a provider, each alone in a
// browser, forwards and back out of every step; with scripts, without them, and by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startStage } from "./browser.mjs";
import { tabTo } from "./keyboard.mjs";

let stage;

before(async () => {
  stage = await startStage();
});
after(() => stage?.end());

/** What a pointer does. */
const POINTER = {
  go: (page, locator) => locator.click(),
  write: (page, locator, text) => locator.fill(text),
  tick: (page, locator) => locator.check(),
  choose: (page, radios, index) => radios.nth(index).check(),
};

/** The same by keys. */
const KEYS = {
  go: async (page, locator) => {
    await tabTo(page, locator);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  },
  write: async (page, locator, text) => {
    await tabTo(page, locator);
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  },
  tick: async (page, locator) => {
    await tabTo(page, locator);
    if (!(await locator.isChecked())) await page.keyboard.press("Space");
  },
  choose: async (page, radios, index) => {
    await tabTo(page, radios.first());
    await page.keyboard.press("Space");
    for (let step = 0; step < index; step += 1) await page.keyboard.press("ArrowDown");
  },
};

const MODES = [
  ["scripts", "wide", POINTER],
  ["no scripts", "no scripts", POINTER],
  ["keyboard", "wide", KEYS],
];

const main = (page) => page.getByRole("main");
const button = (page, name) => main(page).getByRole("button", { name }).first();
const link = (page, end) => main(page).locator(`a[href$="${end}"]`).first();
const banner = (page) => page.getByRole("alert").innerText();

/** Somebody, alone in a window, on the page of the placement. */
async function somebody(way, hands, who) {
  const page = await stage.open(way, who);
  return {
    page,
    press: (name) => hands.go(page, button(page, name)),
    follow: (end) => hands.go(page, link(page, end)),
    write: (text) => hands.write(page, main(page).getByRole("textbox").first(), text),
    tick: () => hands.tick(page, main(page).getByRole("checkbox").first()),
    choose: (index) => hands.choose(page, main(page).getByRole("radio"), index),
    end: () => page.context().close(),
  };
}

/** Offers one placement; its address. */
async function offer(school) {
  const { page } = school;
  await page.goto("/placements/add-many");
  await school.tick();
  await school.press("Continue");
  await school.tick();
  await school.press("Continue");
  await school.write("1");
  await school.press("Continue");
  await school.press("Publish placements");
  await page.goto("/placements?order=changed");
  const address = await page.locator("main table a[href^='/placements/']").first().getAttribute("href");
  await page.goto(address);
  return address;
}

async function request(provider, address) {
  await provider.page.goto(address);
  await provider.press("Request places");
  await provider.write("1");
  await provider.press("Continue");
  await provider.write("For one of our trainees");
  await provider.press("Continue");
  await provider.press("Send request");
  assert.match(await banner(provider.page), /1 place requested/);
}

async function answer(school, address, index) {
  await school.page.goto(address);
  await school.follow("/answer");
  await school.choose(index);
  if (index === 1) await school.page.locator("textarea").fill("No mentor this term");
  await school.press("Send answer");
  assert.match(await banner(school.page), index === 0 ? /assigned/ : /declined/);
}

/** A step with places that somebody has: its link, its button, what the banner says. */
async function step(who, address, end, name, says) {
  await who.page.goto(address);
  await who.follow(end);
  await who.press(name);
  assert.match(await banner(who.page), says);
}

for (const [mode, way, hands] of MODES) {
  test(`a placement goes from its offer to its end, and back out of every step (${mode})`, async () => {
    const [school, provider] = [await somebody(way, hands, "school"), await somebody(way, hands, "coordinator")];
    const address = await offer(school);
    await step(school, address, "/withdraw", "Withdraw placement", /withdrawn/i);
    await step(school, address, "/offer-again", "Offer again", /offered/i);
    await request(provider, address);
    await step(provider, address, "/withdraw", "Withdraw request", /Request withdrawn/);
    await request(provider, address);
    await answer(school, address, 1);
    await request(provider, address);
    await answer(school, address, 0);
    await step(provider, address, "/give-back", "Give places back", /given back/);
    await request(provider, address);
    await answer(school, address, 0);
    await step(school, address, "/release", "Release places", /released/);
    await request(provider, address);
    await answer(school, address, 0);
    await step(school, address, "/complete", "Complete placement", /completed/);
    await step(school, address, "/reopen", "Undo completion", /no longer completed/);
    await step(school, address, "/complete", "Complete placement", /completed/);
    await provider.page.goto(address);
    assert.ok(await provider.page.getByText("Completed").first().isVisible());
    await Promise.all([school.end(), provider.end()]);
  });

  test(`a school answers without an account, by the code of a letter (${mode})`, async () => {
    const [provider, school] = [await somebody(way, hands, "coordinator"), await somebody(way, hands, "nobody")];
    await provider.page.goto("/placements/ask-by-letter?letter=none");
    const letter = provider.page.locator("main table a[href^='/placements/ask-by-letter/']").first();
    const [, urn] = (await letter.getAttribute("href")).match(/\/(\d{6})\?/);
    await hands.go(provider.page, letter);
    await provider.press("Make the letter");
    const code = await provider.page.locator("main strong").first().innerText();
    await provider.press("I have posted this letter");
    assert.match(await banner(provider.page), /Letter posted/);
    await school.page.goto("/a");
    await school.write(urn);
    await hands.write(school.page, school.page.getByLabel("Code"), code);
    await school.press("Continue");
    assert.ok(school.page.url().endsWith("/a"), "no code stays in the address");
    await school.choose(0);
    await school.press("Send your answer");
    assert.ok(school.page.url().endsWith("/a/done"));
    await school.page.goto("/a");
    assert.match(await school.page.getByRole("heading", { level: 1 }).innerText(), /already answered/);
    await Promise.all([school.end(), provider.end()]);
  });
}
