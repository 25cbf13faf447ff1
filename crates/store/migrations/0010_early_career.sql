-- Early career training. A cohort is named by the calendar year in which it starts.
create table cohort (
    year            integer primary key check (year between 2020 and 2099),
    -- the first and the last day on which lead providers confirm schools, in London
    opens_on        date not null,
    closes_on       date not null,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    check (opens_on <= closes_on)
);

-- A delivery partner's consent: with this lead provider it trains teachers of this cohort.
create table pairing (
    id              {key},
    public_id       text not null unique,
    cohort          integer not null references cohort (year),
    lead_provider   bigint not null references organisation (id),
    delivery_partner bigint not null references organisation (id),
    starts_on       date not null,
    -- the first day on which it no longer counts
    ended_on        date,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    unique (cohort, lead_provider, delivery_partner)
);
create index pairing_partner on pairing (delivery_partner, cohort);

-- Schools confirmed together: one press, one transaction. What was asked and what came of it is shown again to whoever asks twice.
create table confirmation (
    id              {key},
    public_id       text not null unique,
    lead_provider   bigint not null references organisation (id),
    cohort          integer not null references cohort (year),
    delivery_partner bigint not null references organisation (id),
    upload          bigint unique references upload (id),
    confirmed       integer not null,
    -- JSON: rows that dropped out between the check and the press, each with its line, URN and reason
    dropped         text not null default '[]',
    confirmed_at    timestamp not null,
    person          bigint references person (id)
);
create index confirmation_provider on confirmation (lead_provider, cohort, confirmed_at);

-- Who looks after the induction of a school's early career teachers; one for each school.
create table induction_tutor (
    school          bigint primary key references organisation (id),
    name            text not null,
    email           text not null,
    person          bigint references person (id),
    nominated_at    timestamp not null,
    nominated_by    bigint references person (id),
    -- whom this one replaced, for as long as it takes to tell them
    before_name     text,
    before_email    text
);

-- A school asked to nominate its induction tutor, by a link of 21 days.
create table nomination (
    id              {key},
    public_id       text not null unique,
    school          bigint not null references organisation (id),
    address         text not null,
    issue           integer not null,
    asked_at        timestamp not null,
    handed_over_at  timestamp,
    expires_at      timestamp not null,
    used_at         timestamp
);
create index nomination_school on nomination (school, asked_at);

-- How many early career teachers and mentors a school has in a cohort: counts. Absent: not given yet.
create table early_career_numbers (
    school          bigint not null references organisation (id),
    cohort          integer not null references cohort (year),
    teachers        integer check (teachers between 0 and 9999),
    mentors         integer check (mentors between 0 and 9999),
    -- the school has said that it has no early career teachers in this cohort
    not_this_year   boolean not null default false,
    version         integer not null default 1,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    primary key (school, cohort)
);

-- Until when a person has looked at the changes of a cohort's schools.
create table cohort_looked (
    person          bigint not null references person (id),
    organisation    bigint not null references organisation (id),
    cohort          integer not null references cohort (year),
    at              timestamp not null,
    primary key (person, organisation, cohort)
);
