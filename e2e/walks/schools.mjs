// Schools of the demo's register, by what the service itself says of them.
import { press } from "../browser.mjs";

const WORDS = ["primary", "academy", "church", "junior", "school", "high"];

async function suggested(page, words) {
  return (await page.request.get(`/schools/suggest?q=${encodeURIComponent(words)}`)).json();
}

async function text(page, path) {
  return (await page.request.get(path)).text();
}

/** Open schools in England that the provider who is signed in does not work with. */
export async function newSchools(page, count) {
  const partners = await text(page, "/partner-schools/export.csv");
  const found = new Map();
  for (const words of WORDS) {
    for (const it of await suggested(page, words)) {
      if (found.size === count) return [...found.values()];
      if (!it.status.startsWith("open") || !it.postcode || partners.includes(it.urn)) continue;
      const isInEngland = !(await text(page, `/organisations/${it.urn}`)).includes("Welsh establishment");
      if (isInEngland) found.set(it.urn, it);
    }
  }
  throw new Error(`${found.size} schools can be added, ${count} are needed`);
}

/** The first partner school that a filter leaves in the list. */
export async function partnerSchool(page, query) {
  await page.goto(`/partner-schools?${query}`);
  const href = await page.locator("main table a").first().getAttribute("href");
  return href.split("/").pop();
}

/** The partner schools that a filter leaves, all of them. */
export async function partnerSchools(page, query = "") {
  const file = await text(page, `/partner-schools/export.csv?${query}`);
  return [...file.matchAll(/\b\d{6}\b/g)].map(([urn]) => urn);
}

/** A school that has closed. */
export async function closedSchool(page) {
  for (const words of WORDS) {
    const closed = (await suggested(page, words)).find((it) => it.status === "closed");
    if (closed) return closed;
  }
  await page.goto("/find/schools?q=school&status=closed");
  const urn = (await page.locator("main table a").first().getAttribute("href")).split("/").pop();
  return (await suggested(page, urn))[0];
}

/** Types into the search field and sends it without choosing a suggestion. */
export async function search(page, words) {
  await page.goto("/partner-schools/add");
  const field = page.locator("input[name=school]");
  await field.fill(words);
  await field.press("Enter");
  await page.waitForURL(/\/result$/);
}

/** Goes as far as the question how a school can be reached, with one of which no address is known; its URN. */
export async function toContact(page) {
  for (const school of await newSchools(page, 20)) {
    await search(page, school.urn);
    await page.getByRole("radio").first().check();
    await press(page, "Continue");
    if (page.url().endsWith("/contact")) return school.urn;
  }
  throw new Error("an address is known of every school");
}
