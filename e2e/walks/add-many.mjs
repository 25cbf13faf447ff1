// Adding many partner schools from a list.
import { press } from "../browser.mjs";
import { closedSchool, newSchools, partnerSchools } from "./schools.mjs";

const START = "/partner-schools/add-many";
const PASTE = "Or paste a list";
const FILE = "Upload a CSV file";

async function paste(page, list) {
  await page.goto(START);
  await page.getByLabel(PASTE).fill(list);
  await press(page, "Continue");
}

function upload(page, name, text) {
  return page.getByLabel(FILE).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

/** A list as people keep it: names, towns and postcodes, and rows that go wrong in each way. */
async function messyList(page) {
  const [one, other, third] = await newSchools(page, 3);
  const [partner] = await partnerSchools(page, "status=active");
  const closed = await closedSchool(page);
  const suggested = await (await page.request.get(`/schools/suggest?q=${partner}`)).json();
  const named = [one, other, third, suggested[0], closed].map((it) => `${it.name},${it.town},${it.postcode}`);
  const rows = ["School,Town,Postcode", ...named, "No Such School,Nowhere,ZZ1 1ZZ", "Church of England Primary School,,", "St Mary’s Primary School,,"];
  return rows.join("\n");
}

async function mistakes({ page, look }) {
  await page.goto(START);
  await press(page, "Continue");
  await look("nothing given");
  await page.getByLabel(PASTE).fill("900001");
  await upload(page, "schools.csv", "900001\n");
  await press(page, "Continue");
  await look("file and list");
  await upload(page, "schools.xlsx", "PK\u0003\u0004");
  await page.getByLabel(PASTE).fill("");
  await press(page, "Continue");
  await look("a file of Excel");
  await paste(page, "123456\n654321\nabc");
  await look("rows of which none can be added");
  await page.goto(START);
  await upload(page, "trainees.csv", "Name,Placement school URN\nA,900003\nB,900003\nC,900004\n");
  await page.getByLabel("This is a CSV export of a trainee register").check();
  await press(page, "Continue");
  await look("trainee register");
}

async function list({ page, look }) {
  await paste(page, await messyList(page));
  await look("columns");
  for (const select of await page.getByRole("combobox").all()) await select.selectOption({ index: 0 });
  await press(page, "Continue");
  await look("columns that name no school");
  await paste(page, await messyList(page));
  await press(page, "Continue");
  await look("rows");
  const rows = page.url();
  await page.goto(`${rows}?result=unsure&result=matched`);
  await look("rows filtered");
  await page.goto(rows);
  await page.getByRole("link", { name: /^Choose the school/ }).first().click();
  await look("row");
  await press(page, "Save and continue");
  await look("row without a choice");
  await page.getByRole("radio").first().check();
  await press(page, "Save and continue");
  if (page.url() !== rows) {
    await page.getByRole("radio").last().check();
    await press(page, "Save and continue");
  }
  await page.goto(rows);
  await look("rows with choices");
  await press(page, /^Continue with/);
  await look("check");
  await press(page, /^Take off/);
  await look("check without one");
  await press(page, /^Confirm and add/);
  await look("done");
}

export const WALKS = [
  ["adding many schools with mistakes", "coordinator", mistakes],
  ["adding many schools", "coordinator", list],
];
