// Takes the pictures of the README from a demo: node pictures.mjs
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { press, startStage } from "./browser.mjs";
import { newSchools } from "./walks/schools.mjs";

const PICTURES = fileURLToPath(new URL("../docs/pictures/", import.meta.url));

await mkdir(PICTURES, { recursive: true });
const stage = await startStage();
try {
  const page = await stage.open("wide", "coordinator");
  const take = (name) => page.screenshot({ path: `${PICTURES}${name}.png` });

  await page.goto("/partner-schools");
  await take("partner-schools");

  await page.goto("/placements/find");
  await take("find-placements");

  const schools = await newSchools(page, 3);
  const list = ["School,Town,Postcode", ...schools.map((it) => `${it.name},${it.town},${it.postcode}`)].join("\n");
  await page.goto("/partner-schools/add-many");
  await page.getByLabel("Or paste a list").fill(list);
  await press(page, "Continue");
  await press(page, "Continue");
  await take("add-many-rows");

  const lead = await stage.open("wide", "lead");
  await lead.goto("/early-career/schools");
  await lead.screenshot({ path: `${PICTURES}check-your-schools.png` });
} finally {
  await stage.end();
}
