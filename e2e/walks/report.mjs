// What a school does from the message or letter that told it, without an account.
import { linkInOutbox, press } from "../browser.mjs";
import { partnerSchools, toContact } from "./schools.mjs";

/** Adds a school that is told at this address; its URN. */
async function addWithContact(page, email) {
  const urn = await toContact(page);
  await page.getByRole("textbox").fill(email);
  await press(page, "Continue");
  await press(page, "Confirm and add school");
  return urn;
}

async function mistake({ page, look, open }) {
  const provider = await open("coordinator");
  const email = "office@reports.example";
  await addWithContact(provider.page, email);
  await page.goto(await linkInOutbox(page, email, "/report/"));
  await look("told by mail");
  await page.getByRole("button", { name: "This is a mistake" }).click();
  await look("reason");
  await press(page, "Report this mistake");
  await look("no reason");
  await page.getByRole("radio").last().check();
  await press(page, "Report this mistake");
  await look("reported");
  await page.goto("/report");
  await look("reported already");
}

async function otherStates({ page, look, open }) {
  const provider = await open("coordinator");
  const email = "office@changes.example";
  const urn = await addWithContact(provider.page, email);
  const link = await linkInOutbox(page, email, "/report/");
  await provider.page.goto(`/partner-schools/${urn}/remove`);
  await press(provider.page, "Remove partner school");
  await page.goto(link);
  await look("ended");
  await provider.page.goto(`/organisations/${urn}`);
  await press(provider.page, "Add as a partner school");
  await press(provider.page, "Confirm and add school");
  await page.goto(link);
  await look("added again since");
  await expired({ page, look }, provider.page);
}

/** A school that was told by letter long ago: the letter's code still opens its page. */
async function expired({ page, look }, provider) {
  for (const urn of await partnerSchools(provider, "told=told&status=active&order=added")) {
    const text = await (await provider.request.get(`/partner-schools/${urn}/letter`)).text();
    const [, code] = text.match(/\b([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})\b/) ?? [];
    if (!code) continue;
    await page.goto("/report/code");
    await page.getByLabel("Code").fill(code);
    await press(page, "Continue");
    if (!(await page.getByRole("heading", { level: 1 }).innerText()).includes("time to report")) continue;
    await look("too late");
    await page.goto("/report/join");
    await page.getByLabel("Full name").fill("Kim Vale");
    await page.getByLabel("Email address").fill("kim.vale@letters.example");
    await press(page, "Continue");
    return look("account asked for after a letter");
  }
  throw new Error("no letter was posted long ago");
}

async function join({ page, look, open }) {
  const provider = await open("coordinator");
  const email = "office@joins.example";
  await addWithContact(provider.page, email);
  await page.goto(await linkInOutbox(page, email, "/report/"));
  for (const [name, answer] of [["Lee Marsh", "refuse"], ["Lou Field", "grant"]]) {
    await page.goto("/report/join");
    await page.getByLabel("Full name").fill(name);
    await page.getByLabel("Email address").fill("not an address");
    await press(page, "Continue");
    await look(`no address, ${answer}`);
    await page.getByLabel("Email address").fill(`${name.toLowerCase().replace(" ", ".")}@joins.example`);
    await press(page, "Continue");
    await look(`asked, ${answer}`);
    const owner = await open("nobody");
    await owner.page.goto(await linkInOutbox(page, email, "/access/"));
    await owner.look(`may they have an account, ${answer}`);
    await press(owner.page, answer === "grant" ? "Yes, give an account" : "No, refuse");
    await owner.look(`answered, ${answer}`);
  }
  await page.goto("/report/join");
  await look("school that has users");
}

async function codes({ page, look }) {
  await page.goto("/report/code");
  await page.getByLabel("Code").fill("ABCD-EFGH-JKLM");
  await press(page, "Continue");
  await look("wrong code");
  await page.goto("/access/nonsense");
  await look("access link that is none");
  await page.goto("/report/nonsense");
  await look("report link that is none");
}

export const WALKS = [
  ["reporting a mistake", "nobody", mistake],
  ["old messages", "nobody", otherStates],
  ["a school’s first user", "nobody", join],
  ["links and codes that are wrong", "nobody", codes],
];
