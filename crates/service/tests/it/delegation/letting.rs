//! A school lets an organisation act for it, is asked to, and ends it.

use store::{both, values};

use super::{Pair, let_act, pair, walk};
use crate::world::{World, form};

const BOTH: &[(&str, &str)] = &[("what", "placements"), ("what", "early_career")];

both! {
    async fn an_administrator_lets_the_schools_own_trust_act_for_it(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let first = jo.get("/organisation/delegations/add").await;
        assert!(first.says("Harbour Learning Trust") && first.says("Another organisation"), "{}", first.text());
        let done = let_act(&mut jo, BOTH).await;
        assert_eq!(done.h1(), "Harbour Learning Trust");
        assert!(done.says("Harbour Learning Trust can act for your school"), "{}", done.text());
        assert!(done.says("We are emailing everyone at Harbour Learning Trust"), "{}", done.text());
        assert!(done.says("Placements and early career training") && done.says("Can act now"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), "tess@harbour.example");
        assert_eq!(mails[0].subject(), "Shelbyville Elementary has let your organisation act for it");
        assert!(world.audit().await.iter().any(|it| it.contains("manage_delegations")), "{:?}", world.audit().await);
        let list = tess.get("/act-for").await;
        assert!(list.says("Act for this school : Shelbyville Elementary, URN 100001"), "{}", list.text());
        assert!(tess.get("/notifications").await.says("has let your organisation act for it"));
        let file = jo.get("/organisation/delegations/export.csv").await;
        assert!(file.html.contains("Shelbyville Elementary,100001,Harbour Learning Trust,yes,yes,2026-11-02"), "{}", file.html);
        let again = jo.post("/organisation/delegations/add", &form(&[("who", "group-9001")])).await;
        assert_eq!(again.problems(), ["This organisation can act for the school already. End that first to change it"]);
    }

    async fn only_an_administrator_of_the_school_lets_anybody(world) {
        let Pair { school, mut tess, .. } = pair(world).await;
        let sam = world.person("sam@school.example", "Sam Carter", school, "coordinator").await;
        let mut sam = world.signed_in(sam, school).await;
        let refused = sam.get("/organisation/delegations/add").await;
        assert_eq!(refused.status, 403);
        assert!(refused.says("Administrator"), "{}", refused.text());
        assert!(!sam.get("/organisation/delegations").await.says("Let a trust or lead partner act for us"));
        assert_eq!(tess.get("/organisation/delegations").await.status, 404);
        assert_eq!(sam.get("/act-for").await.status, 404);
    }

    async fn days_that_are_gone_or_the_wrong_way_round_are_refused(world) {
        let Pair { mut jo, .. } = pair(world).await;
        let day = |name: &str, day: &str| form(&[(&format!("{name}-day"), day), (&format!("{name}-month"), "11"), (&format!("{name}-year"), "2026")]);
        let page = jo.post("/organisation/delegations/add", "who=group-9001").await;
        let page = jo.post(&page.location, "what=placements").await;
        let again = jo.post(&page.location, &day("from", "1")).await;
        assert_eq!(again.problems(), ["The first day must be today or later"]);
        let page = jo.post(&page.location, &day("from", "10")).await;
        let page = jo.post(&page.location, "long=until-a-day").await;
        let until = page.location;
        let refused = jo.post(&until, &day("until", "9")).await;
        assert_eq!(refused.problems(), ["The last day must be the same as or after the first day"]);
        let far = |year: &str| form(&[("until-day", "31"), ("until-month", "7"), ("until-year", year)]);
        let refused = jo.post(&until, &far("9999")).await;
        assert_eq!(refused.problems(), ["The last day must be within 10 years from today"]);
        let check = jo.post(&until, &far("2027")).await;
        assert!(check.location.ends_with("/check"), "{}", check.text());
        // Whoever goes back and begins later is told why the last day is asked for again.
        let from = until.replace("/until", "/from");
        let later = form(&[("from-day", "1"), ("from-month", "9"), ("from-year", "2027")]);
        let page = jo.post_on(&from, &later).await;
        assert_eq!(page.problems(), ["The last day must be the same as or after the first day"]);
        assert!(page.html.contains(r#"value="2027""#), "{}", page.html);
        assert_eq!(world.scalar::<i64>("select count(*) from delegation").await, Some(0));
    }

    async fn another_organisation_is_found_by_a_part_of_its_name(world) {
        let Pair { mut jo, .. } = pair(world).await;
        world.provider("O1K", "Oakfield Teaching Alliance").await;
        let from = [("from-day", "2"), ("from-month", "11"), ("from-year", "2026")];
        let answers: [&[(&str, &str)]; 6] = [
            &[("who", "other")],
            &[("name", "teaching all")],
            &[("result", "provider-O1K")],
            &[("what", "placements")],
            &from,
            &[("long", "for-good")],
        ];
        let check = walk(&mut jo, "/organisation/delegations/add", &answers).await;
        assert!(jo.get(&check).await.says("Nobody at Oakfield Teaching Alliance uses this service yet"));
        let twice = jo.post(&check, "").await;
        assert_eq!(jo.post(&check, "").await.location, twice.location, "pressed twice, let once");
        assert_eq!(world.scalar::<i64>("select count(*) from delegation").await, Some(1));
    }

    async fn two_administrators_who_let_the_same_at_once_let_it_once(world) {
        let Pair { mut jo, school, .. } = pair(world).await;
        // A trust that has no organisation here yet: that, too, is made once.
        let sql = "insert into establishment_group (uid, group_id, name, kind, status)
                   values ('9002', 'TR09002', 'Quayside Trust', 'Multi-academy trust', 'Open')";
        world.execute(sql, values![]).await;
        let gail = world.person("gail@school.example", "Gail Moss", school, "administrator").await;
        let mut gail = world.signed_in(gail, school).await;
        let from = [("from-day", "2"), ("from-month", "11"), ("from-year", "2026")];
        let answers: [&[(&str, &str)]; 6] = [
            &[("who", "other")],
            &[("name", "quayside")],
            &[("result", "group-9002")],
            &[("what", "placements")],
            &from,
            &[("long", "for-good")],
        ];
        let first = walk(&mut jo, "/organisation/delegations/add", &answers).await;
        let second = walk(&mut gail, "/organisation/delegations/add", &answers).await;
        let (one, other) = tokio::join!(jo.post(&first, ""), gail.post(&second, ""));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422], "{} {}", one.text(), other.text());
        let late = if one.status == 422 { one } else { other };
        let already = "This organisation can act for the school already. End that first to change it";
        assert!(late.problems() == [already], "{}", late.text());
        assert_eq!(world.scalar::<i64>("select count(*) from delegation where state = 'open'").await, Some(1));
        assert_eq!(world.scalar::<i64>("select count(*) from organisation where group_uid = '9002'").await, Some(1));
    }

    async fn a_trust_asks_and_the_school_lets_it_in_one_step(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let answers: [&[(&str, &str)]; 2] = [&[("school", "x"), ("school-key", "100001")], &[("what", "placements")]];
        let check = walk(&mut tess, "/act-for/ask", &answers).await;
        let asked = tess.post_on(&check, "").await;
        assert!(asked.says("You have asked Shelbyville Elementary to let you act for it"), "{}", asked.text());
        let mails = world.post().await;
        assert_eq!((mails.len(), mails[0].to()), (1, "jo@school.example"));
        assert_eq!(mails[0].subject(), "Harbour Learning Trust asks to act for your school");
        let home = jo.get("/").await;
        assert!(home.says("Harbour Learning Trust asks to act for your school"), "{}", home.text());
        let page = home.links("/organisation/delegations/").remove(0);
        let none = jo.post(&format!("{page}/answer"), "").await;
        assert_eq!(none.problems(), ["Select yes or no"]);
        let done = jo.post_on(&format!("{page}/answer"), "answer=yes").await;
        assert!(done.says("Harbour Learning Trust can act for your school") && done.says("Can act now"), "{}", done.text());
        assert_eq!(world.post().await[0].subject(), "Shelbyville Elementary has let your organisation act for it");
        let twice = jo.post_on(&format!("{page}/answer"), "answer=no").await;
        assert!(twice.says("Nothing was changed") && twice.says("Can act now"), "{}", twice.text());
        let again = tess.post("/act-for/ask", &form(&[("school", "x"), ("school-key", "100001")])).await;
        assert_eq!(again.status, 422);
    }

    async fn a_school_declines_and_a_trust_takes_back_what_it_asked(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let answers: [&[(&str, &str)]; 2] = [&[("school", "x"), ("school-key", "100001")], &[("what", "placements")]];
        for is_declined in [true, false] {
            let check = walk(&mut tess, "/act-for/ask", &answers).await;
            tess.post(&check, "").await;
            world.post().await;
            let id: String = world.scalar("select public_id from delegation order by id desc").await.unwrap();
            if is_declined {
                jo.post(&format!("/organisation/delegations/{id}/answer"), "answer=no").await;
                let mails = world.post().await;
                assert_eq!((mails[0].to(), mails[0].subject()), ("tess@harbour.example", "Shelbyville Elementary has declined to let your organisation act for it"));
            } else {
                assert!(tess.get(&format!("/act-for/{id}/end")).await.says("Take it back"));
                tess.post(&format!("/act-for/{id}/end"), "reason=").await;
                let mails = world.post().await;
                assert_eq!((mails[0].to(), mails[0].subject()), ("jo@school.example", "Harbour Learning Trust no longer asks to act for your school"));
            }
        }
        assert!(!jo.get("/").await.says("asks to act"));
    }

    async fn either_side_ends_it_and_tells_the_other_why(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        for by_school in [true, false] {
            let_act(&mut jo, BOTH).await;
            world.post().await;
            let id: String = world.scalar("select public_id from delegation order by id desc").await.unwrap();
            let reason = form(&[("reason", "We do this ourselves again")]);
            let (done, to) = if by_school {
                (jo.post_on(&format!("/organisation/delegations/{id}/end"), &reason).await, "tess@harbour.example")
            } else {
                (tess.post_on(&format!("/act-for/{id}/end"), &reason).await, "jo@school.example")
            };
            assert!(done.says("Harbour Learning Trust does not act for Shelbyville Elementary any more"), "{}", done.text());
            let mails = world.post().await;
            assert_eq!((mails.len(), mails[0].to()), (1, to));
            assert!(mails[0].body().contains("Reason: We do this ourselves again"), "{}", mails[0].body());
            let twice = jo.post_on(&format!("/organisation/delegations/{id}/end"), "reason=").await;
            assert!(twice.says("Nothing was changed"), "{}", twice.text());
        }
        assert!(world.audit().await.iter().all(|it| !it.contains("ourselves")), "free text stands outside the chain");
    }

    async fn what_is_over_does_not_stand_in_the_way(world) {
        let Pair { mut jo, school, trust, .. } = pair(world).await;
        let sql = "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, ends_on, given_at)
                   values ('d1', $1, $2, $3, $3, 'open', $4, $5, $6)";
        let day = |day: &str| day.parse::<chrono::NaiveDate>().unwrap();
        let at = store::naive(world.now());
        world.execute(sql, values![school.get(), trust.get(), true, day("2026-09-01"), day("2026-11-01"), at]).await;
        assert!(jo.get("/organisation/delegations").await.says("Last day is over"));
        let done = let_act(&mut jo, BOTH).await;
        assert!(done.says("Can act now"), "{}", done.text());
        assert_eq!(world.scalar::<i64>("select count(*) from delegation").await, Some(2));
    }
}
