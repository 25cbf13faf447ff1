-- The register of schools: what its files say, what changed and when, and how each import went.
-- Public numbers are text. A column that is null was empty in the register; 'Unknown' is the register's own word.

create table register_run (
    id              {key},
    what            text not null check (what in ('register', 'providers', 'contacts')),
    state           text not null check (state in ('done', 'refused')),
    started_at      timestamp not null,
    finished_at     timestamp not null,
    forced          boolean not null,
    read            integer not null,
    added           integer not null,
    changed         integer not null,
    closed          integer not null,
    reopened        integer not null,
    unchanged       integer not null,
    dropped         integer not null,
    refused         integer not null,
    reason          text
);

-- The files of a run. Counts of a file are of its own rows.
create table register_file (
    run             bigint not null references register_run (id),
    name            text not null,
    holds           text not null check (holds in
        ('establishments', 'links', 'groups', 'group_links', 'providers', 'contacts')),
    published_on    date not null,
    content_hash    text not null,
    missing_columns text not null,
    read            integer not null,
    added           integer not null,
    changed         integer not null,
    removed         integer not null,
    refused         integer not null,
    primary key (run, name)
);

create table register_refusal (
    run             bigint not null references register_run (id),
    file            text not null,
    line            integer not null,
    reason          text not null
);
create index register_refusal_run on register_refusal (run, file, line);

-- Which columns the register publishes. missing_since is the date of the first file without the column.
create table register_column (
    name            text primary key,
    seen_on         date,
    missing_since   date
);

create table establishment (
    urn             {text} primary key,
    name            {text} not null,
    establishment_number text,
    ukprn           text,
    -- 1 open, 2 closed, 3 open but proposed to close, 4 proposed to open
    status          integer not null check (status between 1 and 4),
    type_code       integer not null,
    type            text,
    type_group      text,
    phase_code      integer,
    phase           text,
    opened_on       date,
    opened_why      text,
    closed_on       date,
    closed_why      text,
    low_age         integer,
    high_age        integer,
    boarders        text,
    nursery         text,
    sixth_form      text,
    gender          text,
    religious_character text,
    diocese         text,
    admissions      text,
    capacity        integer,
    special_classes text,
    census_on       date,
    pupils          integer,
    boys            integer,
    girls           integer,
    -- hundredths of a percent
    free_meals      integer,
    trust_flag      text,
    trust_uid       text,
    trust           text,
    federation      text,
    sponsor         text,
    ofsted_rating   text,
    ofsted_inspected_on date,
    updated_on      date,
    street          text,
    locality        text,
    address3        text,
    town            {text},
    county          text,
    postcode        {text},
    website         text,
    telephone       text,
    section_41      text,
    sen_provisions  text,
    resourced_provision text,
    resourced_on_roll integer,
    resourced_capacity integer,
    sen_unit_on_roll integer,
    sen_unit_capacity integer,
    local_authority_code text,
    local_authority text,
    region          text,
    district_code   text,
    district        text,
    urban_rural     text,
    country         text,
    -- metres on the national grid
    easting         integer,
    northing        integer,
    -- of the row as it stood in the file; a row with the same hash needs no reading
    row_hash        bigint not null,
    -- the day of the first file in which the row no longer stood
    dropped_on      date
);
-- Names and postcodes are searched in memory; an index on them would only slow the import.

create table establishment_change (
    urn             {text} not null,
    field           text not null,
    before          text,
    after           text,
    run             bigint not null references register_run (id),
    noticed_on      date not null
);
create index establishment_change_urn on establishment_change (urn, run);

-- Predecessors and successors, as the register says them: from both sides.
create table establishment_link (
    urn             {text} not null,
    link_urn        {text} not null,
    kind            text not null,
    established_on  date,
    primary key (urn, link_urn, kind)
);
create index establishment_link_other on establishment_link (link_urn);

-- Trusts, federations, sponsors and other groups.
create table establishment_group (
    uid             text primary key,
    group_id        text,
    name            {text} not null,
    kind_code       integer,
    kind            text,
    companies_house_number text,
    ukprn           text,
    status          text,
    opened_on       date,
    closed_on       date
);

create table establishment_group_link (
    urn             {text} not null,
    uid             text not null,
    joined_on       date,
    primary key (urn, uid)
);
create index establishment_group_link_uid on establishment_group_link (uid);
