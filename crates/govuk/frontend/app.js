// What scripts add to pages that work without them. The build replaces the names of the two
// modules by their addresses.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk.js";
import { Suggest } from "./suggest.js";

// A browser that runs modules has all that GOV.UK Frontend asks for.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
];
components.forEach((component) => createAll(component));

document.querySelectorAll("[data-suggest]").forEach((root) => new Suggest(root));
