// Where the walk through the pages begins, and pages that no link leads to.

/** For each who: pages to begin at; the rest is found by following links. */
export const STARTS = [
  ["nobody", ["/", "/sign-in", "/sign-in/continue", "/find/schools", "/find/schools?q=primary", "/outbox", "/report", "/report/code", "/a", "/a/code", "/no-such-page", "/privacy", "/cookies", "/accessibility", "/terms", "/help", "/feedback", "/early-career/start", "/early-career/guide", "/api/docs", "/api/docs/releases"]],
  ["lead", ["/", "/early-career/confirm", "/early-career/confirm/cohort", "/early-career/schools", "/early-career/schools?q=zzzz", "/early-career/schools?status=reported", "/early-career/schools?told=not_told", "/early-career/schools/letters", "/early-career/contact", "/notifications", "/early-career/schools/next"]],
  ["leadFinance", ["/", "/early-career/payable"]],
  ["delivery", ["/", "/organisation"]],
  ["coordinator", ["/", "/partner-schools", "/partner-schools/add", "/partner-schools/add-many", "/partner-schools?q=zzzz", "/partner-schools?told=not_told", "/partner-schools/letters", "/partner-schools/1/remove", "/placements", "/placements/find", "/placements/profile", "/placements/profile/windows/add", "/placements/profile/trainees/secondary", "/placements/profile/edit/contact"]],
  ["administrator", ["/organisation", "/organisation/users", "/organisation/users/add", "/organisation/support", "/account"]],
  ["viewer", ["/partner-schools", "/partner-schools/add"]],
  ["school", ["/", "/partner-providers", "/partner-providers/add", "/partner-providers/add-many", "/placements", "/placements/availability", "/notifications", "/early-career", "/early-career/tutor"]],
  ["trust", ["/", "/act-for", "/act-for?q=zzzz", "/act-for/ask", "/act-for/many", "/notifications"]],
  ["schoolAdministrator", ["/organisation/delegations", "/organisation/delegations/add"]],
  ["ofMany", ["/choose-organisation"]],
  ["support", ["/support", "/support/mail", "/support/mail?state=parked", "/support/access-requests", "/support/organisations?q=school&type=school", "/support/organisations?q=zzzz", "/support/organisations/900500", "/support/organisations/Z00/history", "/support/organisations/Z00/visit/look", "/support/organisations/900500/visit/act?then=users", "/support/imports?went=some", "/support/uploads", "/support/early-career", "/support/early-career/pairings", "/support/early-career/pairings/add", "/support/early-career/organisations/lead-provider/add", "/support/early-career/payable"]],
];

/** Pages at which something other than 200 is right. */
export const REFUSED = {
  "nobody /no-such-page": 404,
  "coordinator /partner-schools/1/remove": 404,
  "viewer /partner-schools/add": 403,
};
