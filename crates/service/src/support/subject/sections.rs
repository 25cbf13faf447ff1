//! Where a person can be found, table by table. A test holds that no table about people is missing.

/// What is asked of one table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    /// The table.
    pub table: &'static str,
    /// The statement that stands after [`WHO`].
    pub sql: &'static str,
}

/// Begins every statement: `who` is one row with the account's key, the folded address, and the time.
pub(super) const WHO: &str = "with who as (select cast($1 as bigint) as person, cast($2 as text) as address, $3 as at)";

const fn section(table: &'static str, sql: &'static str) -> Section {
    Section { table, sql }
}

/// What an export gives: what tells of the person, without keys, digests, and what other people wrote.
pub(super) const GIVEN: &[Section] = &[
    section(
        "person",
        "select p.name, p.email, p.created_at, p.last_signed_in_at, p.disabled_at, p.terms_version, p.terms_accepted_at,
           p.digest, p.reminders_stopped_at from person p, who where p.id = who.person",
    ),
    section(
        "person_role",
        "select o.name as organisation, r.role, r.given_at from person_role r
         join organisation o on o.id = r.organisation, who where r.person = who.person order by o.name, r.role",
    ),
    section(
        "invitation",
        "select o.name as organisation, i.sent_at, i.expires_at from invitation i
         join organisation o on o.id = i.organisation, who where i.person = who.person order by i.id",
    ),
    section(
        "session",
        "select s.user_agent, s.started_at, s.seen_at, s.ends_at, s.on_behalf_reason from session s, who
         where s.person = who.person order by s.started_at",
    ),
    section(
        "second_factor",
        "select f.set_up_at, f.wait_until from second_factor f, who where f.person = who.person",
    ),
    section(
        "recovery_code",
        "select r.used_at from recovery_code r, who where r.person = who.person order by r.used_at",
    ),
    section(
        "api_token",
        "select o.name as organisation, t.name, t.made_at, t.expires_at, t.removed_at from api_token t
         join organisation o on o.id = t.organisation, who
         where t.made_by = who.person or t.removed_by = who.person order by t.id",
    ),
    section(
        "sign_in_request",
        "select r.email_folded as email, r.return_to, r.asked_at, r.expires_at, r.used_at from sign_in_request r, who
         where r.person = who.person or r.email_folded = who.address order by r.id",
    ),
    section(
        "access_request",
        "select o.name as school, a.name, a.email, a.asked_at, a.decided_at, a.granted from access_request a
         join organisation o on o.id = a.organisation, who where a.email_folded = who.address order by a.id",
    ),
    section(
        "contact",
        "select o.name as organisation, c.purpose, c.post, c.address, c.source, g.name as given_by, c.given_at
         from contact c join organisation o on o.id = c.organisation left join organisation g on g.id = c.given_by, who
         where lower(c.address) = who.address order by c.id",
    ),
    section(
        "notice",
        "select o.name as organisation, n.way, n.address, n.queued_at, n.handed_over_at, n.opened_at
         from notice n join membership m on m.id = n.membership join organisation o on o.id = m.organisation, who
         where n.person = who.person or lower(n.address) = who.address order by n.id",
    ),
    section(
        "report",
        "select o.name as organisation, r.reason, r.reported_at from report r join membership m on m.id = r.membership
         join organisation o on o.id = m.organisation, who where r.person = who.person order by r.id",
    ),
    section(
        "membership",
        "select o.name as organisation, m.status, m.changed_at from membership m
         join organisation o on o.id = m.organisation, who where m.changed_by = who.person order by m.id",
    ),
    section(
        "placement",
        "select o.name as school, p.title, p.year, p.changed_at from placement p
         join organisation o on o.id = p.school, who
         where p.changed_by = who.person or p.created_by = who.person order by p.id",
    ),
    section(
        "placement_assignment",
        "select o.name as provider, p.title, a.state, a.changed_at from placement_assignment a
         join placement p on p.id = a.placement join organisation o on o.id = a.provider, who
         where a.changed_by = who.person order by a.id",
    ),
    section(
        "availability",
        "select o.name as school, v.year, v.answer, v.answered_at from availability v
         join organisation o on o.id = v.school, who where v.changed_by = who.person order by v.id",
    ),
    section(
        "availability_ask",
        "select o.name as school, k.year, k.address, k.queued_at, k.handed_over_at from availability_ask k
         join organisation o on o.id = k.school, who
         where k.person = who.person or lower(k.address) = who.address order by k.id",
    ),
    section(
        "mentor_count",
        "select o.name as school, c.year, c.phase, c.subject, c.headcount, c.changed_at from mentor_count c
         join organisation o on o.id = c.school, who where c.changed_by = who.person
         order by c.school, c.year, c.phase, c.subject",
    ),
    section(
        "provider_profile",
        "select o.name as provider, f.year, f.contact_post, f.contact_address, f.changed_at from provider_profile f
         join organisation o on o.id = f.provider, who
         where f.changed_by = who.person or lower(f.contact_address) = who.address order by f.provider, f.year",
    ),
    section(
        "cohort",
        "select c.year, c.opens_on, c.closes_on, c.changed_at from cohort c, who
         where c.changed_by = who.person order by c.year",
    ),
    section(
        "pairing",
        "select c.cohort, o.name as lead_provider, c.starts_on, c.ended_on, c.changed_at from pairing c
         join organisation o on o.id = c.lead_provider, who where c.changed_by = who.person order by c.id",
    ),
    section(
        "confirmation",
        "select o.name as lead_provider, c.cohort, c.confirmed, c.confirmed_at from confirmation c
         join organisation o on o.id = c.lead_provider, who where c.person = who.person order by c.id",
    ),
    section(
        "induction_tutor",
        "select o.name as school, t.name, t.email, t.nominated_at, t.before_name, t.before_email from induction_tutor t
         join organisation o on o.id = t.school, who
         where t.person = who.person or t.nominated_by = who.person or lower(t.email) = who.address
           or lower(t.before_email) = who.address order by t.school",
    ),
    section(
        "nomination",
        "select o.name as school, n.address, n.asked_at, n.used_at from nomination n
         join organisation o on o.id = n.school, who where lower(n.address) = who.address order by n.id",
    ),
    section(
        "early_career_numbers",
        "select o.name as school, n.cohort, n.teachers, n.mentors, n.changed_at from early_career_numbers n
         join organisation o on o.id = n.school, who where n.changed_by = who.person order by n.school, n.cohort",
    ),
    section(
        "cohort_looked",
        "select o.name as organisation, k.cohort, k.at from cohort_looked k
         join organisation o on o.id = k.organisation, who where k.person = who.person order by k.organisation, k.cohort",
    ),
    section(
        "notification",
        "select o.name as organisation, n.kind, n.at from notification n join organisation o on o.id = n.organisation,
         who where n.person = who.person order by n.id",
    ),
    section(
        "notification_seen",
        "select n.kind, s.at from notification_seen s join notification n on n.id = s.notification, who
         where s.person = who.person order by n.id",
    ),
    section(
        "notification_read",
        "select o.name as organisation, u.at from notification_read u join organisation o on o.id = u.organisation,
         who where u.person = who.person order by o.name",
    ),
    section(
        "digest_item",
        "select n.line, n.at, d.day from digest_item d join notification n on n.id = d.notification, who
         where d.person = who.person order by n.id",
    ),
    section(
        "delegation",
        "select o.name as school, g.asked_at, g.given_at, g.ended_at, g.reason from delegation g
         join organisation o on o.id = g.school, who
         where g.asked_by = who.person or g.given_by = who.person or g.ended_by = who.person order by g.id",
    ),
    section(
        "draft",
        "select d.journey, d.answers, d.created_at, d.expires_at from draft d, who
         where d.owner like cast(who.person as text) || ':%' order by d.created_at",
    ),
    section(
        "upload",
        "select o.name as organisation, u.purpose, u.file_name, u.cells, u.state, u.created_at, u.expires_at
         from upload u join organisation o on o.id = u.organisation, who where u.person = who.person order by u.id",
    ),
    section(
        "audit_event",
        "select e.number, e.at, e.action, e.subject, e.data, o.name as organisation from audit_event e
         left join organisation o on o.id = e.organisation, who
         where e.person = who.person or e.subject = 'person:' || cast(who.person as text) order by e.number",
    ),
    section(
        "audit_personal",
        "select p.event, p.name, p.value from audit_personal p, who where p.event in
           (select q.event from audit_personal q, who w where lower(q.value) = w.address) order by p.event, p.name",
    ),
];

