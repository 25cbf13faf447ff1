// Adding, seeing and removing partner schools, and the same partnerships from the school's side.
import assert from "node:assert/strict";

import { press } from "../browser.mjs";
import { closedSchool, partnerSchool, partnerSchools, search, toContact } from "./schools.mjs";

async function add({ page, look }) {
  const [partner] = await partnerSchools(page);
  await search(page, "zzzz qqqq");
  await look("nothing found");
  await search(page, "primary school");
  await look("many found");
  await press(page, "Continue");
  await look("none selected");
  await search(page, partner);
  await page.getByRole("radio").first().check();
  await press(page, "Continue");
  await look("already added");
  const urn = await toContact(page);
  await look("how the school can be reached");
  await page.getByRole("textbox").fill("not an address");
  await press(page, "Continue");
  await look("no address");
  await page.getByRole("textbox").fill("");
  await press(page, "Continue");
  await look("check");
  await press(page, "Confirm and add school");
  await look("added");
  await tell({ page, look }, urn);
  await page.goto(`/partner-schools/${urn}/remove`);
  await look("remove");
  await press(page, "Remove partner school");
  await look("removed");
}

/** A school that nobody could tell is told by letter. */
async function tell({ page, look }, urn) {
  await page.goto(`/partner-schools/${urn}`);
  await look("not told yet");
  await page.goto(`/partner-schools/${urn}/contact`);
  await page.getByRole("textbox").fill("not an address");
  await press(page, "Save and tell the school");
  await look("contact that is no address");
  await page.goto(`/partner-schools/${urn}/letter`);
  await look("letter to be made");
  await press(page, "Make the letter");
  await look("letter made");
  await press(page, "I have posted this letter");
  await look("letter posted");
}

async function everyState({ page, look }) {
  for (const status of ["active", "reported", "proposed", "closed"]) {
    const urn = await partnerSchool(page, `status=${status}`);
    await look(`list of ${status}`);
    await page.goto(`/partner-schools/${urn}`);
    await look(status);
  }
  await page.goto("/partner-schools?status=active&status=reported&told=told&phase=Primary&q=school&order=added");
  await look("list with every filter");
  await page.goto("/partner-schools?page=2");
  await look("second page");
  await page.goto("/partner-schools?page=99");
  await look("page that is not there");
  for (const urn of await partnerSchools(page)) {
    const text = await (await page.request.get(`/partner-schools/${urn}/remove`)).text();
    if (!text.includes('id="placements"')) continue;
    await page.goto(`/partner-schools/${urn}/remove`);
    return look("removal that a placement stops");
  }
  assert.fail("no placement stops a removal");
}

async function publicPages({ page, look }) {
  const closed = await closedSchool(page);
  await page.goto(`/organisations/${closed.urn}`);
  await look("closed school");
  await page.goto("/organisations/Z01");
  await look("provider");
  await page.goto("/find/schools?q=zzzz+qqqq&phase=2&status=open");
  await look("nothing found");
  await page.goto("/find/schools?q=school&page=2");
  await look("second page");
}

async function providers({ page, look }) {
  await page.goto("/partner-providers");
  await page.getByRole("link", { name: /^This is a mistake/ }).first().click();
  const address = page.url();
  await look("report a mistake");
  await press(page, "Report this mistake");
  await look("no reason");
  await page.getByRole("radio").first().check();
  await press(page, "Report this mistake");
  await look("reported");
  await page.goto(address.replace(/\/mistake$/, ""));
  await look("provider that was reported");
  const others = page.locator("main table a[href^='/partner-providers/']:not([href$='/mistake'])");
  await page.goto("/partner-providers");
  for (const href of await others.evaluateAll((all) => all.map((it) => it.getAttribute("href")))) {
    await page.goto(href);
    if ((await page.getByRole("button", { name: "Remove partner provider" }).count()) === 0) continue;
    await look("provider");
    await page.getByRole("button", { name: "Remove partner provider" }).click();
    await look("remove");
    await press(page, "Remove partner provider");
    await look("removed");
    await page.goto(href);
    return look("provider that was removed");
  }
  assert.fail("no provider can be removed");
}

export const WALKS = [
  ["adding a partner school", "coordinator", add],
  ["partner schools", "coordinator", everyState],
  ["the public register", "nobody", publicPages],
  ["partner providers", "school", providers],
];
