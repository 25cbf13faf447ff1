//! Every list of what schools and providers do together: its search narrows it, it can be ordered, and its file holds
//! what it shows.

use store::{both, values};

use super::scene::{Scene, World};
use crate::world::Browser;

/// What is wrong with a list: a search that finds this line, and one that finds none, on the page and in its file.
async fn faults(browser: &mut Browser, (list, words, line): (&str, &str, &str)) -> Vec<String> {
    let mut faults = Vec::new();
    let join = if list.contains('?') { '&' } else { '?' };
    for (searched, is_found) in [(words, true), ("zzzz", false)] {
        let address = format!("{list}{join}q={}", searched.replace(' ', "+"));
        let page = browser.get(&address).await;
        let shown = page.html.split_once("<table").map_or("", |(_, rest)| rest);
        let shown = shown.split("</table>").next().unwrap_or_default();
        let shown = shown.split_once("<tbody").map_or("", |(_, rest)| rest);
        if (page.status, shown.contains(line)) != (200, is_found) {
            faults.push(format!("{address}: {} {}", page.status, page.text()));
        }
        if !page.html.contains("name=\"order\"") {
            faults.push(format!("{address} cannot be ordered"));
        }
        let files: Vec<String> = page.links("/").into_iter().filter(|it| it.contains("export.csv")).collect();
        let Some(file) = files.first().filter(|it| !is_found || it.contains("q=")) else {
            if is_found {
                faults.push(format!("{address} has no file of what it shows: {files:?}"));
            }
            continue;
        };
        let file = browser.get(file).await;
        if (file.status, file.html.contains(line)) != (200, is_found) {
            faults.push(format!("the file of {address}: {} {}", file.status, file.html));
        }
    }
    faults
}

async fn scene(world: &World) -> (Scene, Browser) {
    let scene = Scene::on(world).await;
    scene.partners(world).await;
    scene.with_contact(world).await;
    let placement = scene.offer(world, 3).await;
    scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
    let trust = world.trust("9001", "Harbour Learning Trust").await;
    let sql =
        "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, given_at)
               values ('d1', $1, $2, $3, $3, 'open', $4, $5)";
    let now = store::naive(world.now());
    world.execute(sql, values![scene.school.get(), trust.get(), true, now.date(), now]).await;
    for (organisation, id) in [(scene.school, "n1"), (scene.oakfield, "n2")] {
        let sql = "insert into notification (public_id, organisation, topic, kind, line, line_folded, href, at)
                   values ($1, $2, 'partners', 'school_left', 'Something happened', 'something happened', '/', $3)";
        world.execute(sql, values![id, organisation.get(), now]).await;
    }
    let tess = world.person("tess@harbour.example", "Tess Quill", trust, "coordinator").await;
    let tess = world.signed_in(tess, trust).await;
    world.refresh().await;
    (scene, tess)
}

both! {
    async fn every_list_is_searched_and_ordered_and_its_file_holds_what_it_shows(world) {
        let (scene, mut tess) = scene(world).await;
        let mut sam = scene.sam(world).await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        let mut wrong = Vec::new();
        for list in [
            ("/partner-providers", "oakfield", "Oakfield Teaching Alliance"),
            ("/placements?year=2026", "year 3", "Year 3"),
            ("/organisation/delegations", "harbour", "Harbour Learning Trust"),
            ("/notifications", "happened", "Something happened"),
        ] {
            wrong.extend(faults(&mut sam, list).await);
        }
        for list in [
            ("/placements?year=2026", "oak primary", "Oak Primary School"),
            ("/placements/find?year=2026", "oak primary", "Oak Primary School"),
            ("/notifications", "happened", "Something happened"),
        ] {
            wrong.extend(faults(&mut robin, list).await);
        }
        wrong.extend(faults(&mut tess, ("/act-for", "oak", "Oak Primary School")).await);
        world.execute("delete from person_role where organisation = $1", values![scene.school.get()]).await;
        world.execute("delete from contact", values![]).await;
        world.execute("delete from placement_assignment", values![]).await;
        world.execute("delete from placement", values![]).await;
        let letters = ("/placements/ask-by-letter?year=2026", "oak", "Oak Primary School");
        wrong.extend(faults(&mut robin, letters).await);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
