//! A school lets its trust act for it: letting, asking, acting, ending; one school and several at once.

mod acting;
mod letting;
mod many;

use service::vocabulary::OrganisationId;
use store::values;

use crate::world::{Browser, Page, World, form};

/// A school with an administrator and its trust with a coordinator, each signed in.
pub struct Pair {
    pub jo: Browser,
    pub tess: Browser,
    pub school: OrganisationId,
    pub trust: OrganisationId,
}

pub async fn pair(world: &World) -> Pair {
    world.school("100001", "Shelbyville Elementary").await;
    let school = world.organisation("100001").await;
    let trust = world.trust("9001", "Harbour Learning Trust").await;
    world.execute("insert into establishment_group_link (urn, uid) values ('100001', '9001')", values![]).await;
    let jo = world.person("jo@school.example", "Jo Winter", school, "administrator").await;
    let tess = world.person("tess@harbour.example", "Tess Quill", trust, "coordinator").await;
    Pair { jo: world.signed_in(jo, school).await, tess: world.signed_in(tess, trust).await, school, trust }
}

/// Goes through a journey with these answers, one a page; gives the check page's address.
pub async fn walk(browser: &mut Browser, base: &str, answers: &[&[(&str, &str)]]) -> String {
    let mut address = base.to_owned();
    for answer in answers {
        let page = browser.post(&address, &form(answer)).await;
        assert_eq!(page.status, 303, "{address}: {}", page.text());
        address = page.location;
    }
    assert!(address.ends_with("/check"), "{address}");
    address
}

/// The school lets its trust act for it from the 2nd of November, by the pages.
pub async fn let_act(jo: &mut Browser, what: &[(&str, &str)]) -> Page {
    let from = [("from-day", "2"), ("from-month", "11"), ("from-year", "2026")];
    let answers: [&[(&str, &str)]; 4] = [&[("who", "group-9001")], what, &from, &[("long", "for-good")]];
    let check = walk(jo, "/organisation/delegations/add", &answers).await;
    jo.post_on(&check, "").await
}

/// The trust's coordinator begins to act for the school of this URN, by the list.
pub async fn act(tess: &mut Browser, world: &World, urn: &str) -> Page {
    let sql = format!(
        "select g.public_id from delegation g join organisation o on o.id = g.school where o.urn = '{urn}' order by g.id desc"
    );
    let id: String = world.scalar(&sql).await.unwrap();
    tess.post_on(&format!("/act-for/{id}/start"), "").await
}
