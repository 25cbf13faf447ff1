//! The table itself.

use super::{Goes, Holding, Kept, Length, Term};

const fn people(table: &'static str, what: &'static str, why: &'static str, kept: Kept) -> Holding {
    Holding { table, what, about_people: true, why, kept }
}

const fn nobody(table: &'static str, what: &'static str, why: &'static str, kept: Kept) -> Holding {
    Holding { table, what, about_people: false, why, kept }
}

const fn after(length: Length, after: &'static str, sql: &'static str) -> Kept {
    Kept::Until(Term { length, after, goes: Goes::Removed(sql) })
}

/// Rows cannot go: memberships, reports and the audit trail name accounts by number. A year, so that somebody who
/// changes school in the meantime is still known.
const UNUSED_ACCOUNTS: Term = Term {
    length: Length::Years(1),
    after: "you last signed in, once you belong to no organisation; we then erase your name and address",
    goes: Goes::Erased(
        "select id from person where coalesce(last_signed_in_at, created_at) <= $1 and email not like '%@erased.invalid'
           and not exists (select 1 from person_role r where r.person = person.id) order by id limit 500",
    ),
};

/// The row itself stays: it dates the 14 days in which a mistake could be reported.
const ADDRESSES_OF_NOTICES: Term = Term {
    length: Length::Years(1),
    after: "the partnership ended; we then take the address off, and keep that and when the school was told",
    goes: Goes::Stripped(
        "update notice set address = null where address is not null and exists
           (select 1 from membership m where m.id = notice.membership and m.status in ('left', 'reported')
              and m.changed_at <= $1)",
    ),
};

/// The tutor of now stays; the one before is told that somebody else is nominated.
const TUTORS_OF_BEFORE: Term = Term {
    length: Length::Days(30),
    after: "the school nominated somebody else; we then take off the name and address of the tutor before",
    goes: Goes::Stripped(
        "update induction_tutor set before_name = null, before_email = null
           where before_email is not null and nominated_at <= $1",
    ),
};

/// The row itself stays for the log of uploads: who, when, for whom, how many rows, and which schools came of them.
const LISTS_OF_UPLOADS: Term = Term {
    length: Length::None,
    after: "the upload runs out, 7 days after you sent it; we then keep only that there was one, and what came of it",
    goes: Goes::Stripped(
        "update upload set file_name = '', cells = '[]', columns = '{}', choices = '{}'
           where expires_at <= $1 and cells <> '[]'",
    ),
};

const AS_LONG_AS_PUBLISHED: Kept = Kept::While("As long as the register publishes it, and after that for the history");
const WITH_THE_PARTNERSHIP: Kept = Kept::While("As long as the record of the partnership");
const FOR_GOOD: Kept = Kept::While("For as long as the service runs");