/// What an erasure does, in this order: what refers to the address goes before the account that has it.
pub(super) const ERASED: &[Section] = &[
    section("session", "delete from session where person = (select person from who)"),
    section("second_factor", "delete from second_factor where person = (select person from who)"),
    section("recovery_code", "delete from recovery_code where person = (select person from who)"),
    section(
        "sign_in_request",
        "delete from sign_in_request where person = (select person from who)
           or email_folded = (select address from who)",
    ),
    section("invitation", "delete from invitation where person = (select person from who)"),
    section("person_role", "delete from person_role where person = (select person from who)"),
    section("access_request", "delete from access_request where email_folded = (select address from who)"),
    section(
        "induction_tutor",
        "delete from induction_tutor where person = (select person from who) or lower(email) = (select address from who)",
    ),
    section(
        "induction_tutor",
        "update induction_tutor set before_name = null, before_email = null
         where lower(before_email) = (select address from who)",
    ),
    section("nomination", "delete from nomination where lower(address) = (select address from who)"),
    section("cohort_looked", "delete from cohort_looked where person = (select person from who)"),
    section("contact", "delete from contact where lower(address) = (select address from who)"),
    section("notice", "update notice set address = null where lower(address) = (select address from who)"),
    section(
        "availability_ask",
        "update availability_ask set address = null where lower(address) = (select address from who)",
    ),
    section(
        "provider_profile",
        "update provider_profile set contact_address = '', contact_post = ''
         where lower(contact_address) = (select address from who)",
    ),
    section("notification_seen", "delete from notification_seen where person = (select person from who)"),
    section("notification_read", "delete from notification_read where person = (select person from who)"),
    section("digest_item", "delete from digest_item where person = (select person from who)"),
    section("notification", "delete from notification where person = (select person from who)"),
    section("draft", "delete from draft where owner like cast((select person from who) as text) || ':%'"),
    // The list of schools is the organisation's; the name that the person gave the file is theirs.
    section(
        "upload",
        "update upload set file_name = 'erased' where person = (select person from who) and file_name <> 'erased'",
    ),
    // The names first: they are known by the address beside them.
    section(
        "audit_personal",
        "update audit_personal set value = 'erased' where name = 'name' and value <> 'erased' and event in
           (select q.event from audit_personal q where lower(q.value) = (select address from who))",
    ),
    section(
        "audit_personal",
        "update audit_personal set value = 'erased' where lower(value) = (select address from who)",
    ),
    // What the person wrote as their reason for an event of their own.
    section(
        "audit_personal",
        "update audit_personal set value = 'erased' where name = 'reason' and value <> 'erased' and event in
           (select e.number from audit_event e where e.person = (select person from who))",
    ),
    section(
        "person",
        "update person set name = 'Erased user', email = 'erased-' || public_id || '@erased.invalid',
           email_folded = 'erased-' || public_id || '@erased.invalid',
           disabled_at = coalesce(disabled_at, (select at from who)), last_signed_in_at = null
         where id = (select person from who)",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::support::retention::HOLDINGS;

    /// Tables about people in which nobody can be found, and why.
    const NOT_FOUND_IN: &[(&str, &str)] = &[
        ("outbox", "it holds the number of what a message is about, never an address"),
        ("feedback", "nobody knows who gave it"),
    ];

    /// Tables that stay as they are when a person is erased, and why.
    const LEFT: &[(&str, &str)] = &[
        ("membership", "it refers to the account by number"),
        ("placement", "it refers to the account by number"),
        ("placement_assignment", "it refers to the account by number"),
        ("availability", "it refers to the account by number"),
        ("mentor_count", "it refers to the account by number"),
        ("cohort", "it refers to the account by number"),
        ("pairing", "it refers to the account by number"),
        ("confirmation", "it refers to the account by number"),
        ("early_career_numbers", "it refers to the account by number"),
        ("delegation", "it refers to the account by number"),
        ("api_token", "it refers to the account by number"),
        ("report", "it refers to the account by number"),
        ("audit_event", "it refers to the account by number, and cannot be changed"),
    ];

    fn about_people() -> BTreeSet<&'static str> {
        HOLDINGS.iter().filter(|it| it.about_people).map(|it| it.table).collect()
    }

    #[test]
    fn every_table_about_people_is_looked_into() {
        let given = GIVEN.iter().map(|it| it.table);
        let looked: BTreeSet<_> = given.chain(NOT_FOUND_IN.iter().map(|it| it.0)).collect();
        assert_eq!(looked, about_people());
    }

    #[test]
    fn every_table_about_people_is_erased_or_left_for_a_reason() {
        let erased = ERASED.iter().map(|it| it.table);
        let left = NOT_FOUND_IN.iter().chain(LEFT).map(|it| it.0);
        assert_eq!(erased.chain(left).collect::<BTreeSet<_>>(), about_people());
    }

    #[test]
    fn nothing_is_erased_but_of_the_person() {
        for section in ERASED {
            assert!(section.sql.contains("from who)"), "{}", section.sql);
            let starts = [format!("delete from {} where ", section.table), format!("update {} set ", section.table)];
            assert!(starts.iter().any(|start| section.sql.starts_with(start)), "{}", section.sql);
        }
    }
}
