//! The users of an organisation. Acceptance A36 to A38, A41 (support users); trust S4, S6.

use chrono::Duration;
use service::policy::Role;
use service::vocabulary::OrganisationId;
use store::both;

use super::house::{Answer, Browser, World};

const AD: &str = "ad@oak.example";

async fn oak(world: &World) -> OrganisationId {
    let oak = world.organisation("Oak School", "school").await;
    world.user(AD, oak, &[Role::Administrator]).await;
    oak
}

async fn id_of(world: &World, email: &str) -> String {
    let mut tx = world.app.db.read().await.unwrap();
    let sql = "select public_id from person where email_folded = $1";
    tx.scalar(sql, store::values![email]).await.unwrap().unwrap()
}

/// Fills the form in and goes to the check page.
async fn add(world: &World, browser: &mut Browser, (name, email): (&str, &str), roles: &[&str]) -> Answer {
    let mut fields = vec![("name", name), ("email", email)];
    fields.extend(roles.iter().map(|role| ("role", *role)));
    browser.post(world, "/organisation/users/add", &fields).await
}

/// Presses the button of the check page.
async fn confirm(world: &World, browser: &mut Browser, check: &Answer) -> Answer {
    let draft = check.location().rsplit('=').next().unwrap().to_owned();
    browser.post(world, "/organisation/users/add/check", &[("draft", &draft)]).await
}