/// Everything that is kept: each table of the database once.
pub const HOLDINGS: &[Holding] = &[
    people(
        "person",
        "Your name, your work email address, when you last signed in, which terms you accepted and whether you want reminders",
        "To know who you are and what you may do, and to show who made a change.",
        Kept::Until(UNUSED_ACCOUNTS),
    ),
    people(
        "person_role",
        "What you may do in each organisation",
        "To let you do your work and nothing else.",
        Kept::While("Until an administrator of the organisation changes or removes it"),
    ),
    people(
        "invitation",
        "That you were made a user, and when we emailed you about it",
        "To let you sign in for the first time whenever you are ready.",
        Kept::While("Until you are removed as a user, even if you have not signed in yet"),
    ),
    people(
        "session",
        "That you are signed in, since when and in which browser",
        "To keep you signed in, and to let you end it from another device.",
        after(
            Length::None,
            "it ends, 12 hours after you signed in at the latest",
            "delete from session where ends_at <= $1",
        ),
    ),
    people(
        "second_factor",
        "That you set up an app for codes, when, and the key that it makes them from, sealed",
        "To check the codes that we ask you for.",
        Kept::While("Until you lose the app and it is removed, or your account is erased"),
    ),
    people(
        "recovery_code",
        "Digests of your recovery codes, and when you used each",
        "To let you in when you have lost your phone.",
        Kept::While("Until you make new ones, the app is removed, or your account is erased"),
    ),
    people(
        "sign_in_request",
        "That somebody asked for a link to sign in with your email address",
        "To check the link, and to stop others from flooding your mailbox.",
        after(Length::Days(1), "the link ran out", "delete from sign_in_request where expires_at <= $1"),
    ),
    people(
        "access_request",
        "Your name and email address, if you asked to become the first user of a school",
        "To let the school or our support decide.",
        after(
            Length::Years(2),
            "it was decided, or made and never decided",
            "delete from access_request where coalesce(decided_at, asked_at) <= $1",
        ),
    ),
    people(
        "contact",
        "The work email address at which a school or provider can be told of a partnership",
        "To tell the organisation when it is named, so that it can report a mistake.",
        after(
            Length::Years(2),
            "it was given or last written to, once the school or provider is in no partnership; or until a newer \
             address replaces it",
            "delete from contact where given_at <= $1
               and not exists (select 1 from notice n where n.address = contact.address and n.queued_at > $1)
               and not exists (select 1 from membership m join partnership h on h.id = m.partnership
                               where contact.organisation in (m.organisation, h.hub)
                                 and m.status in ('active', 'proposed'))",
        ),
    ),
    people(
        "notice",
        "To which address, or by letter, a school was told of a partnership, and when",
        "To show that the school had its 14 days to report a mistake.",
        Kept::Until(ADDRESSES_OF_NOTICES),
    ),
    people(
        "report",
        "That a school reported a mistake, its reason, and who reported it if they were signed in",
        "To show why a partnership ended.",
        WITH_THE_PARTNERSHIP,
    ),
    people(
        "draft",
        "Answers of a task that you began and did not finish",
        "To let you come back to it.",
        after(Length::None, "7 days after your last answer", "delete from draft where expires_at <= $1"),
    ),
    people(
        "upload",
        "The rows of a spreadsheet that you uploaded, and that you did",
        "To let you check what we read before anything changes, and to help you when something goes wrong.",
        Kept::Until(LISTS_OF_UPLOADS),
    ),
    people(
        "outbox",
        "That a message was sent, without its words or address",
        "To send each message once, and to find out what went wrong.",
        after(
            Length::Days(90),
            "it was sent",
            "delete from outbox where state in ('sent', 'dropped') and finished_at <= $1",
        ),
    ),
    people(
        "feedback",
        "What you tell us on the feedback page, without your name",
        "To improve the service.",
        after(Length::Years(2), "you gave it", "delete from feedback where given_at <= $1"),
    ),
    people(
        "audit_event",
        "Who changed what, for which organisation and when",
        "To let an organisation see what was done in its name, and to find misuse.",
        Kept::While("For as long as the service runs: it cannot be changed, and refers to people by number only"),
    ),
    people(
        "audit_personal",
        "Personal details that belong to a change, such as an email address that was corrected",
        "To understand the change.",
        // Source: Limitation Act 1980, section 5: a matter can be brought to court for six years.
        after(
            Length::Years(6),
            "the change was made, or until you ask us to erase it",
            "delete from audit_personal where event in (select number from audit_event where at <= $1)",
        ),
    ),
    nobody(
        "audit_head",
        "The number and check sum of the last change",
        "To notice if the record was altered.",
        FOR_GOOD,
    ),
    nobody(
        "last_event",
        "The number of the last change to each list",
        "To notice that a list held in memory has changed.",
        FOR_GOOD,
    ),
    nobody(
        "organisation",
        "Schools and providers that use or are named in the service",
        "To know who works with whom.",
        FOR_GOOD,
    ),
    nobody("partnership", "Partnerships of schools and providers", "It is what the service is for.", FOR_GOOD),
    people(
        "membership",
        "Which organisations belong to a partnership, and which user changed it last",
        "It is what the service is for.",
        WITH_THE_PARTNERSHIP,
    ),
    people(
        "placement",
        "Placements that a school offers, and which user offered and last changed each",
        "To let providers find places for trainees.",
        FOR_GOOD,
    ),
    nobody("placement_subject", "The subjects of a placement", "To let providers find places for trainees.", FOR_GOOD),
    people(
        "placement_assignment",
        "How many places of a placement a provider has, without names of trainees, and which user changed that last",
        "A school cannot be removed while trainees are placed there.",
        FOR_GOOD,
    ),
    people(
        "availability",
        "Whether a school can offer placements in a year, and which user said so",
        "To let providers find places for trainees.",
        FOR_GOOD,
    ),
    people(
        "availability_ask",
        "That a school was asked whether it can offer placements, and at which address",
        "To ask each school once, and to remind it when it asked for that.",
        after(Length::Years(2), "it was asked", "delete from availability_ask where queued_at <= $1"),
    ),
    people(
        "mentor_count",
        "How many mentors a school has, without names, and which user said so",
        "To see whether there are enough mentors.",
        FOR_GOOD,
    ),
    people(
        "provider_profile",
        "What a provider tells schools of a year, its contact, and which user changed it last",
        "To let schools plan, and write to the provider.",
        FOR_GOOD,
    ),
    nobody("provider_window", "When a provider’s trainees are on placement", "To let schools plan.", FOR_GOOD),
    nobody("provider_trainees", "How many trainees a provider has", "To let schools plan.", FOR_GOOD),
    people(
        "cohort",
        "When schools can be confirmed for early career teachers, and which user of the DfE said so",
        "To open and close a cohort on its days.",
        FOR_GOOD,
    ),
    people(
        "pairing",
        "Which delivery partner trains teachers with which lead provider, and which user of the DfE said so",
        "To let lead providers choose their delivery partners.",
        FOR_GOOD,
    ),
    people(
        "confirmation",
        "Which schools a lead provider confirmed together, and which user did it",
        "To show the same answer to whoever asks twice.",
        FOR_GOOD,
    ),
    people(
        "induction_tutor",
        "The name and work email address of a school’s induction tutor, and who nominated them",
        "To tell the school, and to let its lead provider reach it.",
        Kept::Until(TUTORS_OF_BEFORE),
    ),
    people(
        "nomination",
        "The address at which a school was asked to nominate its induction tutor",
        "To send the link, and not too often.",
        after(Length::Years(1), "the link ran out", "delete from nomination where expires_at <= $1"),
    ),
    people(
        "early_career_numbers",
        "How many early career teachers and mentors a school has, without names, and which user said so",
        "To plan their training.",
        FOR_GOOD,
    ),
    people(
        "cohort_looked",
        "Until when you looked at what changed in a cohort’s schools",
        "To show you what changed since.",
        FOR_GOOD,
    ),
    people(
        "notification_seen",
        "Which notifications you have seen",
        "To show you what is new.",
        after(Length::Days(180), "you saw it", "delete from notification_seen where at <= $1"),
    ),
    people(
        "notification",
        "What the service told you or your organisation on its pages",
        "To show you what is new.",
        after(
            Length::Days(365),
            "it was told",
            "delete from notification where at <= $1
               and not exists (select 1 from notification_seen s where s.notification = notification.id)
               and not exists (select 1 from digest_item d where d.notification = notification.id)",
        ),
    ),
    people(
        "notification_read",
        "Up to when you have read the notifications of an organisation",
        "To show you what is new.",
        after(Length::Days(180), "you marked all as read", "delete from notification_read where at <= $1"),
    ),
    people(
        "digest_item",
        "What was kept for your daily email",
        "To send you one email a day, if you chose that.",
        after(
            Length::Days(90),
            "it happened",
            "delete from digest_item where notification in (select n.id from notification n where n.at <= $1)",
        ),
    ),
    people(
        "delegation",
        "Which organisation acts for a school and in what, who asked for it, let it and ended it, and why it ended",
        "To let only those act for a school who may.",
        FOR_GOOD,
    ),
    people(
        "api_token",
        "That you made or removed a token of the API, its name, until when it works and when it was last used; of the token itself only a check sum",
        "To let your organisation’s systems use the service, and to show who let them.",
        FOR_GOOD,
    ),
    nobody(
        "api_request",
        "What was answered to a change that a system asked for with a key of its own",
        "To do once what a system asks for twice.",
        after(Length::Days(1), "it was answered", "delete from api_request where at <= $1"),
    ),
    nobody("establishment", "Schools as the public register describes them", "To find schools.", AS_LONG_AS_PUBLISHED),
    nobody(
        "establishment_change",
        "What changed in the register",
        "To explain a school’s history.",
        AS_LONG_AS_PUBLISHED,
    ),
    nobody(
        "establishment_link",
        "Which school followed which",
        "To carry partnerships over to a successor.",
        AS_LONG_AS_PUBLISHED,
    ),
    nobody("establishment_group", "Trusts and federations", "To find schools by their trust.", AS_LONG_AS_PUBLISHED),
    nobody(
        "establishment_group_link",
        "Which school belongs to which trust",
        "To find schools by their trust.",
        AS_LONG_AS_PUBLISHED,
    ),
    nobody("register_run", "When files of the register were imported", "To know how old the facts are.", FOR_GOOD),
    nobody("register_file", "Which files were imported", "To know how old the facts are.", FOR_GOOD),
    nobody("register_refusal", "Lines of a file that could not be read", "To mend the file.", FOR_GOOD),
    nobody("register_column", "Which columns the register publishes", "To know which facts are missing.", FOR_GOOD),
    nobody(
        "fact",
        "Settings and totals of the service as a whole",
        "To run the service and to publish how it does.",
        FOR_GOOD,
    ),
];
