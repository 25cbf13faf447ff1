// What only a browser can show: whole journeys without scripts, by keyboard alone, and what a field really sends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PEOPLE, linkInOutbox, press, startStage } from "./browser.mjs";
import { enterOn, tabTo } from "./keyboard.mjs";
import { RESOLVED, SCHOOL, confirmSchool, giveNumbers } from "./walks/early-career.mjs";
import { newSchools, search, toContact } from "./walks/schools.mjs";

const FIELD = "input[name=school]";
const KEY = "input[name=school-key]";

let stage;

before(async () => {
  stage = await startStage();
});
after(() => stage?.end());

/** A journey in a window of its own. */
function journey(name, who, way, walk) {
  test(`${name} (${way})`, async () => {
    const page = await stage.open(way, who);
    try {
      await walk(page);
    } finally {
      await page.context().close();
    }
  });
}

const banner = (page) => page.getByRole("alert").innerText();

const typed = { name: (it) => `${it.name} ${it.town ?? ""}`, URN: (it) => it.urn, postcode: (it) => it.postcode };
for (const [what, words] of Object.entries(typed)) {
  journey(`a partner school is added by its ${what}`, "coordinator", "no scripts", async (page) => {
    const [school] = await newSchools(page, 1);
    await search(page, words(school).trim());
    await page.getByRole("radio", { name: school.name }).first().check();
    await press(page, "Continue");
    // The school's address is asked for where nobody there is known; it may be left empty.
    if (!page.url().endsWith("/check")) await press(page, "Continue");
    await press(page, "Confirm and add school");
    assert.match(await banner(page), / added/);
    await page.goto(`/partner-schools/${school.urn}`);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), school.name);
  });
}

journey("a partner school is added and removed by keyboard alone", "coordinator", "wide", async (page) => {
  const [school] = await newSchools(page, 1);
  await page.goto("/partner-schools/add");
  await tabTo(page, page.locator(FIELD));
  await page.keyboard.type(school.urn);
  const option = page.getByRole("option").first();
  await option.waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.equal(await page.locator(FIELD).getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue(KEY), school.urn);
  await enterOn(page, "button", "Continue");
  if (!page.url().endsWith("/check")) await enterOn(page, "button", "Continue");
  await enterOn(page, "button", "Confirm and add school");
  assert.match(await banner(page), / added/);
  await page.goto(`/partner-schools/${school.urn}`);
  await enterOn(page, "button", "Remove partner school");
  await enterOn(page, "button", "Remove partner school");
  assert.match(await banner(page), / removed/);
});

/** A list of names as a spreadsheet holds it, and how many schools it names. */
async function sheet(page, count) {
  const schools = await newSchools(page, count);
  // The name alone and the postcode: the place that is shown of one school may be the town of another of its name.
  return ["School,Town,Postcode", ...schools.map((it) => `"${it.name}",,"${it.postcode}"`)].join("\n");
}

/** From the list that was given to the end. */
async function confirmList(page, count, go) {
  await go("Continue");
  assert.match(page.url(), /\/columns$/);
  await go("Continue");
  await go(`Continue with ${count} schools`);
  await go(`Confirm and add ${count} schools`);
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), new RegExp(`${count} .*added`));
}

journey("many schools are added by pasting a list, by keyboard alone", "coordinator", "wide", async (page) => {
  const list = await sheet(page, 3);
  await page.goto("/partner-schools/add-many");
  await tabTo(page, page.getByLabel("Or paste a list"));
  await page.keyboard.insertText(list);
  await confirmList(page, 3, (name) => enterOn(page, "button", name));
});

journey("many schools are added by pasting a list", "coordinator", "no scripts", async (page) => {
  const list = await sheet(page, 3);
  await page.goto("/partner-schools/add-many");
  await page.getByLabel("Or paste a list").fill(list);
  await confirmList(page, 3, (name) => press(page, name));
});

journey("many schools are added by a file", "coordinator", "no scripts", async (page) => {
  const buffer = Buffer.from(await sheet(page, 3));
  await page.goto("/partner-schools/add-many");
  await page.getByLabel("Upload a CSV file").setInputFiles({ name: "schools.csv", mimeType: "text/csv", buffer });
  await confirmList(page, 3, (name) => press(page, name));
});

journey("a school reports a mistake from the message that told it", "nobody", "no scripts", async (page) => {
  const provider = await stage.open("no scripts", "coordinator");
  const email = "office@journeys.example";
  const urn = await toContact(provider);
  await provider.getByRole("textbox").fill(email);
  await press(provider, "Continue");
  await press(provider, "Confirm and add school");
  await page.goto(await linkInOutbox(page, email, "/report/"));
  assert.ok(page.url().endsWith("/report"), "no token stays in the address");
  await page.getByRole("button", { name: "This is a mistake" }).click();
  await page.getByRole("radio").first().check();
  await press(page, "Report this mistake");
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /reported/i);
  await provider.goto(`/partner-schools/${urn}`);
  assert.ok(await provider.getByText("Reported error").first().isVisible());
  await provider.context().close();
});

