-- One model for every kind: partnership, membership, notice, report.
create table partnership (
    id              {key},
    reference       text not null unique,
    kind            text not null check (kind in ('placement', 'ect', 'itt', 'collaboration')),
    hub             bigint references organisation (id),
    cohort          integer,
    status          text not null check (status in ('active', 'ended')),
    created_at      timestamp not null
);
-- A hub has one placement partnership, and one for each cohort of early career training.
create unique index partnership_placement on partnership (hub) where kind = 'placement';
create unique index partnership_ect on partnership (hub, cohort) where kind = 'ect';

-- Kind and cohort are copied from the partnership because no index can look across a join.
create table membership (
    id              {key},
    public_id       text not null unique,
    partnership     bigint not null references partnership (id),
    organisation    bigint not null references organisation (id),
    kind            text not null check (kind in ('placement', 'ect', 'itt', 'collaboration')),
    cohort          integer,
    delivery_partner bigint references organisation (id),
    basis           text not null check (basis in ('provider_led', 'school_led', 'peer')),
    status          text not null check (status in ('active', 'reported', 'left', 'proposed')),
    added_by        bigint references organisation (id),
    trainees        integer check (trainees >= 0),
    report_number   integer not null,
    report_deadline timestamp,
    told_at         timestamp,
    told_by         text check (told_by in ('mail', 'letter', 'school')),
    report_reason   text check (report_reason in
        ('another_provider', 'not_confirmed', 'do_not_recognise', 'not_this_year', 'mistake')),
    successor_of    bigint references membership (id),
    version         integer not null,
    added_at        timestamp not null,
    -- when it was first added, once it has been added again; else that is added_at
    created_at      timestamp,
    changed_at      timestamp not null,
    changed_by      bigint references person (id),
    unique (partnership, organisation),
    check ((status = 'reported') = (report_reason is not null)),
    check ((told_at is null) = (told_by is null))
);
create index membership_organisation on membership (organisation, kind, status);
create unique index membership_one_provider on membership (organisation, cohort)
    where kind = 'ect' and basis = 'provider_led' and status = 'active';

-- One notice a membership and report number: who is to be told, and how it went.
create table notice (
    id              {key},
    public_id       text not null unique,
    membership      bigint not null references membership (id),
    report_number   integer not null,
    way             text not null check (way in ('mail', 'letter', 'none')),
    address         text,
    person          bigint references person (id),
    queued_at       timestamp not null,
    handed_over_at  timestamp,
    letter_code     text,
    opened_at       timestamp
);
create index notice_membership on notice (membership, report_number);
create unique index notice_letter_code on notice (letter_code) where letter_code is not null;

create table report (
    id              {key},
    membership      bigint not null references membership (id),
    report_number   integer not null,
    reason          text not null check (reason in
        ('another_provider', 'not_confirmed', 'do_not_recognise', 'not_this_year', 'mistake')),
    reported_at     timestamp not null,
    notice          bigint references notice (id),
    person          bigint references person (id),
    unique (membership, report_number)
);

-- A spreadsheet being added: what was read, and the verdict on each row, until confirmed or expired.
create table upload (
    id              {key},
    public_id       text not null unique,
    purpose         text not null check (purpose in ('partner_schools', 'partner_providers', 'trainee_register', 'ect_schools', 'users')),
    person          bigint not null references person (id),
    organisation    bigint not null references organisation (id),
    file_name       text not null,
    cells           text not null,
    columns         text not null,
    choices         text not null,
    state           text not null check (state in ('read', 'confirmed')),
    created_at      timestamp not null,
    confirmed_at    timestamp,
    outcome         text not null default '{}',
    expires_at      timestamp not null
);
create index upload_organisation on upload (organisation, created_at);
