-- Placements: what schools offer, who has them, what schools and providers say of a year.
create table placement (
    id              {key},
    public_id       text not null unique,
    school          bigint not null references organisation (id),
    -- the calendar year in which the academic year starts
    year            integer not null,
    phase           text not null check (phase in ('primary', 'secondary', 'send')),
    year_group      text check (year_group in
        ('nursery', 'reception', 'year_1', 'year_2', 'year_3', 'year_4', 'year_5', 'year_6', 'mixed')),
    subject         text,
    key_stage       text check (key_stage in ('early_years', 'ks1', 'ks2', 'ks3', 'ks4', 'ks5')),
    -- made from the description, for lists that are ordered and searched
    title           {text} not null,
    title_folded    {text} not null,
    places          integer not null check (places between 1 and 999),
    -- on top of the places: for intensive training and practice
    itp_places      integer not null default 0 check (itp_places between 0 and 999),
    -- of the places: those that stand assigned or completed
    places_assigned integer not null default 0,
    -- 'autumn,spring'; empty is any time in the year
    terms           text not null default '',
    starts_on       date,
    ends_on         date,
    -- 'fee_funded,salaried'; empty is any route
    routes          text not null default '',
    setting         text not null default 'mainstream' check (setting in ('mainstream', 'sen_unit', 'special')),
    note            text not null default '',
    state           text not null check (state in ('offered', 'withdrawn')),
    version         integer not null default 1,
    created_at      timestamp not null,
    created_by      bigint references person (id),
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    -- What is counted once is held here, behind the rule.
    check (0 <= places_assigned and places_assigned <= places),
    check ((phase = 'primary') = (year_group is not null)),
    check ((phase = 'secondary') = (subject is not null)),
    check ((phase = 'send') = (key_stage is not null)),
    check ((starts_on is null) = (ends_on is null)),
    check (starts_on <= ends_on),
    check (terms = '' or starts_on is null)
);
create index placement_school on placement (school, year);
create index placement_year on placement (year, phase, school) where state = 'offered';

-- A secondary placement's subject and its additional subjects, for filters.
create table placement_subject (
    placement       bigint not null references placement (id),
    subject         text not null,
    primary key (placement, subject)
);
create index placement_subject_subject on placement_subject (subject, placement);

create table placement_assignment (
    id              {key},
    public_id       text not null unique,
    placement       bigint not null references placement (id),
    provider        bigint not null references organisation (id),
    places          integer not null check (places > 0),
    state           text not null check (state in
        ('requested', 'assigned', 'declined', 'expired', 'released', 'completed')),
    -- what the provider wrote with its request, and the school's reason for its answer
    message         text not null default '',
    reason          text not null default '',
    requested_at    timestamp,
    -- the last day on which the request can be answered
    expires_on      date,
    decided_at      timestamp,
    version         integer not null default 1,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    check (state <> 'requested' or (requested_at is not null and expires_on is not null)),
    check (state <> 'declined' or reason <> '')
);
create index placement_assignment_placement on placement_assignment (placement, state);
create index placement_assignment_provider on placement_assignment (provider, state);
create index placement_assignment_expires on placement_assignment (expires_on) where state = 'requested';
-- A provider has one open request for a placement.
create unique index placement_assignment_open on placement_assignment (placement, provider) where state = 'requested';

-- What a school says of a year. Its row is locked by whatever counts against the cap.
create table availability (
    id              {key},
    school          bigint not null references organisation (id),
    year            integer not null,
    -- none while the school has set a cap and not answered
    answer          text check (answer in ('yes', 'maybe', 'no')),
    -- JSON: what might be possible
    might           text not null default '{}',
    reason          text,
    other_reason    text not null default '',
    note            text not null default '',
    -- the most trainees of a year, over all placements
    trainee_cap     integer check (trainee_cap between 0 and 9999),
    ask_again       boolean not null default false,
    answered_at     timestamp,
    confirmed_at    timestamp,
    -- none where the holder of a link answered
    changed_by      bigint references person (id),
    version         integer not null default 1,
    unique (school, year),
    check ((answer is null) = (answered_at is null))
);
create index availability_year on availability (year, answer);

