// Signing in and out, users, one's own account, and what the service asks of everyone.
import assert from "node:assert/strict";

import { NEWCOMER, PEOPLE, followLink, linkInOutbox, press, signIn } from "../browser.mjs";

async function firstTime({ page, look }) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(NEWCOMER);
  await press(page, "Send me a link");
  await look("link sent");
  await page.getByLabel("Code").fill("WRONG");
  await press(page, "Continue");
  await look("wrong code");
  await press(page, "Send it again");
  await look("link sent again");
  await page.goto(await linkInOutbox(page, NEWCOMER, "/sign-in/link/"));
  await look("continue");
  await press(page, "Continue");
  await look("home before the terms");
  await page.goto("/partner-schools/add-many");
  await page.getByLabel("Or paste a list").fill("900001");
  await press(page, "Continue");
  await look("terms");
  await press(page, "Continue");
  await look("terms not accepted");
  await page.getByRole("checkbox").check();
  await press(page, "Continue");
  await page.goto("/");
  await look("first steps");
  await page.goto("/partner-schools");
  await look("no partner schools");
  await page.goto("/sign-out");
  await look("sign out");
  await press(page, "Sign out");
  await look("signed out");
}

async function otherBrowser({ page, look, open }) {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(PEOPLE.viewer);
  await press(page, "Send me a link");
  const link = await linkInOutbox(page, PEOPLE.viewer, "/sign-in/link/");
  const other = await open("nobody");
  await other.page.goto(link);
  await press(other.page, "Continue");
  await other.look("code");
  const code = await other.page.locator("main .govuk-heading-xl").innerText();
  await page.getByLabel("Code").fill(code);
  await press(page, "Continue");
  assert.ok(!page.url().includes("/sign-in"), page.url());
  await other.page.goto(link);
  await other.look("link that was used");
  await press(other.page, "Send me a new link");
  await other.look("new link sent");
}

async function ofMany({ page, look }) {
  await page.goto("/choose-organisation?q=zzzz");
  await look("none found");
  await page.goto("/choose-organisation?q=s");
  await look("some found");
}

async function users({ page, look, open }) {
  const email = "pat.lane@oakfield.example";
  await page.goto("/organisation/users/add");
  await page.getByLabel("Full name").fill("Pat Lane");
  await page.getByLabel("Email address").fill("not an address");
  await press(page, "Continue");
  await look("added without role or address");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("checkbox").first().check();
  await press(page, "Continue");
  await look("check");
  await press(page, "Add user");
  await look("added");
  await page.goto("/organisation/users?q=pat");
  await page.getByRole("main").getByRole("link", { name: "Pat Lane" }).click();
  await look("user who has not signed in");
  const user = page.url();
  await press(page, "Send the invitation again");
  await look("invited again");
  await page.goto(`${user}/roles`);
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  await press(page, "Continue");
  await look("no role");
  await page.getByRole("checkbox").nth(1).check();
  await press(page, "Continue");
  await look("check the change");
  await press(page, "Save change");
  await look("changed");
  const own = await open("nobody");
  await signIn(own.page, email);
  await page.goto(`${user}/remove`);
  await look("remove");
  await press(page, "Remove user");
  await look("removed");
  await own.page.goto("/");
  await own.look("user of no organisation");
  await own.page.goto("/choose-organisation");
  await own.look("no organisation to choose");
  await oneself({ page, look });
}

/** Nobody removes oneself. */
async function oneself({ page, look }) {
  await page.goto("/organisation/users?q=mensah");
  await page.getByRole("main").getByRole("link", { name: "Ada Mensah" }).click();
  await look("oneself");
  await page.goto(`${page.url()}/remove`);
  await look("removing oneself");
}

async function account({ page, look, open }) {
  await page.goto("/account");
  await press(page, "Save");
  await look("saved");
  await page.goto("/account/sessions");
  await look("sessions");
  const stranger = await open("nobody");
  await followLink(stranger.page, "nobody@nowhere.example").catch(() => {});
  await stranger.look("address without an account");
  await stranger.page.goto("/sign-in/link/nonsense");
  await stranger.look("link that is none");
  await stranger.page.goto("/invitation/nonsense");
  await stranger.look("invitation that is none");
}

async function feedback({ page, look }) {
  await page.goto("/feedback");
  await page.getByRole("radio").first().check();
  await press(page, "Send feedback");
  await look("sent");
  await page.goto("/performance");
  await look("performance");
}

export const WALKS = [
  ["signing in for the first time", "nobody", firstTime],
  ["signing in with another browser", "nobody", otherBrowser],
  ["choosing an organisation", "ofMany", ofMany],
  ["users", "administrator", users],
  ["one’s account", "viewer", account],
  ["feedback", "nobody", feedback],
];