journey("a school that was confirmed is told, reports it, and is confirmed again", "lead", "no scripts", async (page) => {
  const school = await stage.open("no scripts");
  await school.goto(await linkInOutbox(school, SCHOOL.email, "/report/"));
  await school.getByRole("button", { name: "This is a mistake" }).click();
  await school.getByRole("radio").first().check();
  await press(school, "Report this mistake");
  await page.goto(`/early-career/schools/${SCHOOL.urn}`);
  assert.ok(await page.getByText("Reported error").first().isVisible());
  await confirmSchool(page, SCHOOL.urn);
  await school.goto(await linkInOutbox(school, SCHOOL.email, "/nominate/"));
  await school.getByLabel("Full name").fill("Jo Elm");
  await school.getByLabel("Email address").fill("jo.elm@meadowlane.example");
  await press(school, "Continue");
  await press(school, "Nominate induction tutor");
  assert.match(await school.getByRole("heading", { level: 1 }).innerText(), /nominated/);
  await school.context().close();
  const sam = await stage.open("no scripts", "school");
  await giveNumbers(sam);
  assert.match(await banner(sam), /Numbers saved/);
  await sam.context().close();
});

journey("a confirmation is reported and resolved by keyboard alone", "school", "wide", async (page) => {
  const lead = await stage.open("wide", "lead");
  await linkInOutbox(page, SCHOOL.email, "/report/");
  await page.goto("/early-career");
  await enterOn(page, "link", /this is a mistake/);
  await tabTo(page, page.getByRole("radio").first());
  await page.keyboard.press("Space");
  await enterOn(page, "button", "Report this mistake");
  assert.match(await banner(page), /Mistake reported/);
  await lead.goto("/early-career/confirm");
  const go = (name) => enterOn(lead, "button", name);
  await go("Start now");
  await tabTo(lead, lead.getByRole("radio").first());
  await lead.keyboard.press("Space");
  await go("Continue");
  await tabTo(lead, lead.getByLabel("Or paste a list"));
  await lead.keyboard.insertText(SCHOOL.urn);
  await go("Continue");
  await tabTo(lead, lead.getByLabel(RESOLVED));
  await lead.keyboard.press("Space");
  await go("Confirm 1 school");
  assert.match(await lead.getByRole("heading", { level: 1 }).innerText(), /1 school confirmed/);
  await lead.context().close();
  await giveNumbers(page, async () => {}, (name) => enterOn(page, "button", name));
  assert.match(await banner(page), /Numbers saved/);
});

journey("a choice is forgotten when the text is changed", "coordinator", "wide", async (page) => {
  const [chosen, other] = await newSchools(page, 2);
  const sent = [];
  page.on("request", (it) => it.method() === "POST" && sent.push(new URLSearchParams(it.postData() ?? "")));
  const choose = async () => {
    await page.locator(FIELD).pressSequentially(chosen.urn);
    await page.getByRole("option").first().click();
    assert.equal(await page.inputValue(KEY), chosen.urn);
  };
  await page.goto("/partner-schools/add");
  await choose();
  await page.fill(FIELD, other.name);
  // The suggestions lie over the button until the field is left.
  await page.getByRole("option").first().waitFor();
  await page.locator(FIELD).blur();
  // Only a page that has arrived can be gone back from.
  await Promise.all([page.waitForEvent("load"), press(page, "Continue")]);
  assert.equal(sent.at(-1).get("school-key"), "", "typed over");

  // Also when the page comes back from the browser's own memory, and when the text is set by a program.
  await page.goBack();
  await page.fill(FIELD, "");
  await choose();
  await page.locator(FIELD).evaluate((it, name) => (it.value = name), other.name);
  await press(page, "Continue");
  assert.equal(sent.at(-1).get("school-key"), "", "set by a program");
  assert.ok(sent.every((it) => it.get("school-key") !== chosen.urn));
});

journey("problems get the focus and lead to their field", "coordinator", "wide", async (page) => {
  await page.goto("/partner-schools/add");
  await press(page, "Continue");
  assert.match(await page.title(), /^Error: /);
  const hasFocus = (locator) => locator.evaluate((it) => it === document.activeElement);
  assert.ok(await hasFocus(page.locator(".govuk-error-summary")));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(await hasFocus(page.locator(FIELD)));
});

journey("a page is asked for, signed in to, and reached; signing out ends it", "nobody", "no scripts", async (page) => {
  await page.goto("/organisation/users");
  assert.match(page.url(), /\/sign-in/);
  const email = "jo.winter@meadowlane.example";
  await page.getByLabel("Email address").fill(email);
  await press(page, "Send me a link");
  await page.goto(await linkInOutbox(page, email, "/sign-in/link/"));
  assert.ok(!page.url().includes("/link/"), "no token stays in the address");
  await press(page, "Continue");
  assert.equal(page.url(), `${stage.address}/organisation/users`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/organisation/users");
  assert.match(page.url(), /\/sign-in/);
});

journey("a link opened in another browser gives a code for the first", "nobody", "no scripts", async (page) => {
  const email = PEOPLE.viewer;
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await press(page, "Send me a link");
  const other = await stage.open("no scripts");
  await other.goto(await linkInOutbox(page, email, "/sign-in/link/"));
  await press(other, "Continue");
  const code = await other.locator("main .govuk-heading-xl").innerText();
  await other.goto("/account");
  assert.match(other.url(), /\/sign-in/, "the other browser is not signed in");
  await page.getByLabel("Code").fill(code);
  await press(page, "Continue");
  await page.goto("/account");
  assert.ok(page.url().endsWith("/account"), page.url());
  await other.context().close();
});