-- That a school was asked for its availability, by mail; or by a letter that a provider made, handed over once posted.
create table availability_ask (
    id              {key},
    public_id       text not null unique,
    school          bigint not null references organisation (id),
    year            integer not null,
    person          bigint references person (id),
    address         text,
    kind            text not null check (kind in ('first', 'termly', 'next_year')),
    asked_by        bigint references organisation (id),
    queued_at       timestamp not null,
    handed_over_at  timestamp,
    answered_at     timestamp
);
create index availability_ask_school on availability_ask (school, year, queued_at);

-- Mentors are counted, never named.
create table mentor_count (
    school          bigint not null references organisation (id),
    year            integer not null,
    phase           text not null check (phase in ('primary', 'secondary', 'send')),
    subject         text not null default '',
    headcount       integer not null check (headcount between 0 and 9999),
    trained         integer not null,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    primary key (school, year, phase, subject),
    check (0 <= trained and trained <= headcount)
);

-- What a provider tells its partner schools of a year.
create table provider_profile (
    provider        bigint not null references organisation (id),
    year            integer not null,
    pattern         text not null default '',
    weeks           text not null default '',
    routes          text not null default '',
    contact_post    text not null default '',
    contact_address text not null default '',
    note            text not null default '',
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    primary key (provider, year)
);

-- When a provider's trainees are on placement.
create table provider_window (
    id              {key},
    public_id       text not null unique,
    provider        bigint not null references organisation (id),
    year            integer not null,
    name            text not null,
    starts_on       date not null,
    ends_on         date not null,
    check (starts_on <= ends_on)
);
create index provider_window_provider on provider_window (provider, year, starts_on);

-- How many trainees a provider has or expects; counts.
create table provider_trainees (
    provider        bigint not null references organisation (id),
    year            integer not null,
    phase           text not null check (phase in ('primary', 'secondary', 'send')),
    subject         text not null default '',
    number          integer not null check (number between 0 and 99999),
    primary key (provider, year, phase, subject)
);

-- What the service tells people when they sign in, beside mail: what happened, in the words of that moment.
create table notification (
    id              {key},
    public_id       text not null unique,
    organisation    bigint not null references organisation (id),
    -- none: everybody of the organisation
    person          bigint references person (id),
    topic           text not null check (topic in ('partners', 'placements', 'early-career', 'organisation')),
    kind            text not null,
    -- names schools and providers, never a person
    line            {text} not null,
    line_folded     {text} not null,
    href            text not null,
    at              timestamp not null
);
create index notification_organisation on notification (organisation, at);

create table notification_seen (
    notification    bigint not null references notification (id),
    person          bigint not null references person (id),
    at              timestamp not null,
    primary key (notification, person)
);

-- Up to when a person has read everything of an organisation: reading all needs no row for each.
create table notification_read (
    person          bigint not null references person (id),
    organisation    bigint not null references organisation (id),
    at              timestamp not null,
    primary key (person, organisation)
);

-- What waits for a person who wants one mail a day, and the day ('20261126') whose mail took it.
create table digest_item (
    notification    bigint not null references notification (id),
    person          bigint not null references person (id),
    day             text,
    primary key (notification, person)
);
create index digest_item_person on digest_item (person, day);
create index digest_item_waiting on digest_item (notification) where day is null;

-- A school lets another organisation act for it: asked for by that, or given by the school.
create table delegation (
    id              {key},
    public_id       text not null unique,
    school          bigint not null references organisation (id),
    delegate        bigint not null references organisation (id),
    placements      boolean not null,
    early_career    boolean not null,
    state           text not null check (state in ('asked', 'open', 'declined', 'ended')),
    starts_on       date,
    -- the last day; none is for as long as the school lets it
    ends_on         date,
    asked_at        timestamp,
    asked_by        bigint references person (id),
    given_at        timestamp,
    given_by        bigint references person (id),
    ended_at        timestamp,
    ended_by        bigint references person (id),
    -- whose user ended or declined it
    ended_for       bigint references organisation (id),
    reason          text not null default '',
    version         integer not null default 0,
    check (school <> delegate),
    check (placements or early_career),
    check (state <> 'open' or (starts_on is not null and given_at is not null))
);
create unique index delegation_live on delegation (school, delegate) where state in ('asked', 'open');
create index delegation_school on delegation (school);
create index delegation_delegate on delegation (delegate);

-- The academic year that a person looked at last.
alter table person add column placement_year integer;

-- Since when a person wants no reminders about availability.
alter table person add column reminders_stopped_at timestamp;
