//! The scene of these stories: the desk, and how a visit begins.

use service::vocabulary::OrganisationId;
use store::{naive, values};

use crate::world::{Browser, Page, World, form};

impl World {
    /// The Department with Dana Price, who has these roles there and is signed in.
    pub async fn desk(&self, roles: &str) -> Browser {
        let dfe = match self.scalar::<i64>("select id from organisation where kind = 'dfe'").await {
            Some(id) => OrganisationId(id),
            None => self.dfe().await,
        };
        let person = self.nobody("dana@education.gov.uk", "Dana Price").await;
        for role in roles.split(' ') {
            let sql = "insert into person_role (person, organisation, role, given_at) values ($1, $2, $3, $4)
                       on conflict do nothing";
            self.execute(sql, values![person.get(), dfe.get(), role, naive(self.now())]).await;
        }
        self.signed_in(person, dfe).await
    }
}

/// The address of the check page, after a reason was given for looking (`look`) or acting (`act`).
pub async fn give_reason(browser: &mut Browser, (key, way): (&str, &str), reason: &str) -> String {
    let path = format!("/support/organisations/{key}/visit/{way}");
    let page = browser.post(&path, &form(&[("draft", ""), ("then", ""), ("reason", reason)])).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location
}

/// Presses the button of the check page at this address.
pub async fn confirm(browser: &mut Browser, check: &str) -> Page {
    let (path, draft) = check.split_once("?draft=").unwrap();
    browser.post(path, &form(&[("draft", draft)])).await
}

/// From the reason to the organisation's own first page.
pub async fn visit(browser: &mut Browser, place: (&str, &str), reason: &str) -> Page {
    let check = give_reason(browser, place, reason).await;
    let begun = confirm(browser, &check).await;
    assert_eq!((begun.status, begun.location.as_str()), (303, "/"), "{}", begun.text());
    browser.get("/").await
}

/// Adds a partner school by the pages, and gives the address at which it is told.
pub async fn add_partner(browser: &mut Browser, urn: &str) -> Page {
    let page = browser.post("/partner-schools/add", &form(&[("school", "x"), ("school-key", urn)])).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let contact = page.location;
    let page = browser.post(&contact, &form(&[("contact", "office@school.example")])).await;
    browser.post_on(&page.location.clone(), "").await
}
