// Early career training: a lead provider confirms schools, a school is told and reports, and the matter is resolved.
import assert from "node:assert/strict";

import { linkInOutbox, press } from "../browser.mjs";
import { closedSchool } from "./schools.mjs";

/** A school of the demo that was confirmed just now, and the address at which it is told. */
export const SCHOOL = { urn: "900001", email: "itt@named.example", name: "Meadow Lane Primary School" };

/** The box without which a school that reported a mistake is not confirmed again. */
export const RESOLVED = "We have resolved this with each of these schools";

const heading = (page) => page.getByRole("heading", { level: 1 }).innerText();

/** From the first page to that which asks for the list, for the first delivery partner. */
export async function toUpload(page, go = (name) => press(page, name)) {
  await page.goto("/early-career/confirm");
  await go("Start now");
  await page.getByRole("radio").first().check();
  await go("Continue");
}

/** Confirms one school from the first page to the last. */
export async function confirmSchool(page, urn, go = (name) => press(page, name)) {
  await toUpload(page, go);
  await page.getByLabel("Or paste a list").fill(urn);
  await go("Continue");
  const resolved = page.getByLabel(RESOLVED);
  if (await resolved.count()) await resolved.check();
  await go("Confirm 1 school");
  assert.match(await heading(page), /1 school confirmed/);
}

/** Schools that the lead provider who is signed in can confirm. */
async function available(page, count) {
  await toUpload(page);
  const urns = Array.from({ length: 400 }, (_, it) => String(900_100 + it * 3));
  await page.getByLabel("Or paste a list").fill(urns.join("\n"));
  await press(page, "Continue");
  const file = await (await page.request.get(`${page.url().split("?")[0].replace(/\/check$/, "/errors")}/export.csv`)).text();
  return [...file.matchAll(/^\d+,(\d{6}),.*,Available,/gm)].map(([, urn]) => urn).slice(0, count);
}

async function confirming({ page, look }) {
  const schools = await available(page, 3);
  const closed = await closedSchool(page);
  await page.goto("/early-career/confirm");
  await press(page, "Start now");
  await look("delivery partner");
  await press(page, "Continue");
  await look("no delivery partner");
  await page.getByRole("radio").first().check();
  await press(page, "Continue");
  await press(page, "Continue");
  await look("nothing given");
  const rows = [...schools, schools[0], closed.urn, "abc", "<b>123</b>", "999999"];
  await page.getByLabel("Or paste a list").fill(rows.join("\n"));
  await press(page, "Continue");
  await look("rows with errors");
  await press(page, "Continue with 3 schools");
  await look("check");
  await page.getByRole("button", { name: /^Remove .*\d/ }).first().click();
  await look("one removed");
  await press(page, "Confirm 2 schools");
  await look("confirmed");
  await toUpload(page);
  await page.getByLabel("Or paste a list").fill(`${schools[0]}\n123`);
  await press(page, "Continue");
  await look("a school that is ours");
}

/** Told, reported, resolved and uploaded again; then the school's own side. */
async function mistake({ page, look, open }) {
  const lead = await open("lead");
  await page.goto(await linkInOutbox(page, SCHOOL.email, "/report/"));
  await look("told by mail");
  await page.getByRole("button", { name: "This is a mistake" }).click();
  await press(page, "Report this mistake");
  await look("no reason");
  await page.getByRole("radio").first().check();
  await press(page, "Report this mistake");
  await look("reported");
  await lead.page.goto("/");
  await lead.look("needs an answer");
  await lead.page.goto(`/early-career/schools/${SCHOOL.urn}`);
  assert.ok(await lead.page.getByText("Reported error").first().isVisible());
  await lead.look("school that reported");
  await toUpload(lead.page);
  await lead.page.getByLabel("Or paste a list").fill(SCHOOL.urn);
  await press(lead.page, "Continue");
  await lead.look("school that reported, about to be confirmed again");
  await press(lead.page, "Confirm 1 school");
  await lead.look("not said to be resolved");
  await confirmSchool(lead.page, SCHOOL.urn);
  await lead.page.goto(`/early-career/schools/${SCHOOL.urn}`);
  assert.equal(await lead.page.getByText("Reported error").count(), 0);
  await nominate({ page, look });
  await ofSchool(await open("school"));
}

async function nominate({ page, look }) {
  await page.goto(await linkInOutbox(page, SCHOOL.email, "/nominate/"));
  await look("who is the tutor");
  await press(page, "Continue");
  await look("no tutor");
  await page.getByLabel("Full name").fill("Jo Elm");
  await page.getByLabel("Email address").fill("jo.elm@meadowlane.example");
  await press(page, "Continue");
  await look("check the tutor");
  await press(page, "Nominate induction tutor");
  await look("nominated");
  await page.goto("/nominate/nonsense");
  await look("link to nominate that is none");
}

/** Numbers, and another tutor, by a user of the school. */
async function ofSchool({ page, look }) {
  await page.goto("/early-career");
  await look("who trains our teachers");
  await giveNumbers(page, look);
  await page.goto("/early-career");
  await page.getByRole("main").getByRole("link", { name: /this is a mistake/ }).click();
  await look("mistake, signed in");
}

/** Gives numbers; the page before the change is looked at. */
export async function giveNumbers(page, look = async () => {}, go = (name) => press(page, name)) {
  await page.goto("/early-career");
  await page.getByRole("main").getByRole("link", { name: /^Give the numbers/ }).first().click();
  await page.getByLabel("Early career teachers").fill("x");
  await go("Continue");
  await look("numbers that are none");
  await page.getByLabel("Early career teachers").fill("4");
  await page.getByLabel("Mentors").fill("2");
  await go("Continue");
  await look("check the numbers");
  await go("Save numbers");
  await look("numbers saved");
}

/** The demo's closed school has become another, which waits to be confirmed. */
async function successor({ page, look }) {
  await page.goto("/early-career/schools?status=proposed");
  await page.locator("main table a").first().click();
  await look("took the place of a school that closed");
  await press(page, "Check and confirm");
  await look("check the successor");
  await press(page, "Confirm school");
  await look("successor confirmed");
  await page.goto("/early-career/schools?status=closed");
  await page.locator("main table a").first().click();
  await look("closed school");
}

export const WALKS = [
  ["confirming schools", "lead", confirming],
  ["a confirmation reported as a mistake", "nobody", mistake],
  ["a school that took the place of another", "lead", successor],
];