both! {
    async fn a_user_is_added_checked_and_invited_once(world) {
        oak(world).await;
        let mut ad = world.signed_in(AD).await;
        let bad = add(world, &mut ad, (" ", "nonsense"), &[]).await;
        assert_eq!(bad.status, 422);
        assert_eq!(
            bad.problems(),
            [
                "Enter a full name",
                "Enter an email address in the correct format, like name@example.com",
                "Select what they can do"
            ]
        );
        let check = add(world, &mut ad, ("Bo Li", "Bo@Oak.example"), &["coordinator", "finance", "support"]).await;
        let page = ad.follow(world, &check).await;
        assert_eq!(page.heading(), "Check your answers");
        assert!(page.html.contains("Can edit, Finance"), "a DfE role is not given here");
        let back = page.html.split("href=\"").find(|it| it.starts_with("/organisation/users/add?draft=")).unwrap();
        let form = ad.get(world, back.split('"').next().unwrap()).await;
        assert!(form.html.contains("value=\"Bo Li\"") && form.html.contains("value=\"Bo@Oak.example\""));
        let done = confirm(world, &mut ad, &check).await;
        let list = ad.follow(world, &done).await;
        assert!(list.html.contains("User added") && list.html.contains("Bo Li"));
        assert!(list.html.contains("Invited"));
        // Pressed twice: one user, one mail.
        confirm(world, &mut ad, &check).await;
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to(), "Bo@Oak.example");
        assert!(mails[0].body().contains("until 7 December 2026"), "{}", mails[0].body());
        let added = "select count(*) from audit_event where action = 'manage_users' and data like '%coordinator%'";
        assert_eq!(world.count(added).await, 1);
        assert_eq!(world.count("select count(*) from audit_event where data like '%Bo@%'").await, 0);
    }

    async fn an_invitation_leads_to_the_sign_in_page_and_signs_nobody_in(world) {
        oak(world).await;
        let mut ad = world.signed_in(AD).await;
        let check = add(world, &mut ad, ("Bo Li", "bo@oak.example"), &["viewer"]).await;
        confirm(world, &mut ad, &check).await;
        let mails = world.mails().await;
        let path = mails[0].body().split("http://127.0.0.1:8080").nth(1).unwrap().lines().next().unwrap().to_owned();
        let mut bo = Browser::default();
        assert_eq!(bo.get(world, &path).await.location(), "/sign-in");
        assert!(bo.cookies.is_empty());
        world.pass(Duration::days(14));
        assert_eq!(bo.get(world, &path).await.heading(), "This invitation has expired");
        bo.ask(world, "bo@oak.example").await;
        assert!(world.mails().await.is_empty(), "who has never signed in needs a live invitation");
        let mut ad = world.signed_in(AD).await;
        let page = format!("/organisation/users/{}", id_of(world, "bo@oak.example").await);
        assert!(ad.get(world, &page).await.html.contains("Invitation expired"));
        let answer = ad.post(world, &format!("{page}/invite"), &[]).await;
        assert!(ad.follow(world, &answer).await.html.contains("Invitation sent"));
        assert_eq!(world.mails().await.len(), 1);
        let mut bo = world.signed_in("bo@oak.example").await;
        world.pass(Duration::days(20));
        bo.cookies.clear();
        world.signed_in("bo@oak.example").await;
    }

    async fn who_is_here_already_is_not_added_and_gets_no_mail(world) {
        let oak = oak(world).await;
        world.user("bo@oak.example", oak, &[Role::Viewer]).await;
        let mut ad = world.signed_in(AD).await;
        let answer = add(world, &mut ad, ("Somebody Else", "BO@oak.example"), &["viewer"]).await;
        assert_eq!(answer.problems(), ["This person is already a user of Oak School"]);
        // Added by a colleague between the form and the check page.
        let check = add(world, &mut ad, ("Cy Orr", "cy@oak.example"), &["viewer"]).await;
        world.user("cy@oak.example", oak, &[Role::Viewer]).await;
        let answer = confirm(world, &mut ad, &check).await;
        assert_eq!(answer.problems(), ["This person is already a user of Oak School"]);
        assert!(world.mails().await.is_empty());
    }

    async fn a_person_of_another_organisation_keeps_the_name_that_others_see(world) {
        oak(world).await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("al@elm.example", elm, &[Role::Viewer]).await;
        world.signed_in("al@elm.example").await;
        let mut ad = world.signed_in(AD).await;
        let check = add(world, &mut ad, ("Another Name", "al@elm.example"), &["viewer"]).await;
        confirm(world, &mut ad, &check).await;
        assert_eq!(world.count("select count(*) from person where name = 'al'").await, 1);
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "You have been added to Oak School");
    }

    async fn two_who_add_the_same_person_at_once_add_one(world) {
        oak(world).await;
        let mut one = world.signed_in(AD).await;
        let first = add(world, &mut one, ("Bo Li", "bo@oak.example"), &["viewer"]).await;
        let second = add(world, &mut one, ("Bo Li", "bo@oak.example"), &["coordinator"]).await;
        let mut other = one.clone();
        let answers = tokio::join!(confirm(world, &mut one, &first), confirm(world, &mut other, &second));
        let mut statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        assert_eq!(world.mails().await.len(), 1);
        assert_eq!(world.count("select count(*) from person_role").await, 2);
    }

    async fn a_colleague_is_removed_here_and_stays_elsewhere(world) {
        let oak = oak(world).await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("bo@oak.example", oak, &[Role::Viewer, Role::Finance]).await;
        world.user("bo@oak.example", elm, &[Role::Viewer]).await;
        let mut ad = world.signed_in(AD).await;
        let page = format!("/organisation/users/{}/remove", id_of(world, "bo@oak.example").await);
        assert_eq!(ad.get(world, &page).await.heading(), "Remove bo");
        let answer = ad.post(world, &page, &[]).await;
        let list = ad.follow(world, &answer).await;
        assert!(list.html.contains("User removed") && !list.html.contains("bo@oak.example"));
        let again = ad.post(world, &page, &[]).await;
        assert!(ad.follow(world, &again).await.html.contains("This person is not a user"), "a second time there is nobody");
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject(), "You have been removed from Oak School");
        assert_eq!(world.count("select count(*) from person_role where role = 'viewer'").await, 1);
    }

    async fn nobody_removes_themselves_or_the_last_administrator(world) {
        let oak = oak(world).await;
        let mut ad = world.signed_in(AD).await;
        let own = format!("/organisation/users/{}", id_of(world, AD).await);
        assert!(!ad.get(world, &own).await.html.contains("Remove user"));
        let answer = ad.post(world, &format!("{own}/remove"), &[]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.problems()[0].starts_with("You cannot remove yourself"));
        let answer = ad.post(world, &format!("{own}/roles"), &[("role", "viewer")]).await;
        assert!(answer.problems()[0].starts_with("This is the only administrator"));
        world.user("bo@oak.example", oak, &[Role::Administrator]).await;
        let answer = ad.post(world, &format!("{own}/roles"), &[("role", "viewer")]).await;
        let check = ad.follow(world, &answer).await;
        assert_eq!(check.heading(), "Check the change");
        assert!(check.html.contains("Can view"));
        let late = ad.post(world, &format!("{own}/roles/check"), &[("role", "viewer"), ("now", "finance")]).await;
        assert!(late.problems()[0].starts_with("Someone changed this while you were looking at it"), "{:?}", late.problems());
        let done = ad.post(world, &format!("{own}/roles/check"), &[("role", "viewer")]).await;
        assert!(ad.follow(world, &done).await.html.contains("Change saved"));
        assert_eq!(ad.get(world, "/organisation/users/add").await.status, 403, "at the next request");
    }

    async fn two_administrators_who_remove_each_other_leave_one(world) {
        let oak = oak(world).await;
        world.user("bo@oak.example", oak, &[Role::Administrator]).await;
        let mut ad = world.signed_in(AD).await;
        let mut bo = world.signed_in("bo@oak.example").await;
        let first = format!("/organisation/users/{}/remove", id_of(world, "bo@oak.example").await);
        let second = format!("/organisation/users/{}/remove", id_of(world, AD).await);
        tokio::join!(ad.post(world, &first, &[]), bo.post(world, &second, &[]));
        assert_eq!(world.count("select count(*) from person_role where role = 'administrator'").await, 1);
    }

    async fn others_see_the_list_and_change_nothing_and_strangers_see_nothing(world) {
        let oak = oak(world).await;
        let elm = world.organisation("Elm School", "school").await;
        world.user("vi@oak.example", oak, &[Role::Viewer]).await;
        world.user("al@elm.example", elm, &[Role::Administrator]).await;
        let ad = id_of(world, AD).await;
        let mut vi = world.signed_in("vi@oak.example").await;
        assert!(vi.get(world, "/organisation/users").await.html.contains(AD));
        let refused = vi.get(world, "/organisation/users/add").await;
        assert_eq!(refused.status, 403);
        assert!(refused.html.contains("Administrator"), "it names who may");
        for path in ["invite", "roles", "roles/check", "remove"] {
            assert_eq!(vi.post(world, &format!("/organisation/users/{ad}/{path}"), &[]).await.status, 403, "{path}");
        }
        let mut al = world.signed_in("al@elm.example").await;
        for path in ["", "/roles", "/remove"] {
            let theirs = al.get(world, &format!("/organisation/users/{ad}{path}")).await;
            let none = al.get(world, &format!("/organisation/users/nobody{path}")).await;
            assert_eq!((theirs.status.as_u16(), &theirs.html), (404, &none.html), "{path}");
        }
        let theirs = al.post(world, &format!("/organisation/users/{ad}/remove"), &[]).await;
        let none = al.post(world, "/organisation/users/nobody/remove", &[]).await;
        assert_eq!((theirs.status.as_u16(), &theirs.headers), (303, &none.headers));
        assert_eq!(world.count("select count(*) from person_role where role = 'administrator'").await, 2);
    }

    async fn the_list_is_by_name_searched_paged_and_exported(world) {
        let oak = oak(world).await;
        for number in 1..=30 {
            world.user(&format!("user{number:02}@oak.example"), oak, &[Role::Viewer]).await;
        }
        world.change("update person set name = '=cmd()' where email = 'user30@oak.example'").await;
        let mut ad = world.signed_in(AD).await;
        let first = ad.get(world, "/organisation/users").await;
        assert!(first.html.contains("Showing 1 to 25 of 31 users") && first.html.contains("user23@"));
        assert!(!first.html.contains("user24@"));
        let second = ad.get(world, "/organisation/users?page=2").await;
        assert!(second.html.contains("user29@") && !second.html.contains("user01@"));
        let found = ad.get(world, "/organisation/users?q=USER07").await;
        assert!(found.html.contains("user07@") && found.html.contains("1 user"));
        let none = ad.get(world, "/organisation/users?q=zz").await;
        assert!(none.html.contains("Nothing matches"));
        let file = ad.get(world, "/organisation/users/export.csv?q=user30").await;
        assert!(file.headers.iter().any(|(_, it)| it.starts_with("text/csv")));
        assert_eq!(file.html.lines().count(), 2);
        assert!(file.html.contains("\n'=cmd(),user30@oak.example,Can view,"), "{}", file.html);
    }

    async fn the_dfes_users_have_the_dfes_address_and_its_roles(world) {
        let dfe = world.organisation("Department for Education", "dfe").await;
        world.user("su@dfe.example", dfe, &[Role::Administrator, Role::Support]).await;
        let mut su = world.signed_in("su@dfe.example").await;
        let answer = add(world, &mut su, ("Jo Bell", "jo@school.example"), &["support"]).await;
        assert_eq!(answer.problems(), ["Enter a Department for Education email address in the correct format, like name@dfe.example"]);
        let check = add(world, &mut su, ("Jo Bell", "jo@dfe.example"), &["support"]).await;
        confirm(world, &mut su, &check).await;
        // Removed and added again: one account, with the new name.
        let page = format!("/organisation/users/{}/remove", id_of(world, "jo@dfe.example").await);
        su.post(world, &page, &[]).await;
        let check = add(world, &mut su, ("Jo Bell-Orr", "jo@dfe.example"), &["regulator"]).await;
        confirm(world, &mut su, &check).await;
        assert_eq!(world.count("select count(*) from person where email_folded = 'jo@dfe.example'").await, 1);
        assert_eq!(world.count("select count(*) from person where name = 'Jo Bell-Orr'").await, 1);
        world.mails().await;
    }
}
